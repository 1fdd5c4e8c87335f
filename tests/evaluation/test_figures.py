"""Finding figures and comparing them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.evaluation.figures import Figure, figures_in, is_same


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("was $36,413 million.", [Figure(Decimal(36413), 5, 6)]),
        ("net of $61.8 billion on October 13, 2023", [Figure(Decimal("61.8"), 3, 9)]),
        ("rate of 12.5% and 21 percent", [Figure(Decimal("12.5"), 3, None, True), Figure(Decimal(21), 2, None, True)]),
        ("Net sales | 81,797 | 82,959", [Figure(Decimal(81797), 5), Figure(Decimal(82959), 5)]),
        ("a loss of $(0.04) a share", [Figure(Decimal("0.04"), 1)]),
        ("(362) and 1.67bn", [Figure(Decimal("1.67"), 3, 9)]),
        ("$5 million, again $5 million", [Figure(Decimal(5), 1, 6)]),
        ("Q3 2023 10-Q (SOURCE: 2023 Q3 AAPL.pdf), note 6, page 51, 30 June 2025, in 2024.", []),
        ("", []),
    ],
)
def test_figures_in(text: str, figures: list[Figure]) -> None:
    assert list(figures_in(text)) == figures


@pytest.mark.parametrize(
    ("expected", "given", "same"),
    [
        ("$1.67 billion", "1,670 million", True),
        ("$36,413 million", "Gross margin | 36,413", True),
        ("$36,413 million", "$36.4 billion", True),
        ("$36,413 million", "$36 billion", False),
        ("$36,413 million", "$36,413 billion", False),
        ("$36,413 million", "36,418", False),
        ("$7.7 billion", "7,730", True),
        ("$7.7 billion", "7,790", False),
        ("$7,730 million", "$7.7 billion", False),
        ("$2 billion", "2,130", False),
        ("$2 billion", "$2,000 million", True),
        ("34.9%", "34.9 percent", True),
        ("34.9%", "$34.9 million", False),
        ("3%", "3.4%", False),
        ("$0.0 million", "$1.5 million", False),
    ],
)
def test_is_same(expected: str, given: str, same: bool) -> None:
    assert is_same(figures_in(expected)[0], figures_in(given)[0]) is same
