"""The playground as python-telegram-bot sees it: a real Application over real HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.ext import Application, ApplicationBuilder, CallbackQueryHandler, ContextTypes, MessageHandler, filters

from bot.playground.server import PlaygroundServer
from bot.playground.state import USER

Ptb = Application[Any, Any, Any, Any, Any, Any]


async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    message = update.effective_message
    assert message is not None
    button = InlineKeyboardButton("Shout", callback_data="shout")
    await message.reply_html(f"<b>{message.text}</b>", reply_markup=InlineKeyboardMarkup([[button]]))


async def shout(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.callback_query
    assert query is not None
    assert isinstance(query.message, Message)
    await query.answer("Loud!")
    await query.edit_message_text(f"{query.message.text}!".upper())


@asynccontextmanager
async def running(server: PlaygroundServer) -> AsyncIterator[Bot]:
    builder = ApplicationBuilder().token(server.token).base_url(server.base_url).base_file_url(server.base_file_url)
    application: Ptb = builder.build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.add_handler(CallbackQueryHandler(shout))
    assert application.updater is not None
    async with application:
        await application.start()
        await application.updater.start_polling(timeout=5)
        try:
            yield application.bot
        finally:
            await application.updater.stop()
            await application.stop()


async def test_a_question_is_answered_and_its_button_works(telegram: PlaygroundServer) -> None:
    async with running(telegram):
        telegram.people.send(USER, "hello")
        [reply] = await telegram.wait_for(lambda: telegram.replies(USER.id))
        assert (reply.text, [entity.type for entity in reply.content.entities]) == ("hello", ["bold"])
        query = telegram.people.press(USER, reply, "Shout")
        await telegram.wait_for(lambda: telegram.replies(USER.id)[0].text == "HELLO!")
        assert query.id not in telegram.world.queries.open
        assert telegram.replies(USER.id)[0].keyboard == ()
