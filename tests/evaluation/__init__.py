"""Measures the answers and the search: `python -m tests.evaluation golden development unseen tenq clapnq`."""
