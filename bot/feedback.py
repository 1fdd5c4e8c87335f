"""Votes on answers: one a person, the last one counts."""

from __future__ import annotations

from datetime import UTC, datetime

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot.buttons import VOTE
from bot.context import Context
from bot.messages import texts
from bot.presses import acknowledge, answer_behind, pressed


async def vote(update: Update, context: Context) -> None:
    query, _, match = pressed(update, context)
    kept = await answer_behind(update, context)
    if kept is None:
        return
    is_up = match[2] == "+"
    value = 1 if is_up else -1
    is_kept = await context.services.store.record_vote(kept.id, query.from_user.id, value, datetime.now(UTC))
    thanks = texts.THANKS_UP if is_up else texts.THANKS_DOWN
    await acknowledge(query, thanks if is_kept else texts.ANSWER_GONE)


HANDLERS = (CallbackQueryHandler(vote, VOTE),)
