"""Presses of buttons: always answered, and only counted for the chat that the button stands in."""

from __future__ import annotations

import logging
from re import Match

from telegram import CallbackQuery, MaybeInaccessibleMessage, Update
from telegram.error import BadRequest

from bot.context import Context
from bot.messages.texts import ANSWER_GONE
from bot.storage.store import KeptAnswer

_LOG = logging.getLogger(__name__)


async def acknowledge(query: CallbackQuery, toast: str | None = None) -> None:
    """End the button's spinner, with a short notice if there is one to give; a press that waited too long has none."""
    try:
        await query.answer(toast)
    except BadRequest as error:
        if "query is too old" not in error.message.lower():
            raise
        _LOG.info("A press was too old to be acknowledged")


def pressed(update: Update, context: Context) -> tuple[CallbackQuery, MaybeInaccessibleMessage, Match[str]]:
    """The press, the message whose button it was (of an old one only the ids are known), and what the button says."""
    query, matches = update.callback_query, context.matches
    assert query is not None
    assert query.message is not None
    assert matches
    return query, query.message, matches[0]


async def answer_behind(update: Update, context: Context) -> KeptAnswer | None:
    """The answer whose button was pressed. None if it is no longer kept, which the person is told.

    An answer given in another chat counts as not kept: the number in the button may be forged.
    """
    query, message, match = pressed(update, context)
    kept = await context.services.store.answer(int(match[1]))
    if kept is not None and kept.talk.chat_id == message.chat.id:
        return kept
    await acknowledge(query, ANSWER_GONE)
    return None
