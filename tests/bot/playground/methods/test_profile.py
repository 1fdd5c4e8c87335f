"""The bot's own texts, menus and files."""

from __future__ import annotations

from typing import Any

import pytest

from bot.playground.params import Upload
from bot.playground.server import PlaygroundServer
from bot.playground.state import ADMIN, BOT, GROUP_ID, SECOND_USER, USER
from tests.bot.playground.conftest import Caller


def commands(*names: str) -> list[dict[str, str]]:
    return [{"command": name, "description": f"About {name}"} for name in names]


async def test_get_me(call: Caller) -> None:
    me = await call("getMe")
    assert (me["id"], me["is_bot"], me["first_name"], me["username"]) == (BOT.id, True, "Lode", BOT.username)
    assert (me["can_read_all_group_messages"], me["supports_inline_queries"]) == (False, True)


async def test_set_my_commands__the_most_specific_scope_wins(telegram: PlaygroundServer, call: Caller) -> None:
    telegram.people.start(USER)
    telegram.people.start(ADMIN)
    scoped: dict[str, dict[str, Any]] = {
        "default": {},
        "private": {"scope": {"type": "all_private_chats"}},
        "groups": {"scope": {"type": "all_group_chats"}},
        "group_admins": {"scope": {"type": "all_chat_administrators"}},
        "admin": {"scope": {"type": "chat", "chat_id": ADMIN.id}},
        "german": {"scope": {"type": "all_private_chats"}, "language_code": "de"},
        "one": {"scope": {"type": "chat_member", "chat_id": GROUP_ID, "user_id": SECOND_USER.id}},
    }
    for name, where in scoped.items():
        assert await call("setMyCommands", commands=commands(name), **where) is True
    menus = telegram.world.profile
    chats = telegram.world.chats

    def menu(chat_id: int, person_id: int, language: str = "en") -> str:
        return str(menus.menu(chats[chat_id], person_id, language)[0]["command"])

    assert menu(USER.id, USER.id) == "private"
    assert menu(USER.id, USER.id, "de") == "german"
    assert menu(ADMIN.id, ADMIN.id, "de") == "admin"
    assert menu(GROUP_ID, USER.id) == "group_admins"
    assert menu(GROUP_ID, SECOND_USER.id) == "one"
    assert await call("getMyCommands") == commands("default")
    assert await call("deleteMyCommands", scope={"type": "all_private_chats"}) is True
    assert menu(USER.id, USER.id) == "default"
    assert await call("getMyCommands", **scoped["german"]) == commands("german")


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        ({"commands": commands("Ask")}, "BOT_COMMAND_INVALID"),
        ({"commands": commands("a" * 33)}, "BOT_COMMAND_INVALID"),
        ({"commands": commands("a-b")}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "ask", "description": " "}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": [{"command": "ask", "description": "x" * 257}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": commands(*(f"c{number}" for number in range(101)))}, "BOT_COMMANDS_TOO_MUCH"),
        ({"scope": {"type": "chat", "chat_id": ADMIN.id}}, "chat not found"),
        ({"scope": {"type": "everybody"}}, "can't parse BotCommandScope: Unsupported type specified"),
        ({"language_code": "english"}, "invalid language code specified"),
    ],
)
async def test_set_my_commands__refuses(call: Caller, params: dict[str, Any], refusal: str) -> None:
    answer = await call("setMyCommands", **({"commands": commands("ask")} | params))
    assert answer == f"400 Bad Request: {refusal}"


async def test_texts(telegram: PlaygroundServer, call: Caller) -> None:
    assert await call("setMyDescription", description="Answers with sources") is True
    assert await call("setMyDescription", description="Antwortet", language_code="de") is True
    assert await call("getMyDescription") == {"description": "Answers with sources"}
    assert await call("getMyDescription", language_code="de") == {"description": "Antwortet"}
    assert await call("setMyShortDescription", short_description="x" * 121) == (
        "400 Bad Request: short description is too long"
    )
    assert await call("setMyName", name="Lode 2") is True
    assert await call("getMyName") == {"name": "Lode 2"}
    assert (await call("getMe"))["first_name"] == "Lode 2"


async def test_chat_menu_button(telegram: PlaygroundServer, call: Caller) -> None:
    telegram.people.start(USER)
    assert await call("setChatMenuButton", menu_button={"type": "commands"}) is True
    assert await call("getChatMenuButton", chat_id=USER.id) == {"type": "commands"}
    assert await call("setChatMenuButton", chat_id=USER.id, menu_button={"type": "default"}) is True
    assert await call("getChatMenuButton", chat_id=USER.id) == {"type": "default"}


async def test_get_file__refuses_what_is_too_big_or_unknown(telegram: PlaygroundServer, call: Caller) -> None:
    big = telegram.people.upload(USER, Upload("big.bin", "application/octet-stream", bytes(20 * 2**20 + 1)))
    assert big.content.file is not None
    assert await call("getFile", file_id=big.content.file.id) == "400 Bad Request: file is too big"
    assert await call("getFile", file_id="x") == "400 Bad Request: wrong file identifier/HTTP URL specified"
    assert await call("getFile") == "400 Bad Request: file_id not specified"
