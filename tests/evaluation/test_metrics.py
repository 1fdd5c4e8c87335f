"""The measures, against values worked out by hand."""

from __future__ import annotations

import pytest

from tests.evaluation.metrics import auroc, balanced_accuracy, f1, first_rank


def test_first_rank() -> None:
    assert first_rank(["a", "b", "c", "b"], {"b", "c"}) == 2
    assert first_rank(["a"], {"b"}) is None


@pytest.mark.parametrize(
    ("chosen", "expected", "value"),
    [([0, 1], [0, 1], 1.0), ([0, 1, 2, 3], [0, 1], 2 / 3), ([0], [1], 0.0), ([], [1], 0.0), ([2, 2], [2], 1.0)],
)
def test_f1(chosen: list[int], expected: list[int], value: float) -> None:
    assert f1(chosen, expected) == pytest.approx(value)


def test_auroc() -> None:
    assert auroc([0.9, 0.8], [0.1, 0.2]) == 1.0
    assert auroc([0.1], [0.9]) == 0.0
    assert auroc([0.5, 0.7], [0.5, 0.6]) == 0.625


def test_balanced_accuracy() -> None:
    assert balanced_accuracy([True, True, True, False], [False, True]) == 0.625


@pytest.mark.parametrize("measure", [auroc, balanced_accuracy])
def test_measures__need_both_kinds(measure: object) -> None:
    assert callable(measure)
    with pytest.raises(ValueError, match="of both kinds"):
        measure([], [1.0])
