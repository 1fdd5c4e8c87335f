from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from retrieval.routing import Period, Route, route, with_whole_months
from retrieval.types import Company, Source

COMPANIES = (
    Company("USAR", "USA Rare Earth, Inc.", ("USA Rare Earth",)),
    Company("MP", "MP Materials Corp.", ("MP Materials",)),
    Company("UUUU", "Energy Fuels Inc.", ("EFR",)),
    Company("ON", "ON Semiconductor Corporation", ("onsemi",)),
)


@pytest.mark.parametrize(
    ("question", "tickers"),
    [
        ("where is mp building its plant", ["MP"]),
        ("$usar?", ["USAR"]),
        ("USA Rare Earth's loan", ["USAR"]),
        ("how mutch is usa rare erth getting", ["USAR"]),
        ("MP or USAR, and Energy Fuels?", ["USAR", "MP", "UUUU"]),
        ("what was decided on friday", []),
        ("did ON cut its guidance", ["ON"]),
        ("rare earths in general", []),
        ("fuel costs", []),
    ],
)
def test_route__companies(question: str, tickers: list[str]) -> None:
    assert [company.ticker for company in route(question, COMPANIES).companies] == tickers


@pytest.mark.parametrize(
    ("question", "periods"),
    [
        ("revenue in Q3 FY23", [Period(2023, 3)]),
        ("third quarter of 2023", [Period(2023, 3)]),
        ("2024 Q1 results", [Period(2024, 1)]),
        ("Q1'26", [Period(2026, 1)]),
        ("first fiscal quarter", [Period(None, 1)]),
        ("fiscal 2025 loss", [Period(2025)]),
        ("as of December 31, 2022", [Period(2022, None, (12, 31))]),
        ("on 3 feb", [Period(None, None, (2, 3))]),
        ("on 31 feb", []),
        ("Q2 2022 against Q2 2023", [Period(2022, 2), Period(2023, 2)]),
        ("may I ask about 600 tons", []),
    ],
)
def test_route__periods(question: str, periods: list[Period]) -> None:
    assert list(route(question, COMPANIES).periods) == periods


@pytest.mark.parametrize(
    ("question", "forms"),
    [("the 10K", ("10-K",)), ("8-k/a and 20 f", ("8-K", "20-F")), ("F10", ("F-10",)), ("10 kg", ())],
)
def test_route__forms(question: str, forms: tuple[str, ...]) -> None:
    assert route(question, COMPANIES).forms == forms


def fits(asked: Route, *sources: Source) -> list[float]:
    return list(asked.fits({source.id: source for source in sources}).values())


def test_fits__counts_company_before_period_before_form() -> None:
    asked = Route(COMPANIES[:1], (Period(2023, 3),), ("10-Q",))
    source = Source("a", "A", Path("a"), tickers=("USAR",), form="10-Q", fiscal_year=2023, fiscal_quarter=3)
    amended = replace(source, id="b", form="10-Q/A")
    other_year = replace(source, id="c", fiscal_year=2022)
    other_company = replace(source, id="d", tickers=("MP",))
    assert fits(asked, source, amended, other_year, other_company) == [1.0, 1.0, 4 / 6, 3 / 6]


def test_fits__period_ends_on_the_day_that_is_named() -> None:
    asked = route("cash as of September 30, 2023", COMPANIES)
    ended = Source("a", "A", Path("a"), fiscal_year=2024, period_end=date(2023, 9, 30))
    later = Source("b", "B", Path("b"), fiscal_year=2023, period_end=date(2023, 12, 31))
    unknown = Source("c", "C", Path("c"))
    assert fits(asked, ended, later, unknown) == [1.0, 0.0, 0.7]


def test_fits__latest_is_the_newest_of_the_company() -> None:
    asked = route("MP's most recent results", COMPANIES)
    old = Source("a", "A", Path("a"), tickers=("MP",), published_on=date(2025, 11, 6))
    new = Source("b", "B", Path("b"), tickers=("MP",), published_on=date(2026, 5, 7))
    other = Source("c", "C", Path("c"), tickers=("USAR",), published_on=date(2026, 6, 3))
    assert fits(asked, old, new, other) == [0.7, 1.0, 0.0]


def test_fits__is_whole_where_nothing_is_named() -> None:
    assert fits(Route(), Source("a", "A", Path("a"))) == [1.0]


@pytest.mark.parametrize(
    ("said", "whole"),
    [
        ("moves on feb 3", "moves on february 3"),
        ("from 30 Sept. 2025", "from 30 september. 2025"),
        ("on 3 May", "on 3 may"),
        ("a mar of 3", "a mar of 3"),
    ],
)
def test_with_whole_months(said: str, whole: str) -> None:
    assert with_whole_months(said) == whole
