"""What the playground's Telegram holds, in memory: people, chats, messages and files.

Values are frozen and replaced whole; only `Chat` and `World` change. The people and chats that are always there have
the fixed ids below. A private chat has the id of its person, as on Telegram.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
ChatKind = Literal["private", "group", "supergroup"]
MemberStatus = Literal["creator", "administrator", "member", "left", "kicked"]


@dataclass(frozen=True, slots=True)
class Person:
    """Someone with an account: a person, or the bot itself."""

    id: int
    first_name: str
    username: str
    language_code: str = "en"
    is_bot: bool = False


BOT = Person(2000, "Lode", "lode_playground_bot", is_bot=True)
USER = Person(1001, "Ada", "ada")
SECOND_USER = Person(1002, "Ben", "ben")
ADMIN = Person(1003, "Clara", "clara")
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
    """What a message says: a text, or a photo or document whose caption is `text`, or a place."""

    text: str = ""
    entities: tuple[Entity, ...] = ()
    kind: Literal["text", "photo", "document", "location"] = "text"
    file: File | None = None
    latitude: float = 0.0
    longitude: float = 0.0


@dataclass(frozen=True, slots=True)
class Message:
    """One message as shown now. `date` and `edited_at` are Unix seconds; `keyboard` holds rows of Bot API buttons."""

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

    @property
    def text(self) -> str:
        """The text, or the caption."""
        return self.content.text


@dataclass(slots=True)
class Chat:
    """A conversation that the bot is or was in. `members` holds the status of each person, the bot included."""

    id: int
    kind: ChatKind
    title: str = ""
    is_forum: bool = False
    is_started: bool = False
    is_blocked: bool = False
    migrated_to: int | None = None
    members: dict[int, MemberStatus] = field(default_factory=dict)
    topics: dict[int, str] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
