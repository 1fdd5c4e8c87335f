"""Measures of ranking, sentence choice and refusing."""

from __future__ import annotations

from collections.abc import Collection, Sequence


def first_rank(ranked: Sequence[str], expected: Collection[str]) -> int | None:
    """The place, from 1, of the first of `ranked` that is expected; None where none is."""
    return next((rank for rank, item in enumerate(ranked, start=1) if item in expected), None)


def f1(chosen: Collection[int], expected: Collection[int]) -> float:
    """The harmonic mean of precision and recall of one choice; 0 where nothing is in both."""
    both = len(set(chosen) & set(expected))
    return 2 * both / (len(set(chosen)) + len(set(expected))) if both else 0.0


def auroc(positives: Sequence[float], negatives: Sequence[float]) -> float:
    """The chance that a positive scores above a negative, ties counting half (Mann and Whitney's U over n·m).

    Raises `ValueError` where either side is empty.
    """
    if not positives or not negatives:
        raise ValueError("AUROC needs scores of both kinds")
    wins = sum((p > n) + 0.5 * (p == n) for p in positives for n in negatives)
    return wins / (len(positives) * len(negatives))


def balanced_accuracy(positives: Sequence[bool], negatives: Sequence[bool]) -> float:
    """The mean of the share of positives called positive and the share of negatives not called so.

    Raises `ValueError` where either side is empty.
    """
    if not positives or not negatives:
        raise ValueError("balanced accuracy needs decisions of both kinds")
    return (sum(positives) / len(positives) + 1 - sum(negatives) / len(negatives)) / 2
