"""Admins: what is theirs answers nobody else, and what they do is written down."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from telegram import Update
from telegram.constants import ChatType
from telegram.ext import ApplicationHandlerStop

from bot.context import Context
from bot.messages.markup import clip
from bot.messages.names import plain_line
from bot.messages.texts import NOT_YOURS
from bot.presses import acknowledge, pressed
from bot.settings import BotTable
from retrieval.errors import RetrievalError

DECIDED = "That is decided already."
Handler = Callable[[Update, Context], Coroutine[Any, Any, None]]


def is_admin_here(update: Update, settings: BotTable) -> bool:
    """Whether an admin sent this, in a private chat or in the admins' group."""
    person, chat = update.effective_user, update.effective_chat
    if person is None or chat is None or person.id not in settings.admins:
        return False
    return chat.type == ChatType.PRIVATE or chat.id == settings.admin_group


def for_admins(handle: Handler) -> Handler:
    """The handler, for admins alone; anybody else's update goes on to whatever answers what the bot does not know.

    So nobody can tell from an answer that a command is there. It takes a group of handlers before those that answer.
    """

    @wraps(handle)
    async def guarded(update: Update, context: Context) -> None:
        if is_admin_here(update, context.services.settings):
            await handle(update, context)
            raise ApplicationHandlerStop
        if update.callback_query is not None:
            await acknowledge(update.callback_query, NOT_YOURS)

    return guarded


def name_of(update: Update) -> str:
    """What the person who sent this is called, for other admins to read."""
    person = update.effective_user
    assert person is not None
    return clip(plain_line(person.full_name), 60) or str(person.id)


async def was_decided(update: Update, context: Context) -> bool:
    """Whether what the pressed button's message asks has been decided, in which case whoever pressed is told so.

    Two presses of one button may come before the first has taken the buttons away.
    """
    query, message, _ = pressed(update, context)
    if (message.chat.id, message.message_id) not in context.services.decided:
        return False
    await acknowledge(query, DECIDED)
    return True


def mark_decided(update: Update, context: Context) -> None:
    """Let the buttons under the message do nothing more."""
    _, message, _ = pressed(update, context)
    context.services.decided.add((message.chat.id, message.message_id))


@dataclass(slots=True)
class Act:
    """An action in hand; what it came to is written into `outcome`."""

    outcome: str = "done"


@asynccontextmanager
async def audited(update: Update, context: Context, action: str, target: str = "") -> AsyncIterator[Act]:
    """Write down an action before it is done in the block, and after it what it came to."""
    person, chat, audit, act = update.effective_user, update.effective_chat, context.services.audit, Act()
    assert person is not None
    assert chat is not None
    number = await audit.begin(person.id, chat.id, action, target, datetime.now(UTC))
    try:
        yield act
    except BaseException as error:
        act.outcome = _failure(error)
        raise
    finally:
        await audit.end(number, act.outcome)


def _failure(error: BaseException) -> str:
    if isinstance(error, asyncio.CancelledError):
        return "ended with the bot"
    return f"refused: {error}" if isinstance(error, RetrievalError) else f"failed: {type(error).__name__}"
