"""Prices: daily bars from providers, the exchange's calendar, moves between sessions, and charts of them."""
