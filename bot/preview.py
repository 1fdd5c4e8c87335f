"""`python -m bot digest --preview`: a digest as text and picture, without sending anything."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from tempfile import TemporaryDirectory

from bot.app import listings_of, open_market
from bot.digests.compose import Composer, Message
from bot.digests.reasons import is_of_the_day
from bot.market.calendar import Calendar
from bot.market.providers.sample import LAST
from bot.market.service import Market
from bot.messages.markup import as_plain
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.known_documents import KnownDocuments, Numbered
from bot.storage.subscriptions import Subscriber, Subscriptions
from retrieval.catalogue import load_catalogue
from retrieval.chunking import chunk_document
from retrieval.errors import DocumentUnreadable
from retrieval.loading import load_blocks
from retrieval.types import Chunk, Source

_PATIENCE_SECONDS = 8.0  # somebody waits for it


@dataclass(frozen=True, slots=True)
class _Reader:
    """For whom a digest is: the choices, the documents, and up to which of them is known."""

    tickers: tuple[str, ...]
    threshold: int
    numbered: Numbered
    seen_up_to: int


async def preview(settings: Settings, session: date | None, chat_id: int | None, now: datetime) -> str:
    """What a digest says, and where its picture was written.

    Without a session it is about the last one. The digest is that of a chat, or else of a subscriber who has chosen
    nothing and been told of everything up to the session before. Where no prices are to be had they are made up, and
    marked. Raises `StorageUnavailable` and `CatalogueInvalid`.
    """
    async with _desk(_impatient(settings)) as (database, market):
        calendar = await market.calendar()
        about = session or calendar.expected_session(now)
        who = await Subscriptions(database).find(chat_id) if chat_id is not None else None
        reader = await _reader(settings, database, calendar, about, who)
        message = await _message(settings, market, reader, about, now)
        if not message.digest.lines and message.digest.day.why_closed is None:
            about = session or LAST
            reader = await _reader(settings, database, calendar, about, who)
            message = await _sample_message(settings, reader, about, now)
    note = "" if who or chat_id is None else f"Chat {chat_id} has chosen nothing yet.\n\n"
    return f"{note}{as_plain(message.text)}\n\n{_written(message, settings)}"


async def _sample_message(settings: Settings, reader: _Reader, about: date, now: datetime) -> Message:
    with TemporaryDirectory() as folder:  # what is made up must not mix with the prices that are kept
        async with _desk(_with_samples(settings, folder)) as (_, market):
            return await _message(settings, market, reader, about, now)


def _impatient(settings: Settings) -> Settings:
    table = settings.bot.market
    market = table.model_copy(update={"patience_seconds": min(table.patience_seconds, _PATIENCE_SECONDS)})
    return replace(settings, bot=settings.bot.model_copy(update={"market": market}))


def _with_samples(settings: Settings, folder: str) -> Settings:
    made_up = settings.bot.market.model_copy(update={"providers": ("sample",)})
    bot = settings.bot.model_copy(update={"market": made_up})
    return replace(settings, bot=bot, database_url=f"sqlite:///{folder}/sample.db")


async def _message(settings: Settings, market: Market, reader: _Reader, about: date, now: datetime) -> Message:
    listings = listings_of(settings)

    def passages(source: Source) -> Sequence[Chunk]:
        """The text of the file, as the index may be old, or there may be none."""
        try:
            blocks = load_blocks(source, int(settings.retrieval.documents.max_megabytes * 1_000_000))
        except DocumentUnreadable:
            return []
        return chunk_document(source, blocks, listings.companies)

    edition = await Composer(market, listings, passages).edition(about, reader.numbered, now)
    return await edition.message(reader.tickers, reader.threshold, reader.seen_up_to)


async def _reader(
    settings: Settings, database: Database, calendar: Calendar, about: date, who: Subscriber | None
) -> _Reader:
    assert settings.retrieval.documents.catalogue
    sources, _ = load_catalogue(settings.retrieval.documents.catalogue)
    if who is None:
        old, new = _split(sources, about, calendar)
        return _Reader((), settings.bot.digests.threshold, _numbered([*old, *new], {}), len(old))
    numbered = _numbered(sources, await KnownDocuments(database).numbers(above=0))
    return _Reader(who.preferences.tickers, who.preferences.threshold, numbered, who.seen_up_to)


@asynccontextmanager
async def _desk(settings: Settings) -> AsyncIterator[tuple[Database, Market]]:
    database = await Database.open(settings.database_url)
    market = open_market(settings, database)
    try:
        yield database, market
    finally:
        await market.close()
        await database.close()


def _split(sources: Sequence[Source], about: date, calendar: Calendar) -> tuple[list[Source], list[Source]]:
    """The documents that came before those of the day, and these; later ones are left out."""
    new = [source for source in sources if is_of_the_day(source, about, calendar.previous(about))]
    old = [source for source in sources if source not in new and (source.published_on or date.min) <= about]
    return old, new


def _numbered(sources: Sequence[Source], known: Mapping[str, int]) -> Numbered:
    """The documents under their numbers, those that are not known yet after all others."""
    following = max(known.values(), default=0) + 1
    numbers = {source.id: known.get(source.id, following + place) for place, source in enumerate(sources)}
    return tuple(sorted(((numbers[source.id], source) for source in sources), key=lambda pair: pair[0]))


def _written(message: Message, settings: Settings) -> str:
    if message.picture is None:
        return "There is nothing to draw."
    file = settings.retrieval.index.path.parent / f"digest-{message.digest.day.on}.png"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(message.picture.content)
    return f"Picture: {file}"
