"""For admins: /rollback says which earlier index there is, and goes back to it once that is confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.admin_buttons import ROLLBACK, under_rollback
from bot.admins import audited, for_admins, mark_decided, name_of, was_decided
from bot.context import Context
from bot.delivery import edit, place_of, send
from bot.menus import Command, Role
from bot.messages import reindexing as texts
from bot.presses import acknowledge, pressed
from retrieval.errors import ReindexRunning, RetrievalError

if TYPE_CHECKING:
    from retrieval.store import IndexStatus


async def propose(update: Update, context: Context) -> None:
    """Say what the earlier index holds."""
    message, services = update.effective_message, context.services
    assert message is not None
    previous = await services.in_worker(services.retrieval.previous)
    if previous is None:
        await send(context.bot, place_of(message), texts.NOTHING_TO_ROLL_BACK)
        return
    text = texts.ask_to_roll_back(previous.documents, previous.chunks, previous.indexed_at)
    await send(context.bot, place_of(message), text, under_rollback(_mark(previous)))


def _mark(status: IndexStatus) -> str:
    """What tells one index from another, in the room that a button has."""
    at = int(status.indexed_at.timestamp()) if status.indexed_at else 0
    return f"{status.documents}-{status.chunks}-{at}"


async def decide(update: Update, context: Context) -> None:
    """Go back to the earlier index, or leave it. While a change is in hand, the buttons stay."""
    query, message, match = pressed(update, context)
    bot, services = context.bot, context.services
    if await was_decided(update, context):
        return
    if match[1] == "no":
        mark_decided(update, context)
        await acknowledge(query)
        await edit(bot, message.chat.id, message.message_id, texts.LEFT_ALONE)
        return
    try:
        change = services.indexing.begin(name_of(update))
    except ReindexRunning as error:
        await acknowledge(query, str(error))
        return
    mark_decided(update, context)
    text = texts.WENT_WRONG
    try:
        await acknowledge(query)
        await edit(bot, message.chat.id, message.message_id, texts.ROLLING_BACK)
        text = await _roll_back(update, context, match[2])
    finally:
        services.indexing.end(change)
        await edit(bot, message.chat.id, message.message_id, text)


async def _roll_back(update: Update, context: Context, mark: str) -> str:
    """Go back, unless another index than the one that was shown would come back."""
    services = context.services
    previous = await services.in_worker(services.retrieval.previous)
    if previous is None or _mark(previous) != mark:
        return texts.OTHER_INDEX
    try:
        async with audited(update, context, "roll back") as act:
            status = await services.in_worker(services.retrieval.rollback)
            act.outcome = f"{status.documents} documents, {status.chunks} passages"
    except RetrievalError as error:
        return texts.not_rolled_back(str(error))
    return texts.rolled_back(status.documents, status.chunks)


HANDLERS = (
    CommandHandler("rollback", for_admins(propose)),
    CallbackQueryHandler(for_admins(decide), ROLLBACK),
)
COMMANDS = (Command("rollback", "Go back to the index before the last rebuild", (Role.ADMIN,)),)
