"""Which chats and messages a Bot API call may touch, and how Telegram refuses the others."""

from __future__ import annotations

from bot.playground.errors import BotApiError, bad_request, forbidden
from bot.playground.params import Params
from bot.playground.state import BOT, Chat, Message, Person
from bot.playground.world import World


def chat_to_read(world: World, params: Params, name: str = "chat_id") -> Chat:
    """The chat that a call names, if the bot can know it."""
    if not params.text(name):
        raise bad_request(f"{name} is empty")
    chat = world.chats.get(params.integer(name))
    if chat is None:
        raise bad_request("chat not found")
    if chat.migrated_to is not None:
        raise bad_request(
            "group chat was upgraded to a supergroup chat",
            migrate_to_chat_id=chat.migrated_to,
        )
    if chat.kind == "private" and not chat.is_started:
        raise _not_started(world, chat)
    status = chat.members.get(BOT.id, "left")
    if chat.kind != "private" and status in ("left", "kicked"):
        verb = "was kicked from" if status == "kicked" else "is not a member of"
        raise forbidden(f"bot {verb} the {chat.kind} chat")
    return chat


def chat_to_write(world: World, params: Params) -> Chat:
    """The chat that a call names, if the bot may write there."""
    chat = chat_to_read(world, params)
    if chat.is_blocked:
        raise forbidden("bot was blocked by the user")
    return chat


def _not_started(world: World, chat: Chat) -> BotApiError:
    """A bot knows people that it has met in a group, but may not write to them first."""
    met = any(
        message.sender.id == chat.id
        for other in world.chats.values()
        if other.kind != "private" and BOT.id in other.members
        for message in other.messages.values()
    )
    return forbidden("bot can't initiate conversation with a user") if met else bad_request("chat not found")


def message_named(chat: Chat, message_id: int, purpose: str) -> Message:
    """The message with that id. `purpose` ends the refusal, such as "edit"."""
    if message_id == 0:
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(message_id)
    if message is None:
        raise bad_request(f"message to {purpose} not found")
    return message


def thread_named(chat: Chat, params: Params) -> int | None:
    """The topic that a call names; only a forum has topics."""
    thread_id = params.integer("message_thread_id")
    if thread_id == 0:
        return None
    if thread_id not in chat.topics:
        raise bad_request("message thread not found")
    return thread_id


def person_named(world: World, params: Params) -> Person:
    person = world.people.get(params.integer("user_id"))
    if person is None:
        raise bad_request("user not found")
    return person


def require_right(chat: Chat, refusal: str) -> None:
    """In a group, what only an administrator may do."""
    if chat.kind != "private" and chat.members[BOT.id] != "administrator":
        raise bad_request(refusal)
