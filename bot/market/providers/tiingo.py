"""Tiingo's end-of-day prices, which need a key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from bot.market.bars import Bar, Raw, read_bars, rescaled
from bot.market.errors import AnswerUnusable, SymbolUnknown
from bot.market.providers.http import JsonClient


class _Row(BaseModel):
    date: datetime
    open: Any = None
    high: Any = None
    low: Any = None
    close: Any = None
    volume: Any = None
    split: Decimal = Field(default=Decimal(1), gt=0, alias="splitFactor")


_ROWS = TypeAdapter(list[_Row])


class Tiingo:
    """Bars from `/tiingo/daily/<symbol>/prices`, whose rows are unadjusted and name the splits.

    The answer does not repeat the symbol: that it is the one asked for rests on the address.
    """

    name = "Tiingo"

    def __init__(self, base_url: str, key: str, timeout_seconds: float) -> None:
        self._client = JsonClient(base_url, f"Token {key}", timeout_seconds)

    async def daily_bars(self, symbol: str, since: date, now: datetime) -> list[Bar]:
        path = f"/tiingo/daily/{quote(symbol, safe='')}/prices"
        answer = await self._client.get(path, {"startDate": since.isoformat(), "format": "json"})
        try:
            rows = _ROWS.validate_python(answer)
        except ValidationError:
            raise AnswerUnusable("the answer is no list of prices") from None
        raw = [Raw(row.date.date(), row.open, row.high, row.low, row.close, row.volume) for row in rows]
        bars = read_bars(raw, symbol, self.name, now)
        if not bars:
            raise SymbolUnknown("no prices")
        return adjusted_for_splits(bars, {row.date.date(): row.split for row in rows})

    async def close(self) -> None:
        await self._client.close()


def adjusted_for_splits(bars: Sequence[Bar], splits: Mapping[date, Decimal]) -> list[Bar]:
    """Bars in the shares of today: a split of 2 halves the prices before its session and doubles their volumes."""
    adjusted, factor = [], Decimal(1)
    later = sorted(splits.items())
    for bar in reversed(bars):
        while later and later[-1][0] > bar.session:
            factor *= later.pop()[1]
        adjusted.append(bar if factor == 1 else rescaled(bar, factor))
    return adjusted[::-1]
