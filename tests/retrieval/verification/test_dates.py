"""Days and periods as texts name them."""

from __future__ import annotations

import pytest

from retrieval.verification.dates import bears, blank_moments, is_period, read_moments


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 February 2026", ("day", 2026, 2, 3, None)),
        ("Feb 3, 2026", ("day", 2026, 2, 3, None)),
        ("2026-02-03", ("day", 2026, 2, 3, None)),
        ("the 3rd of February", ("day", None, 2, 3, None)),
        ("February 2026", ("month", 2026, 2, None, None)),
        ("in May", ("month", None, 5, None, None)),
        ("Q1 2026", ("quarter", 2026, 1, None, 3)),
        ("first quarter of 2026", ("quarter", 2026, 1, None, 3)),
        ("first-quarter 2026", ("quarter", 2026, 1, None, 3)),
        ("1Q26", ("quarter", 2026, 1, None, 3)),
        ("Q3 FY23", ("quarter", 2023, 3, None, 3)),
        ("second half of 2026", ("half", 2026, 2, None, 6)),
        ("fiscal 2025", ("year", 2025, None, None, None)),
        ("FY25", ("year", 2025, None, None, None)),
        ("six months ended June 30, 2024", ("day", 2024, 6, 30, 6)),
        ("quarter to 31 December 2025", ("day", 2025, 12, 31, 3)),
        ("a year earlier", ("earlier", None, None, None, None)),
        ("the previous year", ("earlier", None, None, None, None)),
    ],
)
def test_read_moments__reads_one(text: str, expected: tuple[str, int, int, int, int]) -> None:
    (moment,) = read_moments(text)
    assert (moment.grain, moment.year, moment.part, moment.day, moment.months) == expected


def test_read_moments__reads_both_days_of_a_range() -> None:
    assert [(moment.day, moment.part) for moment in read_moments("12-13 March 2026")] == [(12, 3), (13, 3)]


@pytest.mark.parametrize("text", ["$2026 million", "2,026", "the march of prices may end", "1,994 t", "Phase 2"])
def test_read_moments__takes_nothing_else_for_a_date(text: str) -> None:
    assert read_moments(text) == ()


def test_read_moments__tells_what_something_is_compared_with() -> None:
    figures = read_moments("Q1 2026: up 98.97% on Q1 2025")
    assert [(moment.year, moment.is_base) for moment in figures] == [(2026, False), (2025, True)]


def test_blank_moments__leaves_the_rest_in_its_place() -> None:
    text = "On 3 May 2026 it sold 5 t"
    assert blank_moments(text, read_moments(text)) == "On            it sold 5 t"


def says(stated: str, claimed: str, years: tuple[int, ...] = ()) -> bool:
    (one,), (other,) = read_moments(stated), read_moments(claimed)
    return bears(one, other, years)


def test_bears__a_finer_date_bears_a_coarser_one_and_not_the_other_way() -> None:
    assert says("3 February 2026", "Feb 3, 2026")
    assert says("3 February 2026", "February 2026")
    assert says("Q1 2026", "2026")
    assert says("three months to 31 March 2026", "first quarter of 2026")
    assert not says("February 2026", "3 February 2026")
    assert not says("3 February 2026", "4 February 2026")
    assert not says("Q1 2026", "Q1 2025")
    assert not says("six months to 31 December 2025", "the quarter to 31 December 2025")


def test_bears__a_day_without_a_year_belongs_to_a_year_around_it() -> None:
    assert says("on 3 February", "3 February 2026", (2026,))
    assert not says("on 3 February", "3 February 2026", (2025,))
    assert says("3 February 2026", "on 3 February")


def test_is_period__a_quarter_is_no_year() -> None:
    (quarter,), (year,) = read_moments("Q1 2025"), read_moments("2025")
    assert not is_period(quarter, year, ())
    assert bears(quarter, year, ())


@pytest.mark.parametrize(
    ("stated", "claimed", "expected"),
    [
        ("2 February 2026", "early February 2026", True),
        ("2 February 2026", "late February 2026", False),
        ("15 April 2026", "mid-April 2026", True),
        ("early December 2024", "early December 2024", True),
        ("February 2026", "early February 2026", False),
        ("31 December 2024", "the end of 2024", True),
        ("March 2024", "the end of 2024", False),
    ],
)
def test_bears__a_part_of_a_month_or_year_holds_the_days_and_months_in_it(
    stated: str, claimed: str, expected: bool
) -> None:
    assert says(stated, claimed) is expected


def test_read_moments__a_year_after_a_day_or_quarter_means_the_same_of_that_year() -> None:
    days = read_moments("June 30, 2025 and 2024")
    assert [(moment.grain, moment.year, moment.part, moment.day) for moment in days] == [
        ("day", 2025, 6, 30),
        ("day", 2024, 6, 30),
    ]
    assert [(moment.grain, moment.year) for moment in read_moments("in May 2025 and 2024")] == [
        ("month", 2025),
        ("year", 2024),
    ]
