"""The documents: /sources lists them page by page, and each opens its details."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

from telegram import InlineKeyboardMarkup, Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.buttons import DOCUMENT, PAGE, under_document, under_sources
from bot.context import Context
from bot.delivery import edit, place_of, send
from bot.menus import Command
from bot.messages import texts
from bot.messages.documents import render_document, render_page
from bot.messages.links import web_address
from bot.presses import acknowledge, pressed

if TYPE_CHECKING:
    from retrieval.manifest import IndexedDocument

PER_PAGE = 6


async def list_documents(update: Update, context: Context) -> None:
    message = update.effective_message
    assert message is not None
    text, keyboard = _page(await _documents(context), 0)
    await send(context.bot, place_of(message), text, keyboard)


async def turn_page(update: Update, context: Context) -> None:
    query, message, match = pressed(update, context)
    await acknowledge(query)
    text, keyboard = _page(await _documents(context), int(match[1]))
    await edit(context.bot, message.chat.id, message.message_id, text, keyboard)


async def open_document(update: Update, context: Context) -> None:
    """Show one document's details, or a notice if it has left the index."""
    query, message, match = pressed(update, context)
    found = next((one for one in await _documents(context) if _key(one.source.id) == match[1]), None)
    await acknowledge(query, None if found else texts.DOCUMENT_GONE)
    if found is not None:
        text = render_document(found.source, found.chunks, found.indexed_at)
        keyboard = under_document(int(match[2]), web_address(found.source.url))
        await edit(context.bot, message.chat.id, message.message_id, text, keyboard)


async def _documents(context: Context) -> list[IndexedDocument]:
    """All documents, the latest first and those without a date at the end."""
    by_title = sorted(await context.services.documents(), key=lambda document: document.source.title)
    return sorted(by_title, key=lambda document: document.source.published_on or date.min, reverse=True)


def _page(documents: Sequence[IndexedDocument], page: int) -> tuple[str, InlineKeyboardMarkup | None]:
    """One page and its buttons; a page past the end, as after a removal, is the last one."""
    if not documents:
        return texts.NO_DOCUMENTS, None
    pages = -(-len(documents) // PER_PAGE)
    page = min(page, pages - 1)
    numbered = [(number, document.source) for number, document in enumerate(documents, start=1)]
    shown = numbered[page * PER_PAGE : (page + 1) * PER_PAGE]
    keyboard = under_sources(page, pages, [(number, _key(source.id)) for number, source in shown])
    return render_page(shown, page, pages, len(documents)), keyboard


def _key(document_id: str) -> str:
    """A document's id in the room that a button has, and the same after a re-index."""
    return sha256(document_id.encode()).hexdigest()[:16]


HANDLERS = (
    CommandHandler("sources", list_documents),
    CallbackQueryHandler(turn_page, PAGE),
    CallbackQueryHandler(open_document, DOCUMENT),
)
COMMANDS = (Command("sources", "The documents I answer from"),)
