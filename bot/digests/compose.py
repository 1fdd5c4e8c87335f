"""Makes the digests of a day: what all subscribers share is looked up once, and the rest is quick."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from bot.digests.build import Board, Digest, build_digest, day_of, nearest_first
from bot.digests.picture import draw_digest
from bot.digests.reasons import Account, account_of, is_of_the_day
from bot.digests.render import CAPTION_LIMIT, render_digest
from bot.market.calendar import Calendar
from bot.market.charts import LIGHT
from bot.market.listings import Listings
from bot.market.moves import Quote
from bot.messages.markup import visible_length
from bot.storage.known_documents import Numbered
from retrieval.types import Chunk, Source

_MOST_PICTURES = 100


class Prices(Protocol):
    """What digests ask of the market."""

    async def calendar(self) -> Calendar: ...
    async def daily_moves(self, symbols: Sequence[str], session: date, now: datetime) -> Mapping[str, Quote | None]: ...


@dataclass(slots=True)
class Picture:
    """A picture to send; once it was sent, Telegram has it under `file_id`."""

    content: bytes
    file_id: str | None = None
    _first: asyncio.Lock = field(default_factory=asyncio.Lock)

    @asynccontextmanager
    async def in_turn(self) -> AsyncIterator[None]:
        """Lets one send it alone until Telegram has it, so that it is uploaded once, and then all at once."""
        async with self._first:
            if self.file_id is None:
                yield
                return
        yield


@dataclass(frozen=True, slots=True)
class Message:
    """A digest as it is sent. `new_up_to` is the number of the last document that it takes into account."""

    digest: Digest
    text: str
    picture: Picture | None
    new_up_to: int

    @property
    def is_one(self) -> bool:
        """Whether the text fits under the picture."""
        return self.picture is not None and visible_length(self.text) <= CAPTION_LIMIT


@dataclass(slots=True)
class Edition:
    """The digests of one day: the board, the documents by number, and the pictures drawn so far by their tickers."""

    board: Board
    numbered: Numbered
    companies: tuple[str, ...]
    pictures: dict[tuple[str, ...], Picture] = field(default_factory=dict)
    _drawing: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def last_number(self) -> int:
        return self.numbered[-1][0] if self.numbered else 0

    def tickers(self, chosen: Sequence[str]) -> tuple[str, ...]:
        """The tickers of a subscriber that chose these: those that are still followed; all, where it chose none."""
        return tuple(ticker for ticker in self.companies if ticker in chosen) or self.companies

    def digest(self, chosen: Sequence[str], threshold: int, seen_up_to: int) -> Digest:
        """The digest of a subscriber that has been told of the documents up to a number."""
        new = self.new_since(seen_up_to)
        return build_digest(self.board, self.tickers(chosen), threshold, new)

    def new_since(self, seen_up_to: int) -> list[Source]:
        """The documents with higher numbers."""
        new = []
        for number, source in reversed(self.numbered):
            if number <= seen_up_to:
                break
            new.append(source)
        return new

    async def message(self, chosen: Sequence[str], threshold: int, seen_up_to: int) -> Message:
        """The digest of a subscriber, ready to be sent."""
        digest = self.digest(chosen, threshold, seen_up_to)
        return Message(
            digest, render_digest(digest), await self._picture(digest, self.tickers(chosen)), self.last_number
        )

    async def _picture(self, digest: Digest, tickers: tuple[str, ...]) -> Picture | None:
        if not digest.lines and not digest.benchmarks:
            return None
        async with self._drawing:
            if tickers not in self.pictures:
                if len(self.pictures) >= _MOST_PICTURES:
                    self.pictures.clear()
                self.pictures[tickers] = Picture(await asyncio.to_thread(draw_digest, digest, LIGHT))
            return self.pictures[tickers]


class Composer:
    """Opens the editions of days. `passages` gives the text of a document, and may block."""

    def __init__(self, prices: Prices, listings: Listings, passages: Callable[[Source], Sequence[Chunk]]) -> None:
        self._prices = prices
        self._listings = listings
        self._passages = passages

    async def edition(self, about: date, numbered: Numbered, now: datetime) -> Edition:
        """The edition about a day, by the documents that are known."""
        calendar = await self._prices.calendar()
        companies = tuple(company.ticker for company in self._listings.companies)
        benchmarks = tuple(listed.ticker for listed in self._listings.benchmarks)
        day = day_of(about, calendar)
        quotes: Mapping[str, Quote | None] = {}
        accounts: Sequence[Account] = ()
        if day.why_closed is None:
            quotes = await self._prices.daily_moves((*companies, *benchmarks), about, now)
            previous = calendar.previous(about)
            of_the_day = [source for _, source in numbered if is_of_the_day(source, about, previous)]
            accounts = await asyncio.to_thread(self._accounts, of_the_day, about)
        return Edition(Board(day, quotes, benchmarks, nearest_first(accounts, about)), numbered, companies)

    def _accounts(self, of_the_day: Sequence[Source], about: date) -> list[Account]:
        return [account_of(source, self._passages(source), self._listings.companies, about) for source in of_the_day]
