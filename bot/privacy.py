"""What is kept about people: said by /privacy, deleted by /forget, and by age once a day."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.admins import is_admin_here
from bot.buttons import FORGET, under_forget
from bot.context import Context
from bot.delivery import edit, place_of, send
from bot.menus import Command
from bot.messages import texts
from bot.presses import acknowledge, pressed

_LOG = logging.getLogger(__name__)


async def explain_privacy(update: Update, context: Context) -> None:
    message, services = update.effective_message, context.services
    assert message is not None
    status = await services.in_worker(services.retrieval.status)
    is_admin = is_admin_here(update, services.settings)
    text = texts.privacy(services.settings.keep_days, has_model=status.mode == "generative", is_admin=is_admin)
    await send(context.bot, place_of(message), text)


async def ask_to_forget(update: Update, context: Context) -> None:
    message, person = update.effective_message, update.effective_user
    assert message is not None
    assert person is not None
    await send(context.bot, place_of(message), texts.FORGET, under_forget(person.id))


async def forget(update: Update, context: Context) -> None:
    """Delete what is kept about whoever asked for it, after stopping their answers, which would be kept otherwise."""
    query, message, match = pressed(update, context)
    if query.from_user.id != int(match[1]):
        await acknowledge(query, texts.NOT_YOURS)
        return
    await acknowledge(query)
    text = texts.KEPT
    if match[2] == "yes":
        for in_hand in context.services.in_hand.values():
            if in_hand.user_id == query.from_user.id:
                in_hand.answer.cancel()
        text = texts.forgotten(await context.services.store.forget(query.from_user.id, datetime.now(UTC)))
    await edit(context.bot, message.chat.id, message.message_id, text)


async def purge(context: Context) -> None:
    """Delete what is older than the retention period; run once a day."""
    services, now = context.services, datetime.now(UTC)
    answers = await services.store.purge(now - timedelta(days=services.settings.keep_days), now)
    _LOG.info("%d answers were older than %d days and are deleted", answers, services.settings.keep_days)


HANDLERS = (
    CommandHandler("privacy", explain_privacy),
    CommandHandler("forget", ask_to_forget),
    CallbackQueryHandler(forget, FORGET),
)
COMMANDS = (
    Command("privacy", "What is kept about you"),
    Command("forget", "Delete what is kept about you"),
)
