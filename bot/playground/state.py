"""The values that the playground's Telegram holds: people, chats, messages and files.

Values are frozen and replaced whole; only a `Chat` changes. The people and chats that are always there have the fixed
ids below. A private chat has the id of its person, as on Telegram.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
ChatKind = Literal["private", "group", "supergroup"]
MemberStatus = Literal["creator", "administrator", "member", "left", "kicked"]


@dataclass(frozen=True, slots=True)
class Person:
    """Someone with an account: a person, or the bot itself. `is_admin` is one whom the bot shall obey."""

    id: int
    first_name: str
    username: str
    language_code: str = "en"
    is_bot: bool = False
    is_admin: bool = False


BOT = Person(2000, "Lode", "lode_playground_bot", is_bot=True)
USER = Person(1001, "Ada", "ada")
SECOND_USER = Person(1002, "Ben", "ben")
ADMIN = Person(1003, "Clara", "clara", is_admin=True)
GROUP_ID = -1000000002001


@dataclass(frozen=True, slots=True)
class Entity:
    """A formatted or recognised part of a text; `offset` and `length` count UTF-16 units."""

    type: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None
    custom_emoji_id: str | None = None


@dataclass(frozen=True, slots=True)
class File:
    """Something uploaded by a person or by the bot. `width` and `height` are 0 where it is no picture."""

    id: str
    unique_id: str
    name: str
    mime_type: str
    content: bytes
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Content:
    """What a message says: a text, a photo or document whose caption is `text`, a place, or a service note.

    `extra` holds the Bot API fields of a place or a service note.
    """

    text: str = ""
    entities: tuple[Entity, ...] = ()
    kind: Literal["text", "photo", "document", "location", "service"] = "text"
    file: File | None = None
    extra: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Message:
    """One message as shown now. `date` and `edited_at` are Unix seconds; `keyboard` holds rows of Bot API buttons.

    `thread_id` is the topic in a forum; in any other supergroup it is the first message of a chain of replies.
    """

    chat_id: int
    id: int
    sender: Person
    date: int
    content: Content
    keyboard: tuple[tuple[Json, ...], ...] = ()
    reply_to: int | None = None
    quote: str | None = None
    thread_id: int | None = None
    edited_at: int | None = None
    is_silent: bool = False
    via_bot: bool = False
    forwarded_from: Person | None = None
    reactions: tuple[str, ...] = ()
    link_preview: Json | None = None
    album_id: str | None = None

    @property
    def text(self) -> str:
        """The text, or the caption."""
        return self.content.text

    def button(self, label: str) -> Json:
        """The first button with this text or this callback data; raises LookupError, which names those that are."""
        buttons = [button for row in self.keyboard for button in row]
        for button in buttons:
            if label in (button["text"], button.get("callback_data")):
                return button
        raise LookupError(f"no button {label!r} among {[button['text'] for button in buttons]}")

    def thread_for_reply(self, chat: Chat) -> int | None:
        """The thread that a reply to this message belongs to: supergroups that are no forums have chains of replies."""
        return self.id if self.thread_id is None and chat.kind == "supergroup" and not chat.is_forum else self.thread_id


@dataclass(slots=True)
class Chat:
    """A conversation that the bot is or was in; a private one is with `person`.

    `members` holds the status of each person, the bot included; `topics` the names of a forum's threads by id; `pinned`
    the pinned message ids, newest last.
    """

    id: int
    kind: ChatKind
    title: str = ""
    person: Person | None = None
    is_forum: bool = False
    is_started: bool = False
    migrated_to: int | None = None
    members: dict[int, MemberStatus] = field(default_factory=dict)
    topics: dict[int, str] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)

    @property
    def is_blocked(self) -> bool:
        """Whether the person of a private chat has blocked the bot."""
        return self.kind == "private" and self.members[BOT.id] == "kicked"
