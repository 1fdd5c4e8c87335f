"""Figures of filings: what is asked for, the row that gives it, and what is worked out from rows."""
