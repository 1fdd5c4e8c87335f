"""Who may change what concerns a whole chat: everybody in their private chat, the administrators of a group."""

from __future__ import annotations

from telegram import ChatMember, Message
from telegram.ext import ExtBot

_ADMINISTRATORS = (ChatMember.OWNER, ChatMember.ADMINISTRATOR)


async def may_change(bot: ExtBot[int], chat_id: int, user_id: int) -> bool:
    """Whether a person may, by what Telegram says of them now."""
    if chat_id > 0:  # a private chat has the id of its person
        return True
    return (await bot.get_chat_member(chat_id, user_id)).status in _ADMINISTRATORS


async def author_may_change(bot: ExtBot[int], message: Message) -> bool:
    """Whether the author of a message may; an administrator who stays anonymous writes as the group."""
    if message.sender_chat is not None and message.sender_chat.id == message.chat.id:
        return True
    return message.from_user is not None and await may_change(bot, message.chat.id, message.from_user.id)
