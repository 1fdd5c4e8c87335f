"""The menus of commands, by role."""

from bot.app import COMMANDS
from bot.menus import Command, Role, menu_of

BOTH = Command("help", "How to ask")
GROUP = Command("here", "In groups", (Role.GROUP,))
ADMIN = Command("reindex", "Index again", (Role.ADMIN,))


def test_menu_of__an_administrator_sees_the_private_menu_too() -> None:
    commands = [BOTH, GROUP, ADMIN]
    assert menu_of(Role.PRIVATE, commands) == [("help", "How to ask")]
    assert menu_of(Role.GROUP, commands) == [("help", "How to ask"), ("here", "In groups")]
    assert menu_of(Role.ADMIN, commands) == [("help", "How to ask"), ("reindex", "Index again")]


def test_commands__name_everything_that_the_bot_offers() -> None:
    assert [command.name for command in COMMANDS] == [
        "ask", "new", "cancel", "price", "chart", "digest", "subscribe", "unsubscribe", "settings", "pause", "resume",
        "sources", "filings", "status", "help", "privacy", "forget", "add", "documents", "remove",
        "reindex", "rollback", "export", "audit", "digests", "closures",
    ]  # fmt: skip
