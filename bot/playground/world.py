"""Everything that the playground's Telegram holds and tells: the one value that its parts share."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from bot.playground.events import EventLog, Signal
from bot.playground.limits import Limiter, Limits
from bot.playground.objects import chat_json, member_json, user_json
from bot.playground.profile import Profile
from bot.playground.queries import Queries
from bot.playground.state import (
    ADMIN,
    BOT,
    GROUP_ID,
    SECOND_USER,
    USER,
    Chat,
    Content,
    File,
    MemberStatus,
    Message,
    Person,
)
from bot.playground.updates import UpdateQueue


class World:
    """People, chats, files and queues of one run. `first_id` is the first id of messages and updates.

    A bot that keeps message ids in a database needs a `first_id` that rises from run to run.
    """

    def __init__(
        self, limits: Limits | None, first_id: int, query_lifetime_s: float, clock: Callable[[], float]
    ) -> None:
        self.instance = secrets.token_hex(8)
        self.clock = clock
        self.signal = Signal()
        self.events = EventLog(self.signal)
        self.updates = UpdateQueue(self.signal, first_id)
        self.limiter = Limiter(limits)
        self.profile = Profile()
        self.queries = Queries(query_lifetime_s)
        self.people = {BOT.id: BOT}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, File] = {}
        self._first_id = first_id
        self._last_ids: dict[int | None, int] = {}
        for person in (USER, SECOND_USER, ADMIN):
            self.add_person(person)
        members: dict[int, MemberStatus] = {USER.id: "creator", SECOND_USER.id: "member", BOT.id: "member"}
        self.add_chat(Chat(GROUP_ID, "supergroup", "Critical minerals", members=members))

    def now(self) -> int:
        """This moment in whole Unix seconds, as Telegram's dates are."""
        return int(self.clock())

    def add_person(self, person: Person) -> Person:
        """Add a person and the private chat that they have not started yet."""
        self.people[person.id] = person
        self.add_chat(Chat(person.id, "private", person=person, members={person.id: "member", BOT.id: "member"}))
        return person

    def add_chat(self, chat: Chat) -> Chat:
        self.chats[chat.id] = chat
        self.events.add("changed")
        return chat

    def set_status(self, chat: Chat, by: Person, whom: Person, status: MemberStatus) -> None:
        """Make somebody a member, an administrator, or neither, and tell the bot as Telegram does."""
        old = chat.members.get(whom.id, "left")
        chat.members[whom.id] = status
        self.events.add("changed")
        self.updates.add(
            "my_chat_member" if whom.id == BOT.id else "chat_member",
            {
                "chat": chat_json(chat),
                "from": user_json(by),
                "date": self.now(),
                "old_chat_member": member_json(whom, old),
                "new_chat_member": member_json(whom, status),
            },
        )

    def close(self) -> None:
        """Let everybody go who waits for something to happen."""
        self.updates.is_closed = True
        self.signal.notify()

    def next_message_id(self, chat: Chat) -> int:
        """Each supergroup counts its own messages; all other chats of the bot share one count."""
        key = chat.id if chat.kind == "supergroup" else None
        self._last_ids[key] = self._last_ids.get(key, self._first_id - 1) + 1
        return self._last_ids[key]

    def put(self, message: Message) -> Message:
        """Show a message, new or changed, to everybody in its chat."""
        self.chats[message.chat_id].messages[message.id] = message
        self.events.add("message", chat_id=message.chat_id, message=message)
        return message

    def post(self, chat: Chat, sender: Person, content: Content, **details: Any) -> Message:
        """Show a new message. `details` are further fields of `Message`."""
        message_id = self.next_message_id(chat)
        return self.put(Message(chat.id, message_id, sender, self.now(), content, **details))

    def delete(self, chat: Chat, message_ids: list[int]) -> None:
        """Make messages disappear; the ids that are not there do no harm."""
        gone = [message_id for message_id in message_ids if chat.messages.pop(message_id, None)]
        chat.pinned = [message_id for message_id in chat.pinned if message_id in chat.messages]
        if gone:
            self.events.add("deleted", chat_id=chat.id, message_ids=gone)

    def keep_file(self, name: str, mime_type: str, content: bytes, width: int = 0, height: int = 0) -> File:
        """Store a file under ids that nobody can guess."""
        file = File(f"file-{secrets.token_hex(8)}", secrets.token_hex(8), name, mime_type, content, width, height)
        self.files[file.id] = file
        return file
