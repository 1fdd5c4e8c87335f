"""The playground as python-telegram-bot sees it: a real Application over real HTTP."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.ext import Application, ApplicationBuilder, CallbackQueryHandler, ContextTypes, MessageHandler, filters

from bot.playground.server import PlaygroundServer
from bot.playground.state import USER, Person

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
async def running(server: PlaygroundServer, *, webhook_port: int = 0) -> AsyncIterator[Bot]:
    """The bot by long polling, or by a webhook where it gets a port."""
    builder = ApplicationBuilder().token(server.token).base_url(server.base_url).base_file_url(server.base_file_url)
    application: Ptb = builder.build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.add_handler(CallbackQueryHandler(shout))
    assert application.updater is not None
    async with application:
        await application.start()
        if webhook_port:
            address = f"http://127.0.0.1:{webhook_port}/hook"
            secret = "s-1"
            await application.updater.start_webhook(
                "127.0.0.1", webhook_port, "hook", webhook_url=address, secret_token=secret
            )
        else:
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


async def test_a_webhook_with_its_secret_serves_as_well(telegram: PlaygroundServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    async with running(telegram, webhook_port=port):
        telegram.people.send(USER, "hello")
        [reply] = await telegram.wait_for(lambda: telegram.replies(USER.id))
        assert reply.text == "hello"
        assert telegram.calls("getUpdates") == []


async def test_two_hundred_chats_are_answered_in_order(telegram: PlaygroundServer) -> None:
    people = [telegram.world.add_person(Person(10_000 + number, "Guest", f"guest{number}")) for number in range(200)]
    async with running(telegram):
        for turn in "123":
            for person in people:
                telegram.people.send(person, turn)
        await telegram.wait_for(lambda: len(telegram.calls("sendMessage")) >= 600, timeout_s=60)
        await telegram.wait_for(lambda: all(call.code for call in telegram.calls("sendMessage")))
    for person in people:
        assert [message.text for message in telegram.replies(person.id)] == ["1", "2", "3"]
