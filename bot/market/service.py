"""The prices that the bot shows: kept bars where they suffice, fetched ones where they do not."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol

from bot.market.bars import Bar
from bot.market.calendar import NEW_YORK, Calendar, load_calendar, months_before
from bot.market.errors import AnswerUnusable, KeyRefused, PricesUnavailable, ProviderFailed, RateLimited
from bot.market.moves import Quote, confirmed, is_settled, quote_of
from bot.market.providers import Provider

_LOG = logging.getLogger(__name__)
_WINDOW = timedelta(days=2 * 366)
_FRESH = timedelta(minutes=5)
_REST_OF_A_SYMBOL = timedelta(minutes=1)
_REST_OF_A_PROVIDER = timedelta(minutes=10)
_AT_ONCE = 4


class KeptBars(Protocol):
    """Where bars are kept; see `bot.storage.bars.Bars`."""

    async def replace(self, bars: Sequence[Bar]) -> None: ...
    async def series(self, symbol: str, since: date) -> dict[str, list[Bar]]: ...


class DeclaredClosures(Protocol):
    """Where closures are declared; see `bot.storage.closures.Closures`."""

    async def all(self) -> dict[date, str]: ...


@dataclass(frozen=True, slots=True)
class Series:
    """The bars of a symbol by one source, oldest first. Without an answer of a provider, they are what was kept."""

    bars: Sequence[Bar]
    is_answered: bool = True


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is asked for: the close of a session, and while it is trading, the price of now."""

    symbol: str
    session: date
    calendar: Calendar
    now: datetime
    is_trading: bool = False

    @property
    def since(self) -> date:
        return self.session - _WINDOW

    def has_close(self, bars: Sequence[Bar]) -> bool:
        return any(bar.session == self.session and is_settled(bar, self.calendar) for bar in reversed(bars))

    def is_recent(self, bars: Sequence[Bar]) -> bool:
        """Whether to ask again would bring nothing new."""
        return self.now - bars[-1].fetched_at < _FRESH

    def suffices(self, bars: Sequence[Bar]) -> bool:
        return self.is_recent(bars) or (self.has_close(bars) and not self.is_trading)

    def last_close(self, bars: Sequence[Bar]) -> date:
        """The last session up to the wanted one whose close is there."""
        closed = (bar for bar in reversed(bars) if bar.session <= self.session and is_settled(bar, self.calendar))
        return next((bar.session for bar in closed), date.min)


class Market:
    """Quotes and histories of symbols. `providers` are asked in their order; no figure is made of two of them.

    A symbol is fetched once, however many ask for it at a time, and not again before there can be news. A provider
    that fails is left alone for a while. Nobody waits longer than `patience_seconds`: then what is kept is shown.
    """

    def __init__(
        self,
        providers: Sequence[Provider],
        bars: KeptBars,
        closures: DeclaredClosures,
        patience_seconds: float,
    ) -> None:
        self._providers = providers
        self._bars = bars
        self._closures = closures
        self._patience_seconds = patience_seconds
        self._at_once = asyncio.Semaphore(_AT_ONCE)
        self._flights: dict[tuple[str, str], asyncio.Task[list[Bar]]] = {}
        self._rests: dict[tuple[str, str], datetime] = {}

    async def close(self) -> None:
        flights = list(self._flights.values())
        for flight in flights:
            flight.cancel()
        await asyncio.gather(*flights, return_exceptions=True)
        for provider in self._providers:
            await provider.close()

    async def calendar(self) -> Calendar:
        """The exchange's calendar without the declared closures."""
        calendar = await asyncio.to_thread(load_calendar)
        return calendar.without(await self._closures.all())

    async def quote(self, symbol: str, now: datetime, session: date | None = None) -> Quote:
        """The quote of a symbol at the close of `session`, or else of the last that has closed by `now`.

        While a session is running, its price so far is part of the quote. Raises `PricesUnavailable`.
        """
        calendar = await self.calendar()
        expected = calendar.expected_session(now)
        return await self._quote(_Wanted(symbol, session or expected, calendar, now, calendar.is_trading(now)))

    async def daily_moves(self, symbols: Iterable[str], session: date, now: datetime) -> dict[str, Quote | None]:
        """The quotes of many symbols at the close of a session; one that lacks the session `is_stale`.

        None where nothing at all is known.
        """
        calendar = await self.calendar()

        async def attempt(symbol: str) -> Quote | None:
            try:
                return await self._quote(_Wanted(symbol, session, calendar, now))
            except PricesUnavailable:
                return None

        wanted = list(dict.fromkeys(symbols))
        return dict(zip(wanted, await asyncio.gather(*map(attempt, wanted)), strict=True))

    async def history(self, symbol: str, months: int, now: datetime) -> Series:
        """The closed sessions of a symbol in the months up to the last that is known. Raises `PricesUnavailable`."""
        calendar = await self.calendar()
        series = await self._series(_Wanted(symbol, calendar.expected_session(now), calendar, now))
        closed = [bar for bar in series.bars if is_settled(bar, calendar)]
        first = months_before(closed[-1].session, months) if closed else date.max
        return Series([bar for bar in closed if bar.session >= first], series.is_answered)

    async def _quote(self, wanted: _Wanted) -> Quote:
        series = await self._series(wanted)
        quote = quote_of(series.bars, wanted.session, wanted.calendar, is_answered=series.is_answered)
        if quote is None:
            raise PricesUnavailable(f"no close of {wanted.symbol} up to {wanted.session} is known")
        return quote if quote.is_verified else await self._verified(quote, wanted)

    async def _series(self, wanted: _Wanted) -> Series:
        kept = await self._bars.series(wanted.symbol, wanted.since)
        known = {provider.name: kept[provider.name] for provider in self._providers if provider.name in kept}
        if not any(wanted.suffices(bars) for bars in known.values()):
            with suppress(TimeoutError):
                async with asyncio.timeout(self._patience_seconds):
                    await self._fetch(wanted, known)
        if not known:
            raise PricesUnavailable(f"no provider has prices of {wanted.symbol}, and none are kept")
        order = [provider.name for provider in self._providers]
        best = max(
            known, key=lambda name: (wanted.last_close(known[name]), wanted.is_recent(known[name]), -order.index(name))
        )
        return Series(known[best], wanted.has_close(known[best]) or wanted.is_recent(known[best]))

    async def _fetch(self, wanted: _Wanted, known: dict[str, list[Bar]]) -> None:
        """Ask one provider after the other, until one has the close; what they have goes into `known`."""
        for provider in self._providers:
            try:
                known[provider.name] = await self._bars_of(provider, wanted)
            except ProviderFailed:
                continue
            if wanted.has_close(known[provider.name]):
                return

    async def _verified(self, quote: Quote, wanted: _Wanted) -> Quote:
        """`quote`, confirmed if another provider shows the same move."""
        wanted = replace(wanted, session=quote.bar.session)
        kept = await self._bars.series(wanted.symbol, wanted.since)
        others = [provider for provider in self._providers if provider.name != quote.bar.source]
        with suppress(TimeoutError):
            async with asyncio.timeout(self._patience_seconds):
                for provider in others:
                    bars = kept.get(provider.name, [])
                    with suppress(ProviderFailed):
                        bars = bars if wanted.has_close(bars) else await self._bars_of(provider, wanted)
                    quote = confirmed(quote, quote_of(bars, wanted.session, wanted.calendar))
                    if quote.is_verified:
                        break
        return quote

    async def _bars_of(self, provider: Provider, wanted: _Wanted) -> list[Bar]:
        """Fetched bars of one provider, by the fetch that is on its way if there is one. Raises `ProviderFailed`."""
        key = (provider.name, wanted.symbol)
        if key not in self._flights:
            flight = asyncio.create_task(self._fly(provider, wanted))
            self._flights[key] = flight
            flight.add_done_callback(lambda done: self._land(key, done))
        return await asyncio.shield(self._flights[key])

    def _land(self, key: tuple[str, str], flight: asyncio.Task[list[Bar]]) -> None:
        del self._flights[key]
        if not flight.cancelled():
            flight.exception()  # nobody may be waiting for it any more

    async def _fly(self, provider: Provider, wanted: _Wanted) -> list[Bar]:
        async with self._at_once:
            self._check_rest(provider, wanted)
            try:
                found = await provider.daily_bars(wanted.symbol, wanted.since, wanted.now)
                bars = _within(found, wanted)
            except ProviderFailed as failure:
                _LOG.warning("%s has no bars of %s: %s", provider.name, wanted.symbol, _described(failure))
                self._let_rest(provider, wanted, failure)
                raise
        await self._bars.replace(bars)
        return bars

    def _check_rest(self, provider: Provider, wanted: _Wanted) -> None:
        until = max(self._rests.get((provider.name, about), wanted.now) for about in ("", wanted.symbol))
        if until > wanted.now:
            raise ProviderFailed(f"{provider.name} failed a moment ago")

    def _let_rest(self, provider: Provider, wanted: _Wanted, failure: ProviderFailed) -> None:
        """Do not ask again for a while: nothing at all where the provider refuses us, else not for this symbol."""
        if isinstance(failure, (RateLimited, KeyRefused)):
            self._rests[provider.name, ""] = wanted.now + _REST_OF_A_PROVIDER
        else:
            self._rests[provider.name, wanted.symbol] = wanted.now + _REST_OF_A_SYMBOL


def _within(bars: Iterable[Bar], wanted: _Wanted) -> list[Bar]:
    """The bars of the time that was asked for."""
    today = wanted.now.astimezone(NEW_YORK).date()
    found = [bar for bar in bars if wanted.since <= bar.session <= today]
    if not found:
        raise AnswerUnusable("no bars of the time that was asked for")
    return found


def _described(failure: ProviderFailed) -> str:
    return f"{type(failure).__name__}: {failure}"
