"""Measures the answers and the search: `python -m tests.evaluation golden development tenq clapnq`."""
