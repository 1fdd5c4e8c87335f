from datetime import date
from pathlib import Path

import pytest

from retrieval.figures.periods import periods_asked, with_years_before
from retrieval.routing import Period, route
from retrieval.types import Company, Source

ACME = Company("ACME", "Acme Corp.", ("Acme",))
OF = [
    ("ACME", 2024, 2),
    ("ACME", 2023, 3),
    ("ACME", 2024, 1),
    ("ACME", 2022, None),
    ("ACME", 2023, None),
    ("B", 2024, 3),
]
SOURCES = [
    Source(f"{of}-{year}-{quarter}", of, Path("a.md"), tickers=(of,), fiscal_year=year, fiscal_quarter=quarter)
    for of, year, quarter in OF
]
Q3, Q1, Q2 = Period(2023, 3), Period(2024, 1), Period(2024, 2)


@pytest.mark.parametrize(
    ("question", "periods"),
    [
        ("Acme revenue", [None]),
        ("Acme revenue each quarter", [Q3, Q1, Q2]),
        ("Acme revenue over time", [Q3, Q1, Q2]),
        ("Acme revenue over the last two quarters", [Q1, Q2]),
        ("Acme revenue in each quarter of 2024", [Q1, Q2]),
        ("Acme revenue by year", [Period(2022), Period(2023)]),
        ("Acme revenue for the years 2022 and 2023", [Period(2022), Period(2023)]),
        ("Acme revenue in Q1 2024", [Q1]),
        ("Acme cash end of dec 2023", [Period(2023, ended_on=(12, 31), is_about=True)]),
        ("Acme revenue in the june 2023 quarter", [Period(2023, ended_on=(6, 30), is_about=True)]),
    ],
)
def test_periods_asked__named_or_those_of_the_documents(question: str, periods: list[Period | None]) -> None:
    assert periods_asked(question, route(question, [ACME]), SOURCES) == periods


def test_with_years_before__of_one_year() -> None:
    assert with_years_before([Period(2024)]) == [Period(2022), Period(2023), Period(2024)]
    assert with_years_before([Q1]) == [Q1]
    assert with_years_before([None]) == [None]
    assert with_years_before([Period(2023), Period(2024)]) == [Period(2023), Period(2024)]


def test_has_day__a_month_that_a_fiscal_period_ends_about() -> None:
    june = Period(2023, ended_on=(6, 30), is_about=True)
    assert [june.has_day(date(2023, *day)) for day in [(5, 31), (6, 25), (7, 1), (7, 29)]] == [False, True, True, False]
    assert not Period(2023, ended_on=(6, 30)).has_day(date(2023, 7, 1))
