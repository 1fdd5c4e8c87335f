"""What a digest says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.digests.build import Filing, Line, Reason, build_digest, day_of, documents_of, explain, news_for
from bot.market.bars import SAMPLE
from bot.market.calendar import load_calendar
from tests.bot.digests.boards import (
    DOCUMENTS,
    EXHIBIT,
    FILING,
    GENERAL,
    MONDAY,
    OTHER,
    PROFILE,
    STORY,
    TICKERS,
    TUESDAY,
    WEDNESDAY,
    bar,
    board,
    board_of,
    quote,
    stale,
)


def test_build_digest__ranks_moves_and_compares_them_with_the_benchmark() -> None:
    digest = build_digest(board(), TICKERS, 5)
    assert [line.symbol for line in digest.lines] == ["NB", "MP", "IDR"]
    assert digest.lines[0] == Line(
        "NB", Decimal("81.1"), Decimal("-18.9"), Decimal("-25.4"), Decimal("2.5"), Decimal("0.311"), is_verified=True
    )
    assert [line.symbol for line in digest.movers] == ["NB", "MP"]
    assert [(line.symbol, line.percent) for line in digest.benchmarks] == [
        ("REMX", Decimal("6.5")),
        ("SPY", Decimal("-0.8")),
    ]
    assert (digest.stale, digest.missing, digest.sources) == ((), (), ("Tiingo",))
    assert not digest.is_sample


def test_build_digest__one_missing_price_stops_nothing_and_is_named() -> None:
    without_move = replace(quote("IDR", "1"), previous=None)
    digest = build_digest(board(NB=stale("NB"), MP=None, IDR=without_move, REMX=None), (*TICKERS, "ZZZ"), 5)
    assert [(line.symbol, line.percent, line.relative) for line in digest.lines] == [("IDR", None, None)]
    assert digest.stale == (("NB", MONDAY),)
    assert digest.missing == ("MP", "ZZZ", "REMX")
    assert digest.movers == ()


def test_build_digest__moves_of_different_sources_are_not_compared() -> None:
    digest = build_digest(board(MP=quote("MP", "10", source="Yahoo Finance")), ("MP",), 5)
    assert (digest.lines[0].percent, digest.lines[0].relative) == (Decimal(10), None)
    assert digest.sources == ("Yahoo Finance", "Tiingo")


def test_build_digest__a_ticker_that_is_a_benchmark_too_is_counted_once() -> None:
    digest = build_digest(board(SPY=None), ("SPY", "REMX"), 5)
    assert ([line.symbol for line in digest.lines], digest.missing) == (["REMX"], ("SPY",))


def test_build_digest__says_when_prices_are_made_up() -> None:
    assert build_digest(board(MP=quote("MP", "1", source=SAMPLE)), TICKERS, 5).is_sample


def test_build_digest__reasons_are_given_for_movers_only() -> None:
    digest = build_digest(board(IDR=quote("IDR", "-5")), TICKERS, 5)
    assert digest.reasons == (Reason(("NB",), STORY), Reason(("MP",), FILING))
    assert digest.unexplained == ("IDR",)
    assert build_digest(board(), TICKERS, 99).reasons == ()


def test_build_digest__a_day_without_a_session_has_no_figures() -> None:
    digest = build_digest(board_of(date(2026, 11, 26)), TICKERS, 5, new=[STORY])
    assert digest.day.why_closed == "Thanksgiving"
    assert (digest.day.next_session, digest.day.is_next_half_day) == (date(2026, 11, 27), True)
    assert (digest.lines, digest.missing, digest.stale) == ((), (), ())
    assert digest.filings == (Filing(STORY),)


def test_board__has_prices() -> None:
    assert board().has_prices
    assert not board(MP=stale("MP"), NB=None, IDR=None, REMX=None, SPY=None).has_prices
    assert not board_of(TUESDAY).has_prices


def test_day_of__half_days_and_sessions() -> None:
    half = day_of(date(2026, 11, 27), load_calendar())
    assert (half.is_half_day, half.why_closed, half.next_session) == (True, None, date(2026, 11, 30))
    assert half.closed_at is not None
    assert half.closed_at.hour == 18
    friday = day_of(date(2026, 2, 6), load_calendar())
    assert (friday.is_half_day, friday.next_session) == (False, date(2026, 2, 9))


@pytest.mark.parametrize(
    ("published_on", "is_found"),
    [
        (MONDAY - timedelta(days=1), False),
        (MONDAY, True),
        (WEDNESDAY, True),
        (WEDNESDAY + timedelta(days=1), False),
        (None, False),
    ],
)
def test_documents_of__since_the_session_before_to_the_day_after(published_on: date | None, is_found: bool) -> None:
    near = replace(STORY, published_on=published_on)
    assert documents_of(TUESDAY, MONDAY, [near, PROFILE]) == ((near,) if is_found else ())


def test_explain__the_nearest_document_about_each_symbol() -> None:
    later = replace(STORY, id="later", published_on=WEDNESDAY)
    narrower = replace(STORY, id="narrower", tickers=("NB",))
    assert explain(["MP", "NB", "IDR"], [later, STORY], TUESDAY) == (Reason(("MP", "NB"), STORY),)
    assert explain(["NB", "MP"], [STORY, narrower], TUESDAY) == (Reason(("NB",), narrower), Reason(("MP",), STORY))
    assert explain(["MP"], [GENERAL, OTHER], TUESDAY) == ()


def test_news_for__about_these_companies_or_none_with_exhibits_under_their_filing() -> None:
    assert news_for(["MP"], DOCUMENTS) == (
        Filing(FILING, parts=2),
        Filing(PROFILE),
        Filing(STORY),
        Filing(GENERAL),
    )
    assert news_for(["MP"], [EXHIBIT]) == (Filing(EXHIBIT),)
    assert news_for(["USAR"], [FILING]) == ()


def test_build_digest__a_bar_of_the_session_before_is_no_price_of_the_day() -> None:
    old = replace(quote("MP", "10"), bar=bar("MP", "90", MONDAY))
    assert build_digest(board(MP=old), ("MP",), 5).lines == ()
