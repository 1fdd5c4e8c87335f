"""Questions: asked in words or with /ask, answered with sources, answered again when edited, stopped by /cancel."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from telegram import Message, Update
from telegram.ext import CommandHandler, MessageHandler
from telegram.ext.filters import UpdateType

from bot.addressing import QUESTION, question_in, talk_of
from bot.buttons import under_answer
from bot.context import Context, InHand
from bot.delivery import deliver, place_of, send
from bot.drafts import Draft
from bot.menus import Command
from bot.messages import texts
from bot.messages.answers import render_answer
from bot.storage.store import KeptAnswer, Talk
from retrieval.types import Answer

HISTORY = 6
"""How many earlier questions of a conversation a question is understood with."""


async def ask(update: Update, context: Context) -> None:
    """Answer a question, unless it only was edited in its looks, or its budget is used up."""
    message, services = update.effective_message, context.services
    assert message is not None
    question = question_in(message, context.bot)
    if not question:
        await send(context.bot, place_of(message), texts.WHAT_TO_ASK)
        return
    # Also of a new message: one that was answered just before a crash is delivered again, and not answered twice.
    kept = await services.store.answer_to_message(message.chat.id, message.message_id)
    if kept is not None and kept.question == question and update.edited_message is not None:
        return
    talk, budgets = talk_of(message), services.settings
    now = datetime.now(UTC)
    if not await services.store.spend_question(talk, budgets.questions_per_person, budgets.questions_per_group, now):
        await send(context.bot, place_of(message), texts.BUDGET_USED)
        return
    await _answer(context, message, talk, question, kept)


async def _answer(context: Context, message: Message, talk: Talk, question: str, kept: KeptAnswer | None) -> None:
    """Show a placeholder, find the answer, keep it, and put it where the placeholder was."""
    services, bot = context.services, context.bot
    place = place_of(message, as_reply=talk.is_in_group)
    now = datetime.now(UTC)
    async with Draft(bot, place, kept.reply_message_ids if kept else ()) as draft:
        answer = await _find(context, talk, question, kept, draft)
        if answer is not None:
            # Kept before it is shown: the buttons need its id.
            answer_id = await services.store.record_answer(talk, message.message_id, draft.message_ids, answer, now)
    if answer is None:
        await deliver(bot, place, [texts.STOPPED], over=draft.message_ids)
        return
    parts = render_answer(answer.text, answer.citations, answer.hints, answer.notice)
    keyboard = under_answer(answer_id, [citation.n for citation in answer.citations])
    shown = await deliver(bot, place, parts, keyboard, over=draft.message_ids)
    if shown != draft.message_ids:
        await services.store.record_answer(talk, message.message_id, shown, answer, now)


async def _find(context: Context, talk: Talk, question: str, kept: KeptAnswer | None, draft: Draft) -> Answer | None:
    """The answer, or None if it was stopped. An edited question is no history of its own new wording."""
    services = context.services
    history = await services.store.history(talk, HISTORY)
    history = [earlier for earlier in history if kept is None or earlier != kept.question]
    # A group may get 20 messages a minute, edits included: there the placeholder is followed by the final text.
    on_text = None if talk.is_in_group else draft.write
    found = services.in_worker(services.retrieval.ask, question, history, on_text, datetime.now(UTC).date())
    services.in_hand[talk.chat_id] = InHand(talk.user_id, found)
    try:
        await asyncio.wait([found])
    finally:
        del services.in_hand[talk.chat_id]
    return None if found.cancelled() else found.result()


async def cancel(update: Update, context: Context) -> None:
    """Stop the answer that is being found in this chat."""
    message = update.effective_message
    assert message is not None
    in_hand = context.services.in_hand.get(message.chat.id)
    if in_hand is None or not in_hand.answer.cancel():
        await send(context.bot, place_of(message), texts.NOTHING_TO_STOP)


async def start_anew(update: Update, context: Context) -> None:
    message = update.effective_message
    assert message is not None
    await context.services.store.start_anew(talk_of(message), datetime.now(UTC))
    await send(context.bot, place_of(message), texts.NEW_CONVERSATION)


HANDLERS = (
    CommandHandler("cancel", cancel),
    CommandHandler("new", start_anew),
    MessageHandler(UpdateType.MESSAGES & QUESTION, ask),
)
COMMANDS = (
    Command("ask", "Ask the documents"),
    Command("new", "Start a new conversation"),
    Command("cancel", "Stop the answer being written"),
)
