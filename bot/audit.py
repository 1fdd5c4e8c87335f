"""For admins: /audit shows what admins did, the latest first."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import InlineKeyboardMarkup, Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.admin_buttons import AUDIT, under_audit
from bot.admins import for_admins
from bot.context import Context
from bot.delivery import edit, place_of, send
from bot.menus import Command, Role
from bot.messages.documents import counted, render_instant
from bot.messages.markup import split
from bot.messages.names import one_line
from bot.presses import acknowledge, pressed
from bot.storage.audit import Audit, Entry

PER_PAGE = 10
NOTHING_DONE = "No admin has done anything yet."


async def show_audit(update: Update, context: Context) -> None:
    message = update.effective_message
    assert message is not None
    await send(context.bot, place_of(message), *await _page(context.services.audit, 0))


async def turn_page(update: Update, context: Context) -> None:
    query, message, match = pressed(update, context)
    await acknowledge(query)
    text, keyboard = await _page(context.services.audit, int(match[1]))
    await edit(context.bot, message.chat.id, message.message_id, text, keyboard)


async def _page(audit: Audit, page: int) -> tuple[str, InlineKeyboardMarkup | None]:
    """One page and its buttons; a page past the end is the last one."""
    total = await audit.count()
    if not total:
        return NOTHING_DONE, None
    pages = -(-total // PER_PAGE)
    page = min(page, pages - 1)
    return render_audit(await audit.latest(page * PER_PAGE, PER_PAGE), page, pages, total), under_audit(page, pages)


def render_audit(entries: Sequence[Entry], page: int, pages: int, total: int) -> str:
    """One page of actions, the latest first; pages count from 0."""
    where = f", page {page + 1} of {pages}" if pages > 1 else ""
    return split("\n\n".join([f"<b>{counted(total, 'action')}{where}</b>", *map(_render, entries)]))[0]


def _render(entry: Entry) -> str:
    # A private chat has the id of its person.
    where = "" if entry.chat_id == entry.admin_id else f" in <code>{entry.chat_id}</code>"
    target = f" {one_line(entry.target, 100)}" if entry.target else ""
    return (
        f"{render_instant(entry.begun_at)}, <code>{entry.admin_id}</code>{where}\n"
        f"<b>{one_line(entry.action, 40)}</b>{target}: {one_line(entry.outcome, 150)}"
    )


HANDLERS = (
    CommandHandler("audit", for_admins(show_audit)),
    CallbackQueryHandler(for_admins(turn_page), AUDIT),
)
COMMANDS = (Command("audit", "What admins did", (Role.ADMIN,)),)
