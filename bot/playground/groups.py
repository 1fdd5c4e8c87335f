"""What happens to groups: new ones, topics, and the move to a supergroup."""

from __future__ import annotations

from bot.playground.objects import message_json
from bot.playground.state import BOT, Chat, ChatKind, Content, Json, MemberStatus, Message, Person
from bot.playground.world import World

SUPERGROUPS_BELOW = -1000000000000


def add_group(world: World, group_id: int, title: str, people: list[Person], *, is_forum: bool = False) -> Chat:
    """Add a group with the bot in it, the first person being its creator; a basic group where the id is small."""
    members: dict[int, MemberStatus] = {person.id: "member" for person in people}
    members |= {people[0].id: "creator", BOT.id: "member"}
    kind: ChatKind = "supergroup" if group_id < SUPERGROUPS_BELOW else "group"
    return world.add_chat(Chat(group_id, kind, title, members=members, is_forum=is_forum))


def create_topic(world: World, chat: Chat, person: Person, name: str) -> int:
    """Open a topic in a forum; its id is that of the message that says so."""
    created: Json = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
    message = _note(world, chat, person, created)
    chat.topics[message.id] = name
    world.events.add("changed")
    return message.id


def migrate(world: World, chat: Chat, person: Person) -> Chat:
    """Turn a basic group into a supergroup: the old id only says where it went."""
    moved = Chat(SUPERGROUPS_BELOW + chat.id, "supergroup", chat.title, members=dict(chat.members))
    world.add_chat(moved)
    _note(world, chat, person, {"migrate_to_chat_id": moved.id})
    chat.migrated_to = moved.id
    _note(world, moved, person, {"migrate_from_chat_id": chat.id})
    return moved


def _note(world: World, chat: Chat, person: Person, note: Json) -> Message:
    """A service message, which the bot is always told of."""
    message = world.post(chat, person, Content(kind="service", extra=note))
    world.updates.add("message", message_json(chat, message))
    return message
