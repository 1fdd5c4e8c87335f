"""What a digest says: pure, from quotes, the calendar and the documents. The only place where its figures are made."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from bot.digests.reasons import Account
from bot.market.bars import SAMPLE
from bot.market.calendar import Calendar
from bot.market.moves import Quote, relative
from retrieval.types import Source


@dataclass(frozen=True, slots=True)
class Line:
    """A symbol in a digest. `percent` is its move, `relative` that less the benchmark's; unknown figures are None.

    `volume_ratio` is in usual volumes, `year_position` from 0, the low of 52 weeks, to 1, the high.
    """

    symbol: str
    close: Decimal
    percent: Decimal | None
    relative: Decimal | None
    volume_ratio: Decimal | None
    year_position: Decimal | None
    is_verified: bool


@dataclass(frozen=True, slots=True)
class Filing:
    """A document, or a filing with its exhibits, of which `source` is the first."""

    source: Source
    parts: int = 1


@dataclass(frozen=True, slots=True)
class Reason:
    """Words of a document that may explain the moves of some symbols."""

    symbols: tuple[str, ...]
    source: Source
    quote: str


@dataclass(frozen=True, slots=True)
class Day:
    """The day that a digest is about; `why_closed` is None for a session, and the times are those of sessions."""

    on: date
    why_closed: str | None
    closed_at: datetime | None
    is_half_day: bool
    next_session: date
    is_next_half_day: bool


@dataclass(frozen=True, slots=True)
class Digest:
    """All that a digest says. `lines` are ranked by the size of the move, those without a known one at the end.

    `stale` are symbols with the last session that is known of them; `missing` those of which nothing is.
    """

    day: Day
    threshold: int
    lines: tuple[Line, ...] = ()
    benchmarks: tuple[Line, ...] = ()
    stale: tuple[tuple[str, date], ...] = ()
    missing: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    unexplained: tuple[str, ...] = ()
    filings: tuple[Filing, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def movers(self) -> tuple[Line, ...]:
        """The symbols that moved as much as the subscriber wants to hear of, the largest move first."""
        return tuple(line for line in self.lines if line.percent is not None and abs(line.percent) >= self.threshold)

    @property
    def is_sample(self) -> bool:
        return SAMPLE in self.sources


@dataclass(frozen=True, slots=True)
class Board:
    """What the digests about a day have in common. `benchmarks` are symbols; moves are held against the first.

    `quotes` hold every ticker that anybody watches and the benchmarks; on a day without a session there are none.
    `accounts` are the documents that may explain its moves, the nearest first.
    """

    day: Day
    quotes: Mapping[str, Quote | None]
    benchmarks: tuple[str, ...]
    accounts: tuple[Account, ...]

    @property
    def has_prices(self) -> bool:
        """Whether there is a close of the day at all."""
        return any(quote is not None and not quote.is_stale for quote in self.quotes.values())


def day_of(on: date, calendar: Calendar) -> Day:
    following = next(session for session in calendar.between(on, on + timedelta(days=14)) if session > on)
    why_closed = calendar.why_closed(on)
    return Day(
        on=on,
        why_closed=why_closed,
        closed_at=None if why_closed else calendar.close_of(on),
        is_half_day=why_closed is None and calendar.is_half_day(on),
        next_session=following,
        is_next_half_day=calendar.is_half_day(following),
    )


def build_digest(board: Board, tickers: Sequence[str], threshold: int, new: Iterable[Source] = ()) -> Digest:
    """The digest of one subscriber; `new` are the documents that it has not been told of."""
    filings = news_for(tickers, new)
    if board.day.why_closed is not None:
        return Digest(board.day, threshold, filings=filings)
    named = tuple(dict.fromkeys((*tickers, *board.benchmarks)))
    known = {symbol: quote for symbol in named if (quote := board.quotes.get(symbol)) is not None}
    fresh = {symbol: quote for symbol, quote in known.items() if not quote.is_stale}
    benchmark = fresh.get(board.benchmarks[0]) if board.benchmarks else None
    digest = Digest(
        day=board.day,
        threshold=threshold,
        lines=_ranked([_line(fresh[ticker], benchmark) for ticker in tickers if ticker in fresh]),
        benchmarks=tuple(_line(fresh[symbol], benchmark) for symbol in board.benchmarks if symbol in fresh),
        stale=tuple((symbol, quote.bar.session) for symbol, quote in known.items() if quote.is_stale),
        missing=tuple(symbol for symbol in named if symbol not in known),
        filings=filings,
        sources=tuple(dict.fromkeys(quote.bar.source for quote in fresh.values())),
    )
    return _explained(digest, board)


def _explained(digest: Digest, board: Board) -> Digest:
    reasons = explain(digest.movers, board.accounts)
    explained = {symbol for reason in reasons for symbol in reason.symbols}
    unexplained = tuple(line.symbol for line in digest.movers if line.symbol not in explained)
    return replace(digest, reasons=reasons, unexplained=unexplained)


def nearest_first(accounts: Iterable[Account], day: date) -> tuple[Account, ...]:
    return tuple(sorted(accounts, key=lambda account: _distance(account.source, day)))


def explain(movers: Iterable[Line], accounts: Sequence[Account]) -> tuple[Reason, ...]:
    """Why symbols moved, each by the first of the accounts that explains it; those with the same reason together."""
    found: dict[tuple[str, str], tuple[Source, list[str]]] = {}
    for line in movers:
        direction = 1 if (line.percent or 0) > 0 else -1
        told = ((account.source, account.explains(line.symbol, direction)) for account in accounts)
        source, quote = next(((source, quote) for source, quote in told if quote), (None, ""))
        if source is not None and quote:
            found.setdefault((source.id, quote), (source, []))[1].append(line.symbol)
    return tuple(Reason(tuple(symbols), source, quote) for (_, quote), (source, symbols) in found.items())


def news_for(tickers: Collection[str], documents: Iterable[Source]) -> tuple[Filing, ...]:
    """The documents about these companies or about none, the latest first, exhibits counted with their filing."""
    wanted = [source for source in documents if not source.tickers or set(source.tickers) & set(tickers)]
    filings: dict[str, Filing] = {}
    for source in sorted(wanted, key=lambda source: source.id):
        key = source.accession or source.id
        known = filings.get(key)
        filings[key] = Filing(known.source, known.parts + 1) if known else Filing(source)
    return tuple(sorted(filings.values(), key=lambda filing: filing.source.published_on or date.min, reverse=True))


def _distance(source: Source, day: date) -> tuple[int, int, str]:
    """How far a document is from explaining a move: by its date, and by how many others it is about."""
    assert source.published_on
    return abs((source.published_on - day).days), len(source.tickers), source.id


def _line(quote: Quote, benchmark: Quote | None) -> Line:
    return Line(
        symbol=quote.symbol,
        close=quote.bar.close,
        percent=quote.percent,
        relative=relative(quote, benchmark),
        volume_ratio=quote.volume_ratio,
        year_position=quote.year_position,
        is_verified=quote.is_verified,
    )


def _ranked(lines: Sequence[Line]) -> tuple[Line, ...]:
    def place(line: Line) -> tuple[bool, Decimal, str]:
        return line.percent is None, -abs(line.percent or Decimal(0)), line.symbol

    return tuple(sorted(lines, key=place))
