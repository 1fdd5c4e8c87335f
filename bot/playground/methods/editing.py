"""Methods that change, remove, pin or mark messages that are there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.playground.access import chat_to_write, message_named, require_right
from bot.playground.errors import bad_request
from bot.playground.keyboards import keyboard
from bot.playground.methods.sending import caption, content_of_media, text_content
from bot.playground.objects import message_json
from bot.playground.params import Params
from bot.playground.state import BOT, Chat, Json, Message
from bot.playground.world import World

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content"
    " and reply markup of the message"
)
DELETABLE_S = 48 * 3600
MAX_DELETED = 100
REACTIONS = frozenset(
    "👍👎❤🔥🥰👏😁🤔🤯😱🤬😢🎉🤩🤮💩🙏👌🕊🤡🥱🥴😍🐳🌚🌭💯🤣⚡🍌🏆💔🤨😐🍓🍾💋🖕😈😴😭🤓👻👀🎃🙈😇😨🤝✍🤗🫡🎅🎄☃💅🤪🗿🆒💘🙉🦄😘💊🙊😎👾😡"
) | {"❤‍🔥", "👨‍💻", "🤷‍♂", "🤷", "🤷‍♀"}


def edit_message_text(world: World, params: Params) -> Json:
    chat, message = _editable(world, params)
    content = text_content(params, "MESSAGE_TOO_LONG")
    if message.content.kind != "text":
        raise bad_request("there is no text in the message to edit")
    return _change(world, chat, replace(message, content=content, keyboard=keyboard(params)))


def edit_message_caption(world: World, params: Params) -> Json:
    chat, message = _editable(world, params)
    new = caption(params)
    if message.content.file is None:
        raise bad_request("there is no caption in the message to edit")
    content = replace(message.content, text=new.text, entities=new.entities)
    return _change(world, chat, replace(message, content=content, keyboard=keyboard(params)))


def edit_message_media(world: World, params: Params) -> Json:
    chat, message = _editable(world, params)
    content = content_of_media(world, params, params.json("media"))
    return _change(world, chat, replace(message, content=content, keyboard=keyboard(params)))


def edit_message_reply_markup(world: World, params: Params) -> Json:
    chat, message = _editable(world, params)
    return _change(world, chat, replace(message, keyboard=keyboard(params)))


def _editable(world: World, params: Params) -> tuple[Chat, Message]:
    if params.text("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    chat = chat_to_write(world, params)
    message = message_named(chat, params.integer("message_id"), "edit")
    if message.sender.id != BOT.id or message.content.kind == "service" or message.forwarded_from:
        raise bad_request("message can't be edited")
    return chat, message


def _change(world: World, chat: Chat, changed: Message) -> Json:
    current = chat.messages[changed.id]
    if changed == current:
        raise bad_request(NOT_MODIFIED)
    world.limiter.spend(chat, world.clock())
    edited_at = world.now() if changed.content != current.content else current.edited_at
    return message_json(chat, world.put(replace(changed, edited_at=edited_at)))


def delete_message(world: World, params: Params) -> bool:
    chat = chat_to_write(world, params)
    message = message_named(chat, params.integer("message_id"), "delete")
    _check_deletable(world, chat, message)
    world.delete(chat, [message.id])
    return True


def delete_messages(world: World, params: Params) -> bool:
    """Delete those that are there, and none at all if one of them may not be deleted."""
    chat = chat_to_write(world, params)
    message_ids = params.items("message_ids")
    if not message_ids:
        raise bad_request("message identifiers are not specified")
    if len(message_ids) > MAX_DELETED:
        raise bad_request("too many message identifiers specified")
    messages = [chat.messages[message_id] for message_id in message_ids if message_id in chat.messages]
    for message in messages:
        _check_deletable(world, chat, message)
    world.delete(chat, [message.id for message in messages])
    return True


def _check_deletable(world: World, chat: Chat, message: Message) -> None:
    if message.sender.id != BOT.id:
        require_right(chat, "message can't be deleted")
    if world.now() - message.date > DELETABLE_S:
        raise bad_request("message can't be deleted for everyone")


def pin_chat_message(world: World, params: Params) -> bool:
    chat = chat_to_write(world, params)
    message = message_named(chat, params.integer("message_id"), "pin")
    require_right(chat, "not enough rights to manage pinned messages in the chat")
    _set_pinned(world, chat, [*(other for other in chat.pinned if other != message.id), message.id])
    return True


def unpin_chat_message(world: World, params: Params) -> bool:
    """Unpin the given message, or the one that was pinned last."""
    chat = chat_to_write(world, params)
    require_right(chat, "not enough rights to manage pinned messages in the chat")
    gone = params.integer("message_id") or next(reversed(chat.pinned), 0)
    if gone not in chat.pinned:
        raise bad_request("message to unpin not found")
    _set_pinned(world, chat, [other for other in chat.pinned if other != gone])
    return True


def unpin_all_chat_messages(world: World, params: Params) -> bool:
    chat = chat_to_write(world, params)
    require_right(chat, "not enough rights to manage pinned messages in the chat")
    _set_pinned(world, chat, [])
    return True


def _set_pinned(world: World, chat: Chat, pinned: list[int]) -> None:
    chat.pinned = pinned
    world.events.add("changed")


def set_message_reaction(world: World, params: Params) -> bool:
    chat = chat_to_write(world, params)
    message = message_named(chat, params.integer("message_id"), "react")
    reactions = [_emoji(item) for item in params.items("reaction")]
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    world.put(replace(message, reactions=tuple(reactions)))
    return True


def _emoji(reaction: Any) -> str:
    emoji = reaction.get("emoji") if isinstance(reaction, dict) else None
    if not isinstance(emoji, str) or emoji not in REACTIONS:
        raise bad_request("REACTION_INVALID")
    return emoji


METHODS = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageMedia": edit_message_media,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "unpinAllChatMessages": unpin_all_chat_messages,
    "setMessageReaction": set_message_reaction,
}
