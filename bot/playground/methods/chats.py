"""Methods about chats and their members."""

from __future__ import annotations

from bot.playground.access import chat_to_read, person_named
from bot.playground.errors import bad_request
from bot.playground.objects import chat_json, member_json, message_json
from bot.playground.params import Params
from bot.playground.state import BOT, Chat, Json
from bot.playground.world import World

PRESENT = ("creator", "administrator", "member")


def get_chat(world: World, params: Params) -> Json:
    """A ChatFullInfo with the fields that it always has."""
    chat = chat_to_read(world, params)
    full: Json = chat_json(chat) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
        ),
    }
    if chat.pinned:
        full["pinned_message"] = message_json(chat, chat.messages[chat.pinned[-1]])
    return full


def get_chat_member(world: World, params: Params) -> Json:
    chat = chat_to_read(world, params)
    person = person_named(world, params)
    return member_json(person, chat.members.get(person.id, "left"))


def get_chat_administrators(world: World, params: Params) -> list[Json]:
    """The administrators of a group, other bots left out but not this one."""
    chat = _group(world, params)
    return [
        member_json(world.people[person_id], status)
        for person_id, status in chat.members.items()
        if status in ("creator", "administrator")
    ]


def get_chat_member_count(world: World, params: Params) -> int:
    chat = chat_to_read(world, params)
    return sum(status in PRESENT for status in chat.members.values())


def leave_chat(world: World, params: Params) -> bool:
    _group(world, params).members[BOT.id] = "left"
    world.events.add("changed")
    return True


def _group(world: World, params: Params) -> Chat:
    chat = chat_to_read(world, params)
    if chat.kind == "private":
        raise bad_request("chat is a private chat")
    return chat


METHODS = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
}
