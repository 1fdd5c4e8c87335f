"""What a digest says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from bot.digests.build import Filing, Line, Reason, build_digest, day_of, explain, nearest_first, news_for
from bot.digests.reasons import Account, Statement
from bot.market.bars import SAMPLE
from bot.market.calendar import load_calendar
from retrieval.types import Source
from tests.bot.digests.boards import (
    DOCUMENTS,
    EXHIBIT,
    FELL,
    FILING,
    GENERAL,
    MONDAY,
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
    assert digest.reasons == (Reason(("NB",), STORY, FELL), Reason(("MP",), FILING, FILING.title))
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


def line(symbol: str, percent: str) -> Line:
    return Line(symbol, Decimal(100), Decimal(percent), None, None, None, is_verified=True)


def told(source: Source, quote: str, direction: int, *symbols: str) -> Account:
    return Account(source, (Statement(frozenset(symbols), quote, direction),))


def test_explain__by_the_first_account_and_those_with_the_same_reason_together() -> None:
    accounts = [told(FILING, "A filing", 0, "MP"), told(STORY, "All rose", 1, "MP", "NB", "IDR")]
    movers = [line("NB", "19"), line("MP", "10"), line("IDR", "5"), line("USAR", "5")]
    assert explain(movers, accounts) == (
        Reason(("NB", "IDR"), STORY, "All rose"),
        Reason(("MP",), FILING, "A filing"),
    )


def test_explain__nothing_that_says_the_opposite() -> None:
    assert explain([line("NB", "-19")], [told(STORY, "All rose", 1, "NB")]) == ()
    assert explain([line("NB", "-19")], [told(STORY, "All fell", -1, "NB")]) == (Reason(("NB",), STORY, "All fell"),)


def test_nearest_first__by_the_day_and_then_by_how_many_others_it_is_about() -> None:
    later = Account(replace(STORY, published_on=WEDNESDAY), ())
    narrower, story = Account(replace(STORY, id="narrower", tickers=("NB",)), ()), Account(STORY, ())
    assert nearest_first([later, story, narrower], TUESDAY) == (narrower, story, later)


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
