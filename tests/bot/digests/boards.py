"""Boards of digests for tests: quotes with round figures, and a few documents about their symbols."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from bot.digests.build import Board, day_of, nearest_first
from bot.digests.reasons import account_of, is_of_the_day
from bot.market.bars import Bar
from bot.market.calendar import Calendar, load_calendar
from bot.market.listings import Listings
from bot.market.moves import Quote, YearRange
from retrieval.types import Chunk, Company, Source

MONDAY, TUESDAY, WEDNESDAY = date(2026, 2, 2), date(2026, 2, 3), date(2026, 2, 4)
TICKERS = ("MP", "NB", "IDR")
BENCHMARKS = ("REMX", "SPY")
FETCHED_AT = datetime(2026, 2, 3, 22, 0, tzinfo=UTC)

STORY = Source(
    id="story",
    title="Brussels <offers> a partnership & shares jump",
    file=Path("story.md"),
    kind="news",
    published_on=TUESDAY,
    url="https://example.org/story?a=1&b=2",
    tickers=("MP", "NB"),
)
FILING = Source(
    id="mp-8k-1",
    title="MP Materials Corp. 8-K of 3 February 2026",
    file=Path("mp.htm"),
    kind="filing",
    published_on=TUESDAY,
    url="https://example.org/mp-8k",
    tickers=("MP",),
    form="8-K",
    accession="0001801368-26-000003",
)
EXHIBIT = replace(FILING, id="mp-8k-1-ex991", title=f"{FILING.title}, exhibit 99.1")
PROFILE = replace(STORY, id="profile", title="MP Materials: company profile", kind="company", tickers=("MP",))
GENERAL = replace(STORY, id="vault", title="Project Vault", kind="policy", tickers=(), url=None, published_on=MONDAY)
OTHER = replace(FILING, id="usar-s1", tickers=("USAR",), form="S-1", accession="0001970622-26-000001")
DOCUMENTS = (STORY, FILING, EXHIBIT, PROFILE, GENERAL, OTHER)
FELL = "NB Corp. fell 19 % on 3 February 2026."
TEXTS = {STORY.id: f"Shares of MP Corp. & NB Corp. were halted on Tuesday.\n\n{FELL}"}


def bar(symbol: str, close: str, session: date, source: str = "Tiingo") -> Bar:
    price = Decimal(close)
    return Bar(symbol, session, price, price, price, price, 1000, source, FETCHED_AT)


def quote(symbol: str, percent: str, source: str = "Tiingo") -> Quote:
    """A symbol that moved so much on Tuesday, from a close of 100 dollars."""
    close = str(100 + Decimal(percent))
    return Quote(
        symbol,
        TUESDAY,
        bar(symbol, close, TUESDAY, source),
        previous=bar(symbol, "100", MONDAY, source),
        average_volume=Decimal(400),
        year=YearRange(Decimal(50), Decimal(150), date(2025, 2, 3), is_whole=True),
    )


def stale(symbol: str) -> Quote:
    return Quote(symbol, TUESDAY, bar(symbol, "99", MONDAY))


def passages(source: Source) -> list[Chunk]:
    """The text of a document, of which only one has any."""
    text = TEXTS.get(source.id)
    return [Chunk("c1", source.id, 0, "", text)] if text else []


def board(**quotes: Quote | None) -> Board:
    """Tuesday, with MP up 10 %, NB down 18.9 %, IDR up 4.9 %, and what `quotes` say otherwise."""
    usual: dict[str, Quote | None] = {
        "MP": quote("MP", "10"),
        "NB": quote("NB", "-18.9"),
        "IDR": quote("IDR", "4.9"),
        "REMX": quote("REMX", "6.5"),
        "SPY": quote("SPY", "-0.8"),
    }
    of_tuesday = [source for source in DOCUMENTS if is_of_the_day(source, TUESDAY, MONDAY)]
    accounts = [account_of(source, passages(source), LISTINGS.companies, TUESDAY) for source in of_tuesday]
    return Board(day_of(TUESDAY, load_calendar()), usual | quotes, BENCHMARKS, nearest_first(accounts, TUESDAY))


def board_of(day: date) -> Board:
    """Another day, without any prices."""
    return Board(day_of(day, load_calendar()), {}, BENCHMARKS, ())


@dataclass
class FakePrices:
    """Prices as `board` has them, of Tuesday only; `quotes` say otherwise."""

    quotes: dict[str, Quote | None] = field(default_factory=dict)
    asked: list[date] = field(default_factory=list)

    async def calendar(self) -> Calendar:
        return load_calendar()

    async def daily_moves(self, symbols: Sequence[str], session: date, now: datetime) -> Mapping[str, Quote | None]:
        self.asked.append(session)
        known = board(**self.quotes).quotes
        return {symbol: known.get(symbol) if session == TUESDAY else None for symbol in symbols}


LISTINGS = Listings(
    companies=tuple(Company(ticker, f"{ticker} Corp.") for ticker in TICKERS),
    benchmarks=tuple(Company(ticker, f"{ticker} ETF") for ticker in BENCHMARKS),
)
