"""Prices: /price and /chart, cashtags, plain questions about prices, and the inline mode."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime

from telegram import (
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    Message,
    Update,
)
from telegram.constants import ChatAction, ChatType, ParseMode
from telegram.error import BadRequest, TelegramError
from telegram.ext import (
    ApplicationHandlerStop,
    CallbackQueryHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
)
from telegram.ext.filters import UpdateType

from bot.addressing import QUESTION, question_in
from bot.buttons import CHART, under_chart, under_symbols
from bot.context import Context
from bot.delivery import Place, edit_photo, place_of, send, send_photo
from bot.market.calendar import NEW_YORK, Calendar
from bot.market.charts import DARK, LIGHT, Chart, render_chart
from bot.market.errors import PricesUnavailable
from bot.market.questions import PriceQuestion, asked_for, cashtags, day_meant, price_question
from bot.menus import Command
from bot.messages import prices
from bot.presses import acknowledge, pressed
from retrieval.types import Company

_LOG = logging.getLogger(__name__)
MONTHS = {"1m": 1, "3m": 3, "6m": 6, "1y": 12}
USUAL_PERIOD = "3m"
_INLINE_SECONDS = 60
_MOST_RESULTS = 20


@dataclass(frozen=True, slots=True)
class Card:
    """A symbol's price as a message: a text, a picture where there are bars enough, and buttons."""

    text: str
    picture: bytes | None
    keyboard: InlineKeyboardMarkup | None


async def answer_in_words(update: Update, context: Context) -> None:
    """Answer what is only about prices; of anything else, show the cashtags beside the answer that others give."""
    message, listings = update.effective_message, context.services.listings
    assert message is not None
    text = question_in(message, context.bot) or ""
    asked = price_question(text, listings)
    if asked is not None:
        await _show(context, _place(message), asked)
        raise ApplicationHandlerStop
    tagged = cashtags(text, listings)
    if tagged and update.edited_message is None:
        showing = _show(context, _place(message), PriceQuestion(tagged))
        context.application.create_task(showing, update=update)


async def show_price(update: Update, context: Context) -> None:
    """The price of the symbols or the company after /price; of all that are followed where there is none."""
    message, listings = update.effective_message, context.services.listings
    assert message is not None
    said = " ".join(context.args or ())
    whole = listings.find(said)
    asked = PriceQuestion((whole,)) if whole else asked_for(said.replace(",", " ").split(), listings)
    await _show(context, _place(message), asked if said else PriceQuestion(listings.all))


async def show_chart(update: Update, context: Context) -> None:
    message = update.effective_message
    assert message is not None
    said = [word.lower() for word in context.args or ()]
    period = next((word for word in said if word in MONTHS), USUAL_PERIOD)
    symbols = [word for word in said if word not in MONTHS]
    if not symbols:
        await send(context.bot, _place(message), prices.WHICH_CHART)
        return
    whole = context.services.listings.find(" ".join(symbols))
    asked = PriceQuestion((whole,)) if whole else asked_for(symbols, context.services.listings)
    await _show(context, _place(message), asked, period)


async def change_chart(update: Update, context: Context) -> None:
    """Show another period or look in place; under a message without a picture, send one."""
    query, message, match = pressed(update, context)
    listed = context.services.listings.find(match[1])
    await acknowledge(query, None if listed else prices.SYMBOL_GONE)
    if listed is None:
        return
    place = place_of(message) if isinstance(message, Message) else Place(message.chat.id)
    try:
        card = await _card(context, listed, match[2], is_dark=match[3] == "d")
    except PricesUnavailable:
        await send(context.bot, place, prices.no_prices(listed.ticker))
        return
    is_picture = isinstance(message, Message) and bool(message.photo)
    if is_picture and card.picture and await edit_photo(context.bot, message, card.picture, card.text, card.keyboard):
        return
    await _send_card(context, place, card)


async def suggest(update: Update, context: Context) -> None:
    """Offer the prices of what is typed after the bot's name in any chat."""
    query, services = update.inline_query, context.services
    assert query is not None
    now = datetime.now(UTC)
    matching = {listed.ticker: listed for listed in services.listings.matching(query.query)[:_MOST_RESULTS]}
    calendar = await services.market.calendar()
    quotes = await services.market.daily_moves(matching, calendar.expected_session(now), now)
    results = [
        InlineQueryResultArticle(
            symbol,
            prices.render_headline(quote),
            InputTextMessageContent(
                prices.render_quote(quote, matching[symbol].name, calendar.close_of(quote.bar.session)), ParseMode.HTML
            ),
            description=prices.render_origin(quote, matching[symbol].name),
        )
        for symbol, quote in quotes.items()
        if quote is not None
    ]
    try:
        # Personal where not everybody may use the bot: else Telegram would show the results to others, too.
        await query.answer(results, _INLINE_SECONDS, is_personal=bool(services.settings.allowed))
    except BadRequest as error:
        if "query is too old" not in error.message.lower():
            raise
        _LOG.info("An inline query was too old to be answered")


async def _show(context: Context, place: Place, asked: PriceQuestion, period: str = USUAL_PERIOD) -> None:
    """One symbol with its chart, or several as a list; and what may be meant by the ones that are not known."""
    with suppress(TelegramError):
        await context.bot.send_chat_action(place.chat_id, ChatAction.TYPING, message_thread_id=place.thread_id)
    if len(asked.listings) == 1:
        await _show_one(context, place, asked.listings[0], period, asked.day)
    elif asked.listings:
        await _show_many(context, place, asked)
    if asked.unknown:
        nearest = {near.ticker: near.name for said in asked.unknown for near in context.services.listings.nearest(said)}
        text = prices.render_unknown(asked.unknown, list(nearest.items()))
        await send(context.bot, place, text, under_symbols(list(nearest)))


async def _show_one(context: Context, place: Place, listed: Company, period: str, day: str) -> None:
    try:
        await _send_card(context, place, await _card(context, listed, period, day=day))
    except PricesUnavailable:
        await send(context.bot, place, prices.no_prices(listed.ticker))


async def _show_many(context: Context, place: Place, asked: PriceQuestion) -> None:
    market, now = context.services.market, datetime.now(UTC)
    session, note = _session(await market.calendar(), asked.day, now)
    quotes = await market.daily_moves([listed.ticker for listed in asked.listings], session, now)
    text = prices.render_quotes(list(quotes.items()), session, note)
    await send(context.bot, place, text, under_symbols(list(quotes)))


async def _card(context: Context, listed: Company, period: str, *, is_dark: bool = False, day: str = "") -> Card:
    """Raises `PricesUnavailable`."""
    services, now = context.services, datetime.now(UTC)
    calendar = await services.market.calendar()
    session, note = _session(calendar, day, now)
    quote = await services.market.quote(listed.ticker, now, session)
    notes = [note] if note else []
    series = await services.market.history(listed.ticker, MONTHS[period], now)
    if len(series.bars) < 2:
        notes.append(prices.NO_CHART)
    text = prices.render_quote(quote, listed.name, calendar.close_of(quote.bar.session), notes)
    if len(series.bars) < 2:
        return Card(text, None, None)
    sessions = calendar.between(series.bars[0].session, series.bars[-1].session)
    chart = Chart(listed.ticker, listed.name, series.bars, sessions)
    picture = await services.in_worker(render_chart, chart, DARK if is_dark else LIGHT)
    return Card(text, picture, under_chart(listed.ticker, period, is_dark))


def _session(calendar: Calendar, day: str, now: datetime) -> tuple[date, str]:
    """The session that a question about `day` means, and a note where that day, or for "" today, has none."""
    today, expected = now.astimezone(NEW_YORK).date(), calendar.expected_session(now)
    if not day:
        why = calendar.why_closed(today)
        return expected, prices.closed_today(why) if why else ""
    meant = day_meant(day, today, is_over=expected == today)
    why = calendar.why_closed(meant)
    return (calendar.previous(meant), prices.no_session(meant, why)) if why else (meant, "")


async def _send_card(context: Context, place: Place, card: Card) -> None:
    if card.picture is not None:
        try:
            await send_photo(context.bot, place, card.picture, card.text, card.keyboard)
            return
        except BadRequest as error:  # as where a group does not let its members send pictures
            _LOG.warning("A chart was refused in chat %d: %s", place.chat_id, error)
    await send(context.bot, place, card.text, card.keyboard)


def _place(message: Message) -> Place:
    return place_of(message, as_reply=message.chat.type != ChatType.PRIVATE)


HANDLERS = (
    CommandHandler("price", show_price),
    CommandHandler("chart", show_chart),
    CallbackQueryHandler(change_chart, CHART),
    InlineQueryHandler(suggest),
)
BEFORE_QUESTIONS = (MessageHandler(UpdateType.MESSAGES & QUESTION, answer_in_words),)
"""For the group of handlers before the one that answers from documents."""
COMMANDS = (
    Command("price", "Last close and move, as in /price MP"),
    Command("chart", "Price and volume, as in /chart MP 3m"),
)
