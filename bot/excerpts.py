"""The number buttons under an answer: each opens the exact excerpt in place of the answer, with a way back."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot.buttons import BACK, EXCERPT, under_answer, under_excerpt
from bot.context import Context
from bot.delivery import edit
from bot.messages.answers import render_answer, render_excerpt
from bot.messages.links import link_to
from bot.messages.texts import ANSWER_GONE
from bot.presses import acknowledge, answer_behind, pressed


async def open_excerpt(update: Update, context: Context) -> None:
    """Show the passage behind one number; if the index no longer holds it, the quoted words alone."""
    query, message, match = pressed(update, context)
    kept = await answer_behind(update, context)
    if kept is None:
        return
    citation = next((citation for citation in kept.citations if citation.n == int(match[2])), None)
    if citation is None:
        await acknowledge(query, ANSWER_GONE)
        return
    await acknowledge(query)
    chunk = await context.services.in_worker(context.services.retrieval.chunk, citation.chunk_id)
    text = render_excerpt(citation, chunk.text if chunk else None)
    await edit(context.bot, message.chat.id, message.message_id, text, under_excerpt(kept.id, link_to(citation)))


async def go_back(update: Update, context: Context) -> None:
    """Show the answer again, or of a long one the part that carries the buttons."""
    query, message, _ = pressed(update, context)
    kept = await answer_behind(update, context)
    if kept is None:
        return
    await acknowledge(query)
    keyboard = under_answer(kept.id, [citation.n for citation in kept.citations])
    text = render_answer(kept.text, kept.citations, notice=kept.notice)[-1]
    await edit(context.bot, message.chat.id, message.message_id, text, keyboard)


HANDLERS = (CallbackQueryHandler(open_excerpt, EXCERPT), CallbackQueryHandler(go_back, BACK))
