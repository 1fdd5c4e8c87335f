"""Who may use the bot: everybody, or the people and groups whose numeric ids the configuration lists."""

from __future__ import annotations

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.ext import ApplicationHandlerStop, TypeHandler

from bot.addressing import question_in
from bot.context import Context
from bot.delivery import place_of, send
from bot.messages import texts
from bot.presses import acknowledge
from bot.settings import BotTable


async def admit(update: Update, context: Context) -> None:
    """Let an update of a permitted person or group pass; anyone else gets one polite line, if they spoke to the bot."""
    person, chat = update.effective_user, update.effective_chat
    message = update.message or update.edited_message
    # An inline query does not say where its result will be sent: then the person alone counts.
    where = chat or (person if update.inline_query is not None else None)
    if person is not None and where is not None and is_allowed(context.services.settings, person.id, where.id):
        return
    if update.callback_query is not None:
        await acknowledge(update.callback_query, texts.NOT_ALLOWED)
    elif person is not None and message is not None and _speaks_to_the_bot(message, context):
        await send(context.bot, place_of(message), f"{texts.NOT_ALLOWED} {texts.your_number(person.id)}")
    raise ApplicationHandlerStop


def _speaks_to_the_bot(message: Message, context: Context) -> bool:
    return message.chat.type == ChatType.PRIVATE or question_in(message, context.bot) is not None


def is_allowed(settings: BotTable, user_id: int, chat_id: int) -> bool:
    return not settings.allowed or bool({user_id, chat_id} & (settings.allowed | settings.admins))


HANDLERS = (TypeHandler(Update, admit),)
