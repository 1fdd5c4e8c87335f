"""For admins: /documents lists and finds documents and opens their details, /remove takes one out of the index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from difflib import get_close_matches
from hashlib import sha256
from typing import TYPE_CHECKING

from telegram import InlineKeyboardMarkup, Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.admin_buttons import (
    DETAILS,
    LIBRARY,
    MAX_WORDS,
    REMOVAL,
    under_details,
    under_library,
    under_removal,
    under_removed,
    under_suggestions,
)
from bot.admins import audited, for_admins, name_of
from bot.context import Context, Services
from bot.delivery import edit, place_of, send
from bot.menus import Command, Role
from bot.messages import library as texts
from bot.messages.names import plain_line
from bot.messages.texts import NO_DOCUMENTS
from bot.presses import acknowledge, pressed
from retrieval.errors import ReindexRunning, RetrievalError

if TYPE_CHECKING:
    from retrieval.manifest import IndexedDocument

PER_PAGE = 8
SUGGESTIONS = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """A document that admins may act on; `indexed` is None while it is taken out of the index."""

    id: str
    indexed: IndexedDocument | None = None

    @property
    def key(self) -> str:
        """The id in the room that a button has."""
        return sha256(self.id.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def has(self, words: Sequence[str]) -> bool:
        source = self.indexed.source if self.indexed else None
        said = (source.title, source.kind, source.publisher, source.form, *source.tickers) if source else ()
        text = " ".join(part for part in (self.id, *said) if part).casefold()
        return all(word in text for word in words)


async def list_documents(update: Update, context: Context) -> None:
    message = update.effective_message
    assert message is not None
    words = fitting(" ".join(context.args or ()))
    text, keyboard = _page(await _entries(context.services), words, 0)
    await send(context.bot, place_of(message), text, keyboard)


async def turn_page(update: Update, context: Context) -> None:
    query, message, match = pressed(update, context)
    await acknowledge(query)
    text, keyboard = _page(await _entries(context.services), match[2], int(match[1]))
    await edit(context.bot, message.chat.id, message.message_id, text, keyboard)


async def open_details(update: Update, context: Context) -> None:
    """Show one document, or a notice if there is none any more."""
    query, message, match = pressed(update, context)
    entry = await _find(context.services, match[1])
    await acknowledge(query, None if entry else texts.GONE)
    if entry is None:
        return
    keyboard = under_details(entry.key, int(match[2]), match[3], is_withdrawn=entry.indexed is None)
    text = texts.render_withdrawn(entry.id)
    if entry.indexed is not None:
        text = texts.render_details(entry.indexed.source, entry.indexed.chunks, entry.indexed.indexed_at)
    await edit(context.bot, message.chat.id, message.message_id, text, keyboard)


async def propose_removal(update: Update, context: Context) -> None:
    """Ask whether to remove the document whose id follows /remove, or name those with ids like it."""
    message = update.effective_message
    assert message is not None
    place, said = place_of(message), " ".join(context.args or ())
    indexed = {entry.id: entry for entry in await _entries(context.services) if entry.indexed is not None}
    if not said:
        await send(context.bot, place, texts.WHICH_TO_REMOVE)
    elif said in indexed:
        await send(context.bot, place, *_question(indexed[said]))
    else:
        await send(context.bot, place, *_suggestions(said, list(indexed.values())))


async def decide(update: Update, context: Context) -> None:
    """Ask whether to remove a document, remove it, keep it, or put it back."""
    query, message, match = pressed(update, context)
    entry = await _find(context.services, match[2])
    is_withdrawn = entry is not None and entry.indexed is None
    if entry is None or is_withdrawn != (match[1] == "back"):
        await acknowledge(query, texts.GONE)
        return
    if match[1] in ("ask", "no"):
        await acknowledge(query)
        text, keyboard = _question(entry) if match[1] == "ask" else (texts.KEPT, None)
    else:
        try:
            async with context.services.indexing.brief_change(name_of(update)):
                await acknowledge(query)
                text, keyboard = await _change(update, context, entry)
        except ReindexRunning as error:
            await acknowledge(query, str(error))
            return
    await edit(context.bot, message.chat.id, message.message_id, text, keyboard)


async def _change(update: Update, context: Context, entry: Entry) -> tuple[str, InlineKeyboardMarkup | None]:
    """Remove a document that is in the index, or put back one that is not."""
    services, now = context.services, datetime.now(UTC)
    try:
        if entry.indexed is None:
            async with audited(update, context, "put back", entry.id):
                await services.in_worker(services.retrieval.put_back, entry.id, now)
            return texts.put_back(entry.id), None
        async with audited(update, context, "remove", entry.id):
            await services.in_worker(services.retrieval.withdraw, entry.id, now)
    except RetrievalError as error:
        return texts.not_done(str(error)), None
    can_return = entry.id in await services.in_worker(services.retrieval.withdrawn)
    return texts.removed(entry.indexed.source.title, can_return), under_removed(entry.key) if can_return else None


async def _entries(services: Services) -> list[Entry]:
    """The documents of the index, the latest first, and those that were taken out of it."""
    by_title = sorted(await services.documents(), key=lambda document: document.source.title)
    latest = sorted(by_title, key=lambda document: document.source.published_on or date.min, reverse=True)
    indexed = [Entry(document.source.id, document) for document in latest]
    known = {entry.id for entry in indexed}
    withdrawn = await services.in_worker(services.retrieval.withdrawn)
    return indexed + [Entry(id_) for id_ in sorted(withdrawn) if id_ not in known]


async def _find(services: Services, key: str) -> Entry | None:
    return next((entry for entry in await _entries(services) if entry.key == key), None)


def _page(entries: Sequence[Entry], words: str, page: int) -> tuple[str, InlineKeyboardMarkup | None]:
    """One page of what has all of `words`, and its buttons; a page past the end is the last one."""
    if not entries:
        return NO_DOCUMENTS, None
    found = [entry for entry in entries if entry.has(words.casefold().split())]
    if not found:
        return texts.NOTHING_FOUND, None
    pages = -(-len(found) // PER_PAGE)
    page = min(page, pages - 1)
    shown = list(enumerate(found, start=1))[page * PER_PAGE : (page + 1) * PER_PAGE]
    keyboard = under_library(page, pages, words, [(number, entry.key) for number, entry in shown])
    numbered = [(number, entry.id, entry.indexed.source if entry.indexed else None) for number, entry in shown]
    return texts.render_library(numbered, words, page, pages, len(found)), keyboard


def fitting(words: str) -> str:
    """A search in one line, cut at a word to what buttons can carry."""
    words = plain_line(words)
    while len(words.encode()) > MAX_WORDS:
        words = words.rpartition(" ")[0] or words[:-1]
    return words


def _question(entry: Entry) -> tuple[str, InlineKeyboardMarkup]:
    assert entry.indexed is not None
    return texts.ask_to_remove(entry.indexed.source, entry.indexed.chunks), under_removal(entry.key)


def _suggestions(said: str, entries: Sequence[Entry]) -> tuple[str, InlineKeyboardMarkup | None]:
    by_id = {entry.id.casefold(): entry for entry in entries}
    near = [by_id[id_] for id_ in get_close_matches(said.casefold(), by_id, SUGGESTIONS, 0.6)]
    sources = [entry.indexed.source for entry in near if entry.indexed is not None]
    keyboard = under_suggestions([(entry.id, entry.key) for entry in near]) if near else None
    return texts.no_such_document(said, sources), keyboard


HANDLERS = (
    CommandHandler("documents", for_admins(list_documents)),
    CommandHandler("remove", for_admins(propose_removal)),
    CallbackQueryHandler(for_admins(turn_page), LIBRARY),
    CallbackQueryHandler(for_admins(open_details), DETAILS),
    CallbackQueryHandler(for_admins(decide), REMOVAL),
)
COMMANDS = (
    Command("documents", "List, find and open documents, as in /documents magnet", (Role.ADMIN,)),
    Command("remove", "Take a document out of the index by its id", (Role.ADMIN,)),
)
