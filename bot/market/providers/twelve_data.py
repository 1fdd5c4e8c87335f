"""Twelve Data's time series, which need a key."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from aiolimiter import AsyncLimiter
from pydantic import BaseModel, ValidationError

from bot.market.bars import Bar, Raw, read_bars
from bot.market.errors import AnswerUnusable, SymbolUnknown
from bot.market.providers.http import FAILURES, JsonClient

_PER_MINUTE = 8  # of the free plan


class _Meta(BaseModel):
    symbol: str
    currency: str


class _Row(BaseModel):
    datetime: date
    open: Any = None
    high: Any = None
    low: Any = None
    close: Any = None
    volume: Any = None


class _Series(BaseModel):
    meta: _Meta
    values: list[_Row]


class TwelveData:
    """Bars from `/time_series`, adjusted for splits there. Errors may come with the HTTP status 200."""

    name = "Twelve Data"

    def __init__(self, base_url: str, key: str, timeout_seconds: float) -> None:
        self._client = JsonClient(base_url, f"apikey {key}", timeout_seconds)
        self._pace = AsyncLimiter(_PER_MINUTE, 60)

    async def daily_bars(self, symbol: str, since: date, now: datetime) -> list[Bar]:
        params = {
            "symbol": symbol,
            "interval": "1day",
            "start_date": since.isoformat(),
            "adjust": "splits",
            "outputsize": "5000",
        }
        await self._pace.acquire()
        answer = await self._client.get("/time_series", params)
        series = _series(answer)
        if series.meta.symbol.upper() != symbol.upper() or series.meta.currency != "USD":
            raise AnswerUnusable("the answer is about another symbol")
        rows = [Raw(row.datetime, row.open, row.high, row.low, row.close, row.volume) for row in series.values]
        bars = read_bars(rows, symbol, self.name, now)
        if not bars:
            raise SymbolUnknown("no prices")
        return bars

    async def close(self) -> None:
        await self._client.close()


def _series(answer: Any) -> _Series:
    if isinstance(answer, dict) and answer.get("status") == "error":
        code = answer.get("code")
        raise FAILURES.get(code if isinstance(code, int) else 0, AnswerUnusable)(f"error {code}")
    try:
        return _Series.model_validate(answer)
    except ValidationError:
        raise AnswerUnusable("the answer is no time series") from None
