"""Numbers as texts write them, and whether two wordings give the same figure."""

from __future__ import annotations

from decimal import Decimal

import pytest

from retrieval.verification.agreement import agree
from retrieval.verification.figures import read_figures
from retrieval.verification.measures import read_setting


@pytest.mark.parametrize(
    ("text", "value", "unit", "per", "bound"),
    [
        ("$1.67 billion", 1_670_000_000, "USD", "", ""),
        ("1,670 million", 1_670_000_000, "", "", ""),
        ("1.67bn", 1_670_000_000, "", "", ""),
        ("C$34.6 million", 34_600_000, "CAD", "", ""),
        ("16 %", 16, "%", "", ""),
        ("16 percent", 16, "%", "", ""),
        ("150 basis points", 150, "bp", "", ""),
        ("(7,968)", -7968, "", "", ""),
        ("-15.91%", Decimal("-15.91"), "%", "", ""),
        ("minus $2.696 million", -2_696_000, "USD", "", ""),
        ("a loss of $0.34 a share", Decimal("0.34"), "USD", "share", ""),
        ("$110 per kilogram", 110, "USD", "kilogram", ""),
        ("40,000 metric tons of feed a day", 40_000, "tonne", "day", ""),
        ("9.68 grams of gold per tonne", Decimal("9.68"), "gram", "tonne", ""),
        ("$518 thousand a year earlier", 518_000, "USD", "", ""),
        ("more than 16%", 16, "%", "", ">"),
        ("up to 425,000 tonnes a year", 425_000, "tonne", "year", "<"),
        ("almost 19%", 19, "%", "", "-"),
        ("about $3 billion", 3_000_000_000, "USD", "", "~"),
        ("add up to $12 billion", 12_000_000_000, "USD", "", ""),
        ("seven nominees", 7, "", "", ""),
        ("a ten-year warrant", 10, "year", "", ""),
        ("the 16th agreement", 16, "rank", "", ""),
        ("twice the size", 2, "times", "", ""),
        ("60-day supply", 60, "day", "", ""),
        ("3,823,328 USAR shares", 3_823_328, "share", "", ""),
        ("USD 5.7 million", 5_700_000, "USD", "", ""),
        ("EUR 40", 40, "EUR", "", ""),
        ("up to a total of $20 billion", 20_000_000_000, "USD", "", "<"),
        ("a limit of 19.9%", Decimal("19.9"), "%", "", "<"),
        ("an ownership cap of 19.9%", Decimal("19.9"), "%", "", "<"),
        ("will not exceed 397 days", 397, "day", "", "<"),
        ("just short of 1,000 tonnes", 1000, "tonne", "", "-"),
        ("about a fifth of the niobium", 20, "%", "", "~"),
        ("two thirds of the imports", Decimal("66.7"), "%", "", ""),
        ("output halved", Decimal("0.5"), "times", "", ""),
    ],
)
def test_read_figures__reads_value_unit_rate_and_bound(
    text: str, value: int | Decimal, unit: str, per: str, bound: str
) -> None:
    (figure,) = read_figures(text)
    assert (figure.value, figure.unit, figure.per, figure.bound) == (value, unit, per, bound)


@pytest.mark.parametrize(
    ("text", "values", "units"),
    [
        ("$56 million to $62 million", [56_000_000, 62_000_000], ["USD", "USD"]),
        ("$56-62 million", [56_000_000, 62_000_000], ["USD", "USD"]),
        ("8 to 16%", [8, 16], ["%", "%"]),
        ("between 37 and 43 million dollars", [37_000_000, 43_000_000], ["USD", "USD"]),
        ("shares at $4.50) and $129.375 million", [Decimal("4.50"), 129_375_000], ["USD", "USD"]),
    ],
)
def test_read_figures__the_ends_of_a_range_share_what_one_of_them_names(
    text: str, values: list[int], units: list[str]
) -> None:
    figures = read_figures(text)
    assert [figure.value for figure in figures] == values
    assert [figure.unit for figure in figures] == units


def test_read_figures__a_pronoun_and_an_unknown_currency() -> None:
    assert read_figures("one of them") == ()
    assert read_figures("R$5")[0].unit not in ("USD", "")


def same(claimed: str, printed: str, around: str = "") -> bool:
    (one,), (other,) = read_figures(claimed), read_figures(printed)
    return agree(one, other, read_setting(claimed), read_setting(around))


@pytest.mark.parametrize(
    ("claimed", "printed"),
    [
        ("$1.67 billion", "$1,670 million"),
        ("1.67bn dollars", "$1.67 billion"),
        ("16 percent", "16 %"),
        ("90.6 million dollars", "$90,649,000"),
        ("917 tonnes", "917 metric tons"),
        ("about 16%", "16%"),
        ("16%", "about 16%"),
        ("$0.34 per share", "$0.34 a share"),
        ("at least 40 tonnes", "a minimum of 40 tonnes"),
        ("US$5.7 million", "USD 5.7 million"),
        ("$69.5 billion", "$69,510 million"),
        ("$3.2 billion", "$3,172 million"),
        ("nearly $11 billion", "$10,953 million"),
        ("over $42 million", "$42.3 million"),
        ("roughly 105 million shares", "104,912,853 shares"),
        ("about a fifth of it", "20%"),
        ("about a fifth of it", "19.4%"),
        ("over a fifth of it", "20.6%"),
        ("more than 50 states", "over 50 states"),
    ],
)
def test_agree__the_same_figure_in_other_words(claimed: str, printed: str) -> None:
    assert same(claimed, printed)


@pytest.mark.parametrize(
    ("claimed", "printed"),
    [
        ("$1.67 million", "$1.67 billion"),
        ("$90.7 million", "$90,649,000"),
        ("$91 million", "$90,649,000"),
        ("$90.649 million", "$90.6 million"),
        ("$34.6 million", "C$34.6 million"),
        ("16 tonnes", "16%"),
        ("16", "16%"),
        ("917 ounces", "917 tonnes"),
        ("$0.34", "$0.34 a share"),
        ("$110 per tonne", "$110 per kilogram"),
        ("40 tonnes a year", "40 tonnes a month"),
        ("more than 16%", "16%"),
        ("less than 16%", "more than 16%"),
        ("$10 billion", "up to $10 billion"),
        ("19%", "almost 19%"),
        ("$3.2 billion", "$3,149 million"),
        ("$3 billion", "$3,172 million"),
        ("$4 billion", "$3,960 million"),
        ("over $42 million", "$41.8 million"),
        ("over $40 million", "$42.3 million"),
        ("nearly $11 billion", "$11,020 million"),
        ("about a fifth of it", "23%"),
        ("over a fifth of it", "19.4%"),
        ("EUR 5.7 million", "USD 5.7 million"),
        ("over 50 states", "50 states"),
    ],
)
def test_agree__another_figure(claimed: str, printed: str) -> None:
    assert not same(claimed, printed)


def test_agree__the_heading_of_a_table_gives_unit_and_scale() -> None:
    heading = "Group figures (thousand dollars, except per share)"
    assert same("$90.6 million", "90,649", heading)
    assert not same("$90,649", "90,649", heading)
    assert same("$90.649 million", "90,649", "In thousands")
    assert same("2,900 ounces", "2,900", "Gold produced, ounces")
    assert not same("2,900 tonnes", "2,900", "Gold produced, ounces")
    assert same("$1,430.90 per ounce", "$1,430.90", "All-in sustaining cost per ounce")
