"""Daily bars: what providers say of a session, read without trusting them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

SAMPLE = "SAMPLE"
"""The source of made-up bars; it marks every figure and picture that is made of them."""

_PLACES = Decimal("0.0001")
_HIGHEST_PRICE = 10_000_000
_HIGHEST_VOLUME = 10**15


@dataclass(frozen=True, slots=True)
class Bar:
    """One session of a symbol, in US dollars and shares: adjusted for splits up to `fetched_at`, not for dividends."""

    symbol: str
    session: date
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: int
    source: str
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class Raw:
    """The figures of one session as a provider wrote them: numbers, text, None, NaN, anything."""

    session: date
    open: object
    high: object
    low: object
    close: object
    volume: object


def read_bars(rows: Iterable[Raw], symbol: str, source: str, fetched_at: datetime) -> list[Bar]:
    """The bars of `rows`, oldest first and the last of each session counting, without the placeholders.

    A placeholder is a row with a figure that is missing, zero or no number: of a session that was not traded or has
    not begun, or of a day that is none.
    """
    found = {row.session: bar for row in rows if (bar := _bar(row, symbol, source, fetched_at)) is not None}
    return [found[session] for session in sorted(found)]


def rescaled(bar: Bar, factor: Decimal) -> Bar:
    """A bar in shares of which `factor` replace one."""
    prices = {name: (getattr(bar, name) / factor).quantize(_PLACES) for name in ("open", "high", "low", "close")}
    return replace(bar, **prices, volume=int(bar.volume * factor))


def _bar(row: Raw, symbol: str, source: str, fetched_at: datetime) -> Bar | None:
    prices = [_number(value, _HIGHEST_PRICE) for value in (row.open, row.high, row.low, row.close)]
    volume = int(_number(row.volume, _HIGHEST_VOLUME) or 0)
    opened, high, low, close = (price and price.quantize(_PLACES) for price in prices)
    if not (opened and high and low and close and volume):
        return None
    return Bar(symbol, row.session, opened, high, low, close, volume, source, fetched_at)


def _number(value: object, highest: int) -> Decimal | None:
    """A positive number up to `highest`, or None."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 < number <= highest else None
