"""Loopback replicas of the three price interfaces, in the shapes that the real ones answer in, with their faults."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from aiohttp import web

from bot.market.calendar import NEW_YORK, load_calendar

CHALLENGE = "<!DOCTYPE html><html><body><h1>Checking your browser</h1></body></html>"
CHART_PREVIOUS_CLOSE = 1.23
"""The close before the range of a Yahoo chart, which is not the close of the session before."""


@dataclass(frozen=True, slots=True)
class Day:
    """One row of a replica, in the prices of that day; None stands for what Yahoo leaves empty."""

    session: date
    close: float | None
    volume: int | None = 1_000_000
    spread: float = 1.0

    @property
    def open(self) -> float | None:
        return self.close

    @property
    def high(self) -> float | None:
        return self.close and self.close + self.spread

    @property
    def low(self) -> float | None:
        return self.close and self.close - self.spread


@dataclass
class Replica:
    """What the three interfaces know. `fault` is one of "429", "html", "hang", "forbidden", "broken", "wrong symbol".

    `splits` and `dividends` are of all symbols; `requests` are the symbols that were asked for, in order, and
    `authorizations` the headers that came with them.
    """

    days: dict[str, list[Day]] = field(default_factory=dict)
    splits: dict[date, float] = field(default_factory=dict)
    dividends: dict[date, float] = field(default_factory=dict)
    fault: str = ""
    url: str = ""
    requests: list[str] = field(default_factory=list)
    authorizations: list[str | None] = field(default_factory=list)

    async def refuse(self, request: web.Request, symbol: str) -> web.Response | None:
        self.requests.append(symbol)
        self.authorizations.append(request.headers.get("Authorization"))
        if self.fault == "hang":
            await asyncio.sleep(30)
        if self.fault in ("429", "forbidden"):
            return web.Response(status=429 if self.fault == "429" else 403, text="Too Many Requests")
        if self.fault == "html":
            return web.Response(text=CHALLENGE, content_type="text/html")
        return web.json_response({"chart": {"result": [{}]}}) if self.fault == "broken" else None

    def named(self, symbol: str) -> str:
        return "MPLX" if self.fault == "wrong symbol" else symbol

    def split_after(self, session: date) -> float:
        factor = 1.0
        for day, split in self.splits.items():
            factor *= split if day > session else 1
        return factor

    async def elsewhere(self, request: web.Request) -> web.Response:
        """Where yfinance looks for cookies, and for a symbol that it did not find on the charts."""
        is_summary = "quoteSummary" in request.path
        return web.json_response({"quoteSummary": {"result": None}}, status=404) if is_summary else web.Response()

    async def crumb(self, _: web.Request) -> web.Response:
        return web.Response(text="a.crumb")

    async def yahoo(self, request: web.Request) -> web.Response:
        symbol = request.match_info["symbol"]
        refusal = await self.refuse(request, symbol)
        if refusal is not None:
            return refusal
        if symbol not in self.days:
            error = {"code": "Not Found", "description": "No data found, symbol may be delisted"}
            return web.json_response({"chart": {"result": None, "error": error}}, status=404)
        since = int(request.query.get("period1", "0"))
        days = [day for day in self.days[symbol] if _timestamp(day.session) >= since]
        return web.json_response({"chart": {"result": [self._chart(symbol, days)], "error": None}})

    def _chart(self, symbol: str, days: list[Day]) -> dict[str, Any]:
        def column(name: str) -> list[float | None]:
            values = [(getattr(day, name), self.split_after(day.session)) for day in days]
            return [value and value / split for value, split in values]

        prices = {name: column(name) for name in ("open", "high", "low", "close")}
        volumes = [day.volume and int(day.volume * self.split_after(day.session)) for day in days]
        adjusted = [close and close * 0.9 for close in prices["close"]]
        return {
            "meta": self._meta(symbol),
            "timestamp": [_timestamp(day.session) for day in days],
            "events": {
                "dividends": _events(self.dividends, lambda amount: {"amount": amount}),
                "splits": _events(self.splits, lambda ratio: {"numerator": ratio, "denominator": 1.0}),
            },
            "indicators": {"quote": [{**prices, "volume": volumes}], "adjclose": [{"adjclose": adjusted}]},
        }

    def _meta(self, symbol: str) -> dict[str, Any]:
        return {
            "currency": "USD",
            "symbol": self.named(symbol),
            "exchangeName": "NYQ",
            "fullExchangeName": "NYSE",
            "instrumentType": "EQUITY",
            "firstTradeDate": 1592832600,
            "regularMarketTime": 1770152402,
            "hasPrePostMarketData": True,
            "gmtoffset": -18000,
            "timezone": "EST",
            "exchangeTimezoneName": "America/New_York",
            "regularMarketPrice": 61.16,
            "chartPreviousClose": CHART_PREVIOUS_CLOSE,
            "priceHint": 2,
            "dataGranularity": "1d",
            "range": "",
            "validRanges": ["1d", "5d", "1mo", "3mo", "6mo", "1y", "2y", "5y", "10y", "ytd", "max"],
        }

    async def tiingo(self, request: web.Request) -> web.Response:
        symbol = request.match_info["symbol"]
        refusal = await self.refuse(request, symbol)
        if refusal is not None:
            return refusal
        if symbol not in self.days:
            return web.json_response({"detail": f"Not found: Ticker '{symbol}' not found"}, status=404)
        since = date.fromisoformat(request.query["startDate"])
        return web.json_response([self._tiingo_row(day) for day in self.days[symbol] if day.session >= since])

    def _tiingo_row(self, day: Day) -> dict[str, Any]:
        raw = {"open": day.open, "high": day.high, "low": day.low, "close": day.close, "volume": day.volume}
        adjusted = {f"adj{name.capitalize()}": value and value * 0.9 for name, value in raw.items()}
        events = {"divCash": self.dividends.get(day.session, 0.0), "splitFactor": self.splits.get(day.session, 1.0)}
        return {"date": f"{day.session}T00:00:00.000Z", **raw, **adjusted, **events}

    async def twelve_data(self, request: web.Request) -> web.Response:
        symbol = request.query["symbol"]
        if self.fault == "429":
            self.requests.append(symbol)
            return web.json_response({"code": 429, "message": "You have run out of API credits", "status": "error"})
        refusal = await self.refuse(request, symbol)
        if refusal is not None:
            return refusal
        if symbol not in self.days:
            return web.json_response({"code": 404, "message": "symbol not found", "status": "error"})
        since = date.fromisoformat(request.query["start_date"])
        rows = [self._twelve_row(day) for day in self.days[symbol] if day.session >= since]
        meta = {"symbol": self.named(symbol), "interval": "1day", "currency": "USD", "exchange": "NYSE"}
        meta |= {"exchange_timezone": "America/New_York", "mic_code": "XNYS", "type": "Common Stock"}
        return web.json_response({"meta": meta, "values": rows[::-1], "status": "ok"})

    def _twelve_row(self, day: Day) -> dict[str, Any]:
        split = self.split_after(day.session)
        prices = {name: getattr(day, name) for name in ("open", "high", "low", "close")}
        shown = {name: None if value is None else f"{value / split:.5f}" for name, value in prices.items()}
        volume = None if day.volume is None else str(int(day.volume * split))
        return {"datetime": day.session.isoformat(), **shown, "volume": volume}


def _timestamp(session: date) -> int:
    return int(datetime.combine(session, time(9, 30), NEW_YORK).timestamp())


def _events(events: dict[date, float], shown: Any) -> dict[str, Any]:
    stamped = {_timestamp(day): shown(value) for day, value in events.items()}
    return {str(stamp): {"date": stamp, **event} for stamp, event in stamped.items()}


def steady(last: date, closes: list[float], count: int = 30) -> list[Day]:
    """`count` sessions up to `last`: the final ones with the given closes, those before with the first of them."""
    sessions = load_calendar().between(last - timedelta(days=2 * count + 10), last)[-count:]
    padded = [closes[0]] * (count - len(closes)) + closes
    return [Day(session, close) for session, close in zip(sessions, padded, strict=True)]


@asynccontextmanager
async def serving(replica: Replica) -> AsyncIterator[Replica]:
    app = web.Application()
    app.router.add_get("/v8/finance/chart/{symbol}", replica.yahoo)
    app.router.add_get("/v1/test/getcrumb", replica.crumb)
    app.router.add_get("/tiingo/daily/{symbol}/prices", replica.tiingo)
    app.router.add_get("/time_series", replica.twelve_data)
    app.router.add_get("/{other:.*}", replica.elsewhere)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    replica.url = f"http://127.0.0.1:{port}"
    try:
        yield replica
    finally:
        await runner.cleanup()


NOW = datetime(2026, 2, 4, 3, 0, tzinfo=UTC)
"""The evening of Tuesday 3 February 2026 in New York."""
TUESDAY = date(2026, 2, 3)
