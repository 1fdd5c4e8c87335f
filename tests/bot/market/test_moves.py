"""Moves: against the session before and nothing else, by one source only, with every doubt marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.market.bars import Bar
from bot.market.calendar import load_calendar
from bot.market.moves import Quote, confirmed, is_settled, percent_change, quote_of, relative
from tests.bot.market.replicas import NOW, TUESDAY

CALENDAR = load_calendar()
SESSIONS = CALENDAR.between(date(2025, 1, 2), TUESDAY)
MONDAY, FRIDAY = date(2026, 2, 2), date(2026, 1, 30)
PRICES = st.decimals("0.01", "100000", places=4)


def bar(session: date, close: str | Decimal, volume: int = 1000, now: datetime = NOW) -> Bar:
    price = Decimal(close)
    return Bar("MP", session, price, price + 1, price / 2, price, volume, "Yahoo Finance", now)


def bars_to(last: date, closes: Sequence[str | Decimal], now: datetime = NOW) -> list[Bar]:
    sessions = [session for session in SESSIONS if session <= last][-len(closes) :]
    return [bar(session, close, now=now) for session, close in zip(sessions, closes, strict=True)]


def quoted(bars: Sequence[Bar], expected: date = TUESDAY) -> Quote:
    quote = quote_of(bars, expected, CALENDAR)
    assert quote is not None
    return quote


def test_quote_of__against_the_session_before() -> None:
    quote = quoted(bars_to(TUESDAY, ["10", "55.50", "61.16"]))
    assert quote.percent is not None
    assert round(quote.percent, 4) == Decimal("10.1982")
    assert not quote.is_stale
    assert quote.is_verified
    assert (quote.volume_ratio, quote.year, quote.year_position, quote.so_far) == (None, None, None, None)


@settings(deadline=None)
@given(before=PRICES, close=PRICES)
def test_percent_change__gives_the_close_back(before: Decimal, close: Decimal) -> None:
    percent = percent_change(close, before)
    assert abs(before * (1 + percent / 100) - close) < Decimal("1e-15")
    assert (percent > 0) == (close > before)
    assert percent > -100


@settings(deadline=None)
@given(closes=st.lists(PRICES, min_size=2, max_size=40), factor=st.sampled_from([2, 4, 10, Decimal("0.1")]))
def test_quote_of__a_split_changes_no_percentage(closes: list[Decimal], factor: Decimal) -> None:
    bars = bars_to(TUESDAY, closes)
    split = [replace(one, close=one.close * factor, low=one.low * factor, high=one.high * factor) for one in bars]
    one, other = quoted(bars), quoted(split)
    assert one.percent is not None
    assert other.percent is not None
    assert abs(one.percent - other.percent) < Decimal("1e-15")
    assert one.volume_ratio == other.volume_ratio


@settings(deadline=None)
@given(closes=st.lists(PRICES, min_size=20, max_size=40))
def test_quote_of__the_close_stands_within_its_year(closes: list[Decimal]) -> None:
    position = quoted(bars_to(TUESDAY, closes)).year_position
    assert position is not None
    assert 0 <= position <= 1


@settings(deadline=None)
@given(closes=st.lists(PRICES, min_size=3, max_size=30), gap=st.integers(1, 28))
def test_quote_of__never_leaps_over_a_missing_session(closes: list[Decimal], gap: int) -> None:
    bars = bars_to(TUESDAY, closes)
    place = len(bars) - 1 - gap % (len(bars) - 1)
    quote = quoted([one for one in bars if one is not bars[place]])
    assert (quote.percent is None) == (place == len(bars) - 2)


def test_quote_of__session_missing() -> None:
    quote = quoted(bars_to(MONDAY, ["54", "55.50"]))
    assert quote.is_stale
    assert quote.bar.session == MONDAY
    assert quote_of([], TUESDAY, CALENDAR) is None
    assert quote_of(bars_to(TUESDAY, ["55.50"]), MONDAY, CALENDAR) is None


def test_quote_of__a_bar_of_a_running_session_is_no_close() -> None:
    noon = datetime(2026, 2, 3, 17, 0, tzinfo=NOW.tzinfo)
    bars = bars_to(TUESDAY, ["50", "55", "60.5"], now=noon)
    assert [is_settled(one, CALENDAR) for one in bars] == [True, True, False]
    quote = quoted(bars, MONDAY)
    assert (quote.bar.session, quote.percent, quote.is_stale) == (MONDAY, Decimal(10), False)
    assert quote.so_far == bars[-1]
    assert quote.percent_so_far == Decimal(10)
    late = quoted(bars, TUESDAY)  # the session is over, and nobody has told how it ended
    assert (late.bar.session, late.is_stale, late.so_far) == (MONDAY, True, bars[-1])


def test_quote_of__a_running_session_does_not_follow_on_a_gap() -> None:
    noon = datetime(2026, 2, 3, 17, 0, tzinfo=NOW.tzinfo)
    assert quoted([bar(FRIDAY, "50"), bar(TUESDAY, "60", now=noon)], MONDAY).so_far is None


def test_quote_of__days_without_trading_do_not_count() -> None:
    sunday = bar(date(2026, 2, 1), "99")
    assert quoted([bar(FRIDAY, "50"), sunday, bar(MONDAY, "55")], MONDAY).percent == Decimal(10)
    closed = CALENDAR.without({MONDAY: "a storm"})
    quote = quote_of([bar(FRIDAY, "50"), bar(MONDAY, "99"), bar(TUESDAY, "55")], TUESDAY, closed)
    assert quote is not None
    assert quote.percent == Decimal(10)


@pytest.mark.parametrize(
    ("close", "is_verified"), [("140", True), ("140.01", False), ("60", True), ("59.99", False), ("50", False)]
)
def test_quote_of__an_incredible_move_is_unverified(close: str, is_verified: bool) -> None:
    assert quoted(bars_to(TUESDAY, ["100", close])).is_verified == is_verified


@pytest.mark.parametrize(
    ("close", "session", "source", "is_verified"),
    [
        ("150.9", TUESDAY, "Tiingo", True),
        ("151.1", TUESDAY, "Tiingo", False),
        ("150", TUESDAY, "Yahoo Finance", False),
        ("150", MONDAY, "Tiingo", False),
    ],
)
def test_confirmed(close: str, session: date, source: str, is_verified: bool) -> None:
    second = quoted([replace(one, source=source) for one in bars_to(session, ["100", close])], session)
    quote = quoted(bars_to(TUESDAY, ["100", "150"]))
    assert confirmed(quote, second).is_verified == is_verified
    assert not confirmed(quote, None).is_verified


def test_volume_ratio__against_the_twenty_sessions_before() -> None:
    bars = bars_to(TUESDAY, ["10"] * 22)
    bars[0] = replace(bars[0], volume=10**9)
    bars[-1] = replace(bars[-1], volume=3100)
    assert quoted(bars).volume_ratio == Decimal("3.1")
    assert quoted(bars[2:]).volume_ratio is None


def test_year__of_52_weeks_or_since_the_first_bar() -> None:
    bars = bars_to(TUESDAY, ["10"] * 260)
    bars[0] = replace(bars[0], high=Decimal(999))
    bars[-100] = replace(bars[-100], high=Decimal(20), low=Decimal(2))
    bars[-1] = replace(bars[-1], close=Decimal(11))
    quote = quoted(bars)
    assert quote.year is not None
    assert (quote.year.low, quote.year.high, quote.year.is_whole) == (Decimal(2), Decimal(20), True)
    assert quote.year_position == Decimal("0.5")
    assert TUESDAY - quote.year.first < timedelta(days=364)
    young = quoted(bars[-120:]).year
    assert young is not None
    assert (young.first, young.is_whole) == (bars[-120].session, False)


def test_year_position__of_a_price_that_never_moved() -> None:
    still = [replace(one, high=one.close, low=one.close) for one in bars_to(TUESDAY, ["10"] * 30)]
    assert quoted(still).year_position is None


def test_relative__only_of_one_session_and_one_source() -> None:
    quote = quoted(bars_to(TUESDAY, ["100", "118"]))
    benchmark = quoted(bars_to(TUESDAY, ["50", "52"]))
    assert relative(quote, benchmark) == Decimal(14)
    assert relative(quote, None) is None
    other_source = replace(benchmark, bar=replace(benchmark.bar, source="Tiingo"))
    assert relative(quote, other_source) is None
    assert relative(quote, quoted(bars_to(MONDAY, ["50", "52"]), MONDAY)) is None
    assert relative(quote, quoted(bars_to(TUESDAY, ["52"]))) is None
