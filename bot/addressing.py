"""Which messages are meant for the bot, what they ask, and whose conversation they belong to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from telegram import Bot, Message, MessageEntity
from telegram.constants import ChatType
from telegram.ext.filters import MessageFilter

from bot.storage.store import Talk

_MENTIONS: list[str | None] = [MessageEntity.MENTION, MessageEntity.TEXT_MENTION]


def question_in(message: Message, bot: Bot) -> str | None:
    """What `message` asks the bot: its text without /ask and without the bot's name. None if it is for others.

    In a private chat every text is a question, unless a bot's inline mode wrote it; in a group only a mention, a reply
    to the bot, or /ask. "" is the bot being called without a question.
    """
    text = message.text
    if text is None or _is_from_another_bot(message) or message.via_bot is not None:
        return None
    command = _command(message)
    if command is not None:
        name, _, username = command[1:].lower().partition("@")
        is_mine = name == "ask" and username in ("", bot.username.lower())
        return text[len(command) :].strip() if is_mine else None
    mentions = list(_mentions(message, bot))
    if message.chat.type != ChatType.PRIVATE and not mentions and not _is_reply_to(message, bot):
        return None
    return _without(text, mentions)


def talk_of(message: Message) -> Talk:
    """The conversation of whoever wrote `message`, in this chat and topic."""
    assert message.from_user is not None
    return Talk(message.chat.id, message.from_user.id, message.message_thread_id if message.is_topic_message else None)


class _Question(MessageFilter):
    """Lets through the messages that ask the bot something, or call it."""

    def filter(self, message: Message) -> bool:
        return question_in(message, message.get_bot()) is not None


QUESTION = _Question()


def _command(message: Message) -> str | None:
    for entity, text in message.parse_entities([MessageEntity.BOT_COMMAND]).items():
        if entity.offset == 0:
            return text
    return None


def _mentions(message: Message, bot: Bot) -> Iterator[MessageEntity]:
    for entity, text in message.parse_entities(_MENTIONS).items():
        is_name = entity.type == MessageEntity.MENTION and text.lower() == f"@{bot.username.lower()}"
        if is_name or (entity.user is not None and entity.user.id == bot.id):
            yield entity


def _is_reply_to(message: Message, bot: Bot) -> bool:
    """Whether it answers a message of the bot. In a topic that the bot opened, every message replies to the opening."""
    replied = message.reply_to_message
    return (
        replied is not None
        and replied.forum_topic_created is None
        and replied.from_user is not None
        and replied.from_user.id == bot.id
    )


def _is_from_another_bot(message: Message) -> bool:
    """Anonymous administrators write through a bot account of Telegram's, together with the chat they stand for."""
    return message.from_user is None or (message.from_user.is_bot and message.sender_chat is None)


def _without(text: str, mentions: list[MessageEntity]) -> str:
    units = text.encode("utf-16-le", "surrogatepass")
    for mention in sorted(mentions, key=lambda entity: entity.offset, reverse=True):
        units = units[: 2 * mention.offset] + units[2 * (mention.offset + mention.length) :]
    rest = units.decode("utf-16-le", "surrogatepass")
    return re.sub(r" {2,}", " ", rest).strip().lstrip(",:; ") if mentions else text.strip()
