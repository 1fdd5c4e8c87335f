"""What the bot says of itself: its name and texts by language, and its command menus by scope."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.playground.state import BOT, Chat, Json

Scope = tuple[str | int, ...]
"""The kind of a BotCommandScope, then its chat and its person where it has them."""


def scopes_for(chat: Chat, person_id: int) -> list[Scope]:
    """The scopes whose menu a person may see in a chat, the most specific first."""
    if chat.kind == "private":
        return [("chat", chat.id), ("all_private_chats",), ("default",)]
    is_administrator = chat.members.get(person_id) in ("creator", "administrator")
    return [
        ("chat_member", chat.id, person_id),
        *([("chat_administrators", chat.id)] if is_administrator else []),
        ("chat", chat.id),
        *([("all_chat_administrators",)] if is_administrator else []),
        ("all_group_chats",),
        ("default",),
    ]


@dataclass(slots=True)
class Profile:
    """`texts` by field and language code, `menus` by scope and language code, "" being every other language."""

    texts: dict[tuple[str, str], str] = field(default_factory=lambda: {("name", ""): BOT.first_name})
    menus: dict[tuple[Scope, str], list[Json]] = field(default_factory=dict)
    buttons: dict[int | None, Json] = field(default_factory=dict)

    def text(self, name: str, language: str = "") -> str:
        return self.texts.get((name, language)) or self.texts.get((name, ""), "")

    def menu(self, chat: Chat, person_id: int, language: str) -> list[Json]:
        """The commands that a person is offered in a chat."""
        for scope in scopes_for(chat, person_id):
            for code in (language, ""):
                if commands := self.menus.get((scope, code)):
                    return commands
        return []

    def button(self, chat_id: int | None) -> Json:
        """The menu button of a private chat, or the one that chats have by default."""
        return self.buttons.get(chat_id) or self.buttons.get(None) or {"type": "default"}
