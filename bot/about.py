"""What the bot is: /start, /help, /status, and a word to whoever sends what it cannot understand."""

from __future__ import annotations

from telegram import Update
from telegram.constants import ChatType
from telegram.ext import CommandHandler, MessageHandler
from telegram.ext.filters import COMMAND, TEXT, StatusUpdate, UpdateType
from telegram.ext.filters import ChatType as ChatTypes

from bot.admins import is_admin_here
from bot.context import Context
from bot.delivery import place_of, send
from bot.menus import Command, Role, menu_of, publish_admin_menu
from bot.messages import texts
from bot.messages.documents import render_status

EXAMPLES = 3


async def start(update: Update, context: Context) -> None:
    """Greet; whoever is an admin gets their menu, which could not be set before they came."""
    message, person, services = update.effective_message, update.effective_user, context.services
    assert message is not None
    if person is not None and is_admin_here(update, services.settings):
        await publish_admin_menu(context.bot, services.commands, person.id, services.settings.admin_group)
    documents = await services.documents()
    titles = [document.source.title for document in documents[:EXAMPLES]]
    await send(context.bot, place_of(message), texts.greeting(context.bot.first_name, titles, len(documents)))


async def show_status(update: Update, context: Context) -> None:
    message, services = update.effective_message, context.services
    assert message is not None
    status = await services.in_worker(services.retrieval.status)
    text = render_status(status.documents, status.chunks, status.indexed_at, status.mode)
    await send(context.bot, place_of(message), text)


async def show_help(update: Update, context: Context) -> None:
    """How to use the bot, with the commands that are for whoever asks."""
    message = update.effective_message
    assert message is not None
    text = texts.help_text(context.bot.username, menu_of(_role(update, context), context.services.commands))
    await send(context.bot, place_of(message), text)


def _role(update: Update, context: Context) -> Role:
    """Whose commands are for this chat: an admin's stay out of groups that are not the admins' own."""
    chat = update.effective_chat
    if is_admin_here(update, context.services.settings):
        return Role.ADMIN
    return Role.PRIVATE if chat is not None and chat.type == ChatType.PRIVATE else Role.GROUP


async def reject_command(update: Update, context: Context) -> None:
    await _say(update, context, texts.UNKNOWN_COMMAND)


async def reject_media(update: Update, context: Context) -> None:
    await _say(update, context, texts.TEXT_ONLY)


async def _say(update: Update, context: Context, text: str) -> None:
    message = update.effective_message
    assert message is not None
    await send(context.bot, place_of(message), text)


HANDLERS = (
    CommandHandler("start", start),
    CommandHandler("help", show_help),
    CommandHandler("status", show_status),
)
COMMANDS = (
    Command("status", "The state of the index"),
    Command("help", "How to ask, and all commands"),
)
_NEW_IN_PRIVATE = ChatTypes.PRIVATE & UpdateType.MESSAGE & ~StatusUpdate.ALL
LEFT_OVER = (
    MessageHandler(_NEW_IN_PRIVATE & COMMAND, reject_command),
    MessageHandler(_NEW_IN_PRIVATE & ~TEXT, reject_media),
)
"""For what no other feature handles: these come last."""
