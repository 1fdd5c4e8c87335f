"""For admins: a document that is sent, or whose address follows /add, is read, shown, and added once confirmed."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from telegram import Document, InlineKeyboardMarkup, MaybeInaccessibleMessage, Message, Update
from telegram.constants import FileSizeLimit
from telegram.error import TelegramError
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler
from telegram.ext.filters import Document as Documents
from telegram.ext.filters import UpdateType

from bot.admin_buttons import DRAFT, under_draft
from bot.admins import audited, for_admins, mark_decided, name_of, was_decided
from bot.context import Context, Services
from bot.delivery import deliver, edit, edit_once, place_of, send
from bot.menus import Command, Role
from bot.messages import uploads as texts
from bot.messages.documents import counted
from bot.messages.links import web_address
from bot.messages.names import plain_line
from bot.presses import acknowledge, pressed
from retrieval.errors import DraftGone, ReindexRunning, RetrievalError
from retrieval.types import ReindexReport

if TYPE_CHECKING:
    from retrieval.added import Draft

_LOG = logging.getLogger(__name__)
_READ_SECONDS = 60.0
Drafting = Callable[[], Awaitable["Draft"]]


async def take_document(update: Update, context: Context) -> None:
    """Read the document of a message and show what it is, while the chat goes on."""
    message = update.effective_message
    assert message is not None
    document = message.document
    assert document is not None
    if (document.file_size or 0) > FileSizeLimit.FILESIZE_DOWNLOAD:
        await send(context.bot, place_of(message, as_reply=True), texts.TOO_BIG)
        return
    drafting = partial(_draft_file, context.services, document)
    context.go_on_with(_show(context, message, document.file_name or "", drafting), update)


async def add_page(update: Update, context: Context) -> None:
    """Read what is at the address after /add, as a document that was sent."""
    message, services = update.effective_message, context.services
    assert message is not None
    url = web_address(" ".join(context.args or ()))
    if url is None:
        await send(context.bot, place_of(message), texts.HOW_TO_ADD)
        return
    drafting = partial(services.in_worker, services.retrieval.draft_page, url, now=datetime.now(UTC))
    context.go_on_with(_show(context, message, url, drafting), update)


async def _show(context: Context, message: Message, name: str, drafting: Drafting) -> None:
    """A placeholder, and in its place what was read, or why it was not."""
    bot, place = context.bot, place_of(message, as_reply=True)
    shown = await send(bot, place, texts.reading(name))
    keyboard: InlineKeyboardMarkup | None = None
    try:
        async with context.services.reading:
            draft = await drafting()
        text, keyboard = await _render(context.services, draft), under_draft(draft.id)
    except RetrievalError as error:
        text = texts.refused(str(error))
    except TelegramError as error:
        _LOG.warning("A document was not fetched: %s", error)
        text = texts.TOO_BIG if "file is too big" in str(error).lower() else texts.NOT_FETCHED
    except asyncio.CancelledError:
        await edit_once(bot, place.chat_id, shown, texts.INTERRUPTED)
        raise
    await deliver(bot, place, [text], keyboard, over=[shown])


async def _draft_file(services: Services, document: Document) -> Draft:
    file = await document.get_file()
    with tempfile.TemporaryDirectory() as folder:
        path = await file.download_to_drive(Path(folder) / "upload", read_timeout=_READ_SECONDS)
        name = document.file_name or "document"
        return await services.in_worker(services.retrieval.draft, path, name, now=datetime.now(UTC))


async def _render(services: Services, draft: Draft) -> str:
    twin = draft.duplicate_of
    if twin is not None:
        twin = next((known.source.title for known in await services.documents() if known.source.id == twin), twin)
    return texts.render_draft(
        draft.title,
        kind=draft.kind,
        size=draft.bytes,
        pages=draft.pages,
        tickers=draft.tickers,
        chunks=draft.chunks,
        twin=twin,
    )


async def decide(update: Update, context: Context) -> None:
    """Add a draft to the index, or forget it; what was decided stays decided."""
    query, message, match = pressed(update, context)
    services, draft_id = context.services, match[2]
    if await was_decided(update, context):
        return
    if match[1] == "no":
        mark_decided(update, context)
        await acknowledge(query)
        async with audited(update, context, "discard", _title_in(message) or draft_id):
            await services.in_worker(services.retrieval.discard, draft_id)
        await edit(context.bot, message.chat.id, message.message_id, texts.CANCELLED)
        return
    await _add(update, context, draft_id)


async def _add(update: Update, context: Context, draft_id: str) -> None:
    """Add a draft; the buttons stay while somebody reindexes, so that it can be tried again."""
    query, message, _ = pressed(update, context)
    bot, title, text = context.bot, _title_in(message), texts.WENT_WRONG
    try:
        async with context.services.indexing.brief_change(name_of(update)):
            mark_decided(update, context)
            await acknowledge(query)
            await edit(bot, message.chat.id, message.message_id, texts.adding(title))
            try:
                text = await _added(update, context, draft_id, title)
            finally:
                await edit(bot, message.chat.id, message.message_id, text)
    except ReindexRunning as error:
        await acknowledge(query, str(error))


async def _added(update: Update, context: Context, draft_id: str, title: str) -> str:
    """Add a draft, and say what came of it."""
    services = context.services
    try:
        async with audited(update, context, "add", title or draft_id) as act:
            report = await services.in_worker(services.retrieval.add, draft_id, datetime.now(UTC))
            act.outcome = _in_short(report)
    except DraftGone:
        return texts.DRAFT_GONE
    except RetrievalError as error:
        return texts.refused(str(error))
    return await _render_added(services, report)


def _in_short(report: ReindexReport) -> str:
    return f"{counted(report.embedded, 'new passage')} in {', '.join(report.added + report.changed) or 'none'}"


async def _render_added(services: Services, report: ReindexReport) -> str:
    """What the index has now. Nothing, where it had the very same document already."""
    ids = report.added + report.changed
    added = [known.source for known in await services.documents() if known.source.id in ids]
    return texts.render_added(added[0].title, added[0].id, report.embedded) if added else texts.NOTHING_NEW


def _title_in(message: MaybeInaccessibleMessage) -> str:
    """The title of the draft that a message shows, empty where Telegram no longer gives the text of the message."""
    return plain_line(message.text.partition("\n")[0]) if isinstance(message, Message) and message.text else ""


HANDLERS = (
    MessageHandler(UpdateType.MESSAGE & Documents.ALL, for_admins(take_document)),
    CommandHandler("add", for_admins(add_page)),
    CallbackQueryHandler(for_admins(decide), DRAFT),
)
COMMANDS = (Command("add", "Add a document by its address; or just send me the file", (Role.ADMIN,)),)
