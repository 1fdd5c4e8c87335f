"""The digest in a chat: shown at once by /digest, and asked further by the buttons under it."""

from __future__ import annotations

from datetime import UTC, date, datetime

from telegram import MaybeInaccessibleMessage, Message, Update
from telegram.constants import ChatAction
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.buttons import under_answer
from bot.context import Context
from bot.delivery import Place, deliver, place_of, send, send_photo
from bot.digests.compose import Edition
from bot.digests.keyboards import NEWS, WHY, under_digest
from bot.digests.render import render_documents
from bot.drafts import Draft
from bot.menus import Command
from bot.messages import texts
from bot.messages.answers import render_answer, render_date
from bot.presses import acknowledge, pressed
from bot.storage.store import Talk

WHICH_DAY = "Which day? Write it as in /digest 2026-02-03, or just /digest for the last session."
_FIRST = date(2011, 1, 3)


async def preview(update: Update, context: Context) -> None:
    """Show the digest of the last session, or of the day that is named, as this chat would get it."""
    message, services, now = update.effective_message, context.services, datetime.now(UTC)
    assert message is not None
    place, said = place_of(message), " ".join(context.args or ())
    expected = (await services.market.calendar()).expected_session(now)
    about = _day(said) if said else expected
    if about is None or not _FIRST <= about <= expected:
        await send(context.bot, place, WHICH_DAY)
        return
    await context.bot.send_chat_action(place.chat_id, ChatAction.TYPING, message_thread_id=place.thread_id)
    numbered = await services.numbered_documents()
    edition = await services.composer.edition(about, numbered, now)
    known = [quote.bar.session for quote in edition.board.quotes.values() if quote is not None]
    if not said and known and not edition.board.has_prices:
        edition = await services.composer.edition(max(known), numbered, now)
    await _show(context, place, edition)


async def _show(context: Context, place: Place, edition: Edition) -> None:
    """Show a digest to whoever asked, as it would be sent, and whether or not it was."""
    who = await context.services.subscriptions.find(place.chat_id)
    tickers = who.preferences.tickers if who else ()
    threshold = who.preferences.threshold if who else context.services.settings.digests.threshold
    shown = await edition.message(tickers, threshold, who.seen_up_to if who else edition.last_number)
    keyboard = under_digest(shown.digest)
    if shown.picture is not None and shown.is_one:
        await send_photo(context.bot, place, shown.picture.content, shown.text, keyboard)
        return
    if shown.picture is not None:
        await send_photo(context.bot, place, shown.picture.content, "")
    await send(context.bot, place, shown.text, keyboard)


async def explain(update: Update, context: Context) -> None:
    """Ask the documents why a symbol moved, which counts as a question of whoever pressed, and answer below."""
    query, message, match = pressed(update, context)
    services, day, now = context.services, _day(match[2]), datetime.now(UTC)
    talk, table = Talk(message.chat.id, query.from_user.id, _thread(message)), services.settings
    if day is None or not await services.store.spend_question(
        talk, table.questions_per_person, table.questions_per_group, now
    ):
        await acknowledge(query, texts.BUDGET_USED)
        return
    await acknowledge(query)
    place = Place(message.chat.id, talk.thread_id, reply_to=message.message_id)
    async with Draft(context.bot, place) as draft:
        answer = await services.in_worker(services.retrieval.ask, f"Why did {match[1]} move on {render_date(day)}?")
        # No message asked this, so the answer is kept under its own.
        asked_by = draft.message_ids[0] if draft.message_ids else message.message_id
        answer_id = await services.store.record_answer(talk, asked_by, draft.message_ids, answer, now)
    parts = render_answer(answer.text, answer.citations, answer.hints, answer.notice)
    keyboard = under_answer(answer_id, [citation.n for citation in answer.citations])
    await deliver(context.bot, place, parts, keyboard, over=draft.message_ids)


async def show_news(update: Update, context: Context) -> None:
    """List all the documents that a digest tells of."""
    query, message, match = pressed(update, context)
    await acknowledge(query)
    services, chat_id, day = context.services, message.chat.id, _day(match[1])
    who = await services.subscriptions.find(chat_id)
    sent = await services.deliveries.find(chat_id, day) if day else None
    numbered = await services.numbered_documents()
    latest = numbered[-1][0] if numbered else 0
    first, last = (sent.seen_from, sent.seen_up_to) if sent else (who.seen_up_to if who else latest, latest)
    new = [source for number, source in numbered if first < number <= last]
    tickers = who.preferences.tickers if who else ()
    companies = [company.ticker for company in services.listings.companies]
    text = render_documents(new, tickers or companies)
    await send(context.bot, Place(chat_id, _thread(message)), text)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _thread(message: MaybeInaccessibleMessage) -> int | None:
    return place_of(message).thread_id if isinstance(message, Message) else None


HANDLERS = (
    CommandHandler("digest", preview),
    CallbackQueryHandler(explain, WHY),
    CallbackQueryHandler(show_news, NEWS),
)
COMMANDS = (Command("digest", "The digest of the last session, now"),)
