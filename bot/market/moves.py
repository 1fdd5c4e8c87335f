"""Moves: how a close stands to the session before, to its usual volume, to its year and to a benchmark. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from bot.market.bars import Bar
from bot.market.calendar import Calendar

INCREDIBLE = Decimal(40)
"""A move beyond this many percent is believed when a second source shows it too."""

_AGREEMENT = Decimal(1)  # in points of percent
_VOLUME_SESSIONS = 20
_FEWEST_FOR_A_RANGE = 20
_YEAR = 52 * 7


@dataclass(frozen=True, slots=True)
class YearRange:
    """The lowest and highest price of the 52 weeks to a session, or since `first`, where bars begin later."""

    low: Decimal
    high: Decimal
    first: date
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Quote:
    """What one source says of a symbol at the close of `expected`, or of the last session that it has (`bar`).

    `previous` is the bar of the session right before, and `so_far` that of a session that has not closed yet; what the
    source does not have is None. `is_answered` is whether a provider answered; if not, this is what was kept.
    """

    symbol: str
    expected: date
    bar: Bar
    previous: Bar | None = None
    so_far: Bar | None = None
    average_volume: Decimal | None = None
    year: YearRange | None = None
    is_verified: bool = True
    is_answered: bool = True

    @property
    def is_stale(self) -> bool:
        """Whether the session that should be there is missing."""
        return self.bar.session != self.expected

    @property
    def percent(self) -> Decimal | None:
        """The move against the close of the session before; None where that is not known."""
        return percent_change(self.bar.close, self.previous.close) if self.previous else None

    @property
    def percent_so_far(self) -> Decimal | None:
        return percent_change(self.so_far.close, self.bar.close) if self.so_far else None

    @property
    def volume_ratio(self) -> Decimal | None:
        """The volume, in averages of the 20 sessions before."""
        return self.bar.volume / self.average_volume if self.average_volume else None

    @property
    def year_position(self) -> Decimal | None:
        """Where the close stands between the low (0) and the high (1) of the year."""
        if self.year is None or self.year.high == self.year.low:
            return None
        position = (self.bar.close - self.year.low) / (self.year.high - self.year.low)
        return min(max(position, Decimal(0)), Decimal(1))


def percent_change(close: Decimal, before: Decimal) -> Decimal:
    return (close / before - 1) * 100


def quote_of(bars: Sequence[Bar], expected: date, calendar: Calendar, *, is_answered: bool = True) -> Quote | None:
    """The quote at the close of `expected` by the bars of one source, oldest first; None where they begin later.

    A bar that was fetched before its session had settled is no close.
    """
    closed = [bar for bar in bars if bar.session <= expected and is_settled(bar, calendar)]
    if not closed:
        return None
    bar, earlier = closed[-1], closed[:-1]
    before = calendar.previous(bar.session)
    quote = Quote(
        symbol=bar.symbol,
        expected=expected,
        bar=bar,
        previous=earlier[-1] if earlier and earlier[-1].session == before else None,
        so_far=bars[-1] if _runs_after(bar, bars[-1], calendar) else None,
        average_volume=_average_volume(earlier),
        year=_year_range(closed),
        is_answered=is_answered,
    )
    return replace(quote, is_verified=quote.percent is None or abs(quote.percent) <= INCREDIBLE)


def is_settled(bar: Bar, calendar: Calendar) -> bool:
    """Whether a bar is final; also false for a day that is no session."""
    return calendar.is_session(bar.session) and bar.fetched_at >= calendar.settled_at(bar.session)


def confirmed(quote: Quote, second: Quote | None) -> Quote:
    """`quote`, verified if a second source shows the same move in the same session."""
    if second is None or second.bar.source == quote.bar.source or second.bar.session != quote.bar.session:
        return quote
    if quote.percent is None or second.percent is None:
        return quote
    return replace(quote, is_verified=abs(quote.percent - second.percent) <= _AGREEMENT)


def relative(quote: Quote, benchmark: Quote | None) -> Decimal | None:
    """By how many points of percent a move beats a benchmark's; None unless one source has both for one session."""
    if benchmark is None or quote.percent is None or benchmark.percent is None:
        return None
    is_comparable = (quote.bar.session, quote.bar.source) == (benchmark.bar.session, benchmark.bar.source)
    return quote.percent - benchmark.percent if is_comparable else None


def _runs_after(bar: Bar, later: Bar, calendar: Calendar) -> bool:
    """Whether `later` is of the session right after `bar`, which has not settled."""
    is_next = calendar.is_session(later.session) and calendar.previous(later.session) == bar.session
    return is_next and not is_settled(later, calendar)


def _average_volume(earlier: Sequence[Bar]) -> Decimal | None:
    last = earlier[-_VOLUME_SESSIONS:]
    return Decimal(sum(bar.volume for bar in last)) / len(last) if len(last) == _VOLUME_SESSIONS else None


def _year_range(closed: Sequence[Bar]) -> YearRange | None:
    last = closed[-1].session
    year = [bar for bar in closed if (last - bar.session).days < _YEAR]
    if len(year) < _FEWEST_FOR_A_RANGE:
        return None
    is_whole = (last - closed[0].session).days >= _YEAR - 7
    return YearRange(min(bar.low for bar in year), max(bar.high for bar in year), year[0].session, is_whole)
