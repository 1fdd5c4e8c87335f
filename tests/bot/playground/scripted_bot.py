"""A small bot with fixed answers, which uses everything that the page can show."""

from __future__ import annotations

import asyncio
import struct
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from telegram import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Message,
    Update,
)
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.playground.server import PlaygroundServer
from bot.playground.state import ADMIN, BOT

ANSWER = (
    "<b>MP Materials</b> planned <u>about $150 million</u> of capital spending in 2024 <i>[1]</i>, most of it for "
    "Stage II and III at Mountain Pass and Fort Worth <i>[2]</i>. See $MP and /sources.\n"
    "<blockquote>“We expect capital expenditures of approximately $150 million.”</blockquote>\n"
    'More in the <a href="https://example.org/10-k#page=41">annual report</a>, <code>10-K 2023</code>, '
    "and <tg-spoiler>between the lines</tg-spoiler>."
)
LONG = "\n".join(
    f"Line {number} of the excerpt, as it stands in the filing, with words enough." for number in range(1, 13)
)
EXCERPT = f"<b>[1] MP Materials 10-K 2023</b>, page 41\n<blockquote expandable>{LONG}</blockquote>\nFiled 2024-02-22."
CODE = '<pre><code class="language-toml">[retrieval]\nchunk_size = 900\n</code></pre>'


def buttons(*rows: list[InlineKeyboardButton]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(rows)


def under_answer(voted: str = "") -> InlineKeyboardMarkup:
    press = InlineKeyboardButton
    votes = [press("👍 ✓" if voted == "+" else "👍", callback_data="vote:+"), press("👎", callback_data="vote:-")]
    return buttons([press("1", callback_data="open"), press("2", callback_data="alert")], votes)


UNDER_EXCERPT = buttons(
    [
        InlineKeyboardButton("« Back", callback_data="back"),
        InlineKeyboardButton("Open the original", url="https://example.org/10-k"),
    ]
)
SPECIAL = buttons(
    [InlineKeyboardButton("Copy the quote", copy_text=CopyTextButton("approximately $150 million"))],
    [InlineKeyboardButton("Search here", switch_inline_query_current_chat="MP")],
    [InlineKeyboardButton("Slow", callback_data="slow")],
    [InlineKeyboardButton("Share", url=f"https://t.me/{BOT.username}?start=doc-7")],
)


def png(width: int = 360, height: int = 200) -> bytes:
    """A picture with a gradient."""
    rows = b"".join(
        b"\0" + b"".join(bytes((40 + 150 * x // width, 90, 200 - 120 * y // height)) for x in range(width))
        for y in range(height)
    )

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


async def on_message(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    message = update.effective_message
    assert message is not None
    text = message.text or ""
    if update.edited_message:
        await message.reply_text(f"You changed that to: {text}", do_quote=True)
    elif text.startswith("/start"):
        if message.chat.id == ADMIN.id:
            menu = [BotCommand("status", "Index and feeds")]
            await context.bot.set_my_commands(menu, scope=BotCommandScopeChat(ADMIN.id))
        payload = text.removeprefix("/start").strip()
        await message.reply_html(
            f"Hello! You came for <code>{payload}</code>." if payload else "Hello! Ask me anything."
        )
    elif "photo" in text:
        await message.reply_photo(png(), caption="Output by quarter", disable_notification=True)
        await message.reply_document(b"year,tonnes\n2023,41557\n", filename="output.csv")
    elif "code" in text:
        await message.reply_html(CODE)
    elif "buttons" in text:
        await message.reply_text("All kinds of buttons", reply_markup=SPECIAL)
    elif message.document or message.photo:
        kind = "photo" if message.photo else f"file {message.document.file_name}"  # type: ignore[union-attr]
        await message.reply_text(f"I got the {kind}: {message.caption}")
    elif message.location:
        await message.reply_text(f"You are at {message.location.latitude}")
    elif message.reply_to_message and message.chat.type == "private":
        await message.reply_text(f"You replied to: {message.reply_to_message.text}")
    else:
        await answer(message)


async def answer(message: Message) -> None:
    await message.reply_chat_action("typing")
    placeholder = await message.reply_text("Looking in the documents…", do_quote=message.chat.type != "private")
    await placeholder.edit_text(ANSWER, parse_mode="HTML", reply_markup=under_answer())


async def on_press(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.callback_query
    assert query is not None
    if query.data == "slow":
        await asyncio.sleep(0.6)
        await query.answer("Done at last")
    elif query.data == "alert":
        await query.answer("This excerpt is no longer there.", show_alert=True)
    elif query.data == "open":
        await query.answer()
        await query.edit_message_text(EXCERPT, parse_mode="HTML", reply_markup=UNDER_EXCERPT)
    elif query.data == "back":
        await query.answer()
        await query.edit_message_text(ANSWER, parse_mode="HTML", reply_markup=under_answer())
    else:
        await query.answer("Thank you")
        await query.edit_message_reply_markup(under_answer("+"))


async def on_inline(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.inline_query
    assert query is not None
    quotes = [f"{query.query} {number}" for number in range(1, 4)]
    results = [
        InlineQueryResultArticle(
            title, f"Quote {title}", InputTextMessageContent(f"Quote of {title}"), description="up 2 %"
        )
        for title in quotes
    ]
    await query.answer(results, button=InlineQueryResultsButton("Ask in private", start_parameter="inline"))


async def introduce(bot: Any) -> None:
    """Set the description and the menus; the admin's own follows once there is a chat with them."""
    ask = BotCommand("ask", "Ask a question")
    await bot.set_my_description(
        "I answer questions about critical minerals from documents, and show where it says so."
    )
    await bot.set_my_commands([ask, BotCommand("sources", "The documents"), BotCommand("help", "How it works")])
    await bot.set_my_commands([ask], scope=BotCommandScopeAllGroupChats())


@asynccontextmanager
async def scripted_bot(server: PlaygroundServer) -> AsyncIterator[Any]:
    """The bot at work on this server; gives its `telegram.Bot`."""
    builder = ApplicationBuilder().token(server.token).base_url(server.base_url).base_file_url(server.base_file_url)
    application: Application[Any, Any, Any, Any, Any, Any] = builder.build()
    application.add_handler(MessageHandler(filters.ALL, on_message))
    application.add_handler(CallbackQueryHandler(on_press, block=False))
    application.add_handler(InlineQueryHandler(on_inline))
    assert application.updater is not None
    async with application:
        await application.start()
        await application.updater.start_polling(timeout=5, allowed_updates=Update.ALL_TYPES)
        try:
            yield application.bot
        finally:
            await application.updater.stop()
            await application.stop()
