"""Chats and their members."""

from __future__ import annotations

import aiohttp

from bot.playground.groups import add_group, migrate
from bot.playground.server import PlaygroundServer
from bot.playground.state import ADMIN, BOT, GROUP_ID, USER
from tests.bot.playground.conftest import Caller


async def test_get_chat_and_members(telegram: PlaygroundServer, call: Caller) -> None:
    chat = await call("getChat", chat_id=GROUP_ID)
    assert (chat["type"], chat["title"]) == ("supergroup", "Critical minerals")
    assert await call("getChatMemberCount", chat_id=GROUP_ID) == 3
    [creator] = await call("getChatAdministrators", chat_id=GROUP_ID)
    assert (creator["status"], creator["user"]["id"]) == ("creator", USER.id)
    member = await call("getChatMember", chat_id=GROUP_ID, user_id=ADMIN.id)
    assert member["status"] == "left"
    assert await call("getChatMember", chat_id=GROUP_ID, user_id=5) == "400 Bad Request: user not found"


async def test_leave_chat(telegram: PlaygroundServer, call: Caller) -> None:
    basic = add_group(telegram.world, -31, "Basic", [USER])
    assert await call("leaveChat", chat_id=basic.id) is True
    refusal = await call("sendMessage", chat_id=basic.id, text="x")
    assert refusal == "403 Forbidden: bot is not a member of the group chat"
    telegram.world.set_status(telegram.world.chats[GROUP_ID], USER, BOT, "kicked")
    refusal = await call("sendMessage", chat_id=GROUP_ID, text="x")
    assert refusal == "403 Forbidden: bot was kicked from the supergroup chat"
    [update] = await call("getUpdates")
    assert update["my_chat_member"]["new_chat_member"]["status"] == "kicked"


async def test_a_group_that_moved_says_where(telegram: PlaygroundServer, http: aiohttp.ClientSession) -> None:
    basic = add_group(telegram.world, -31, "Basic", [USER])
    moved = migrate(telegram.world, basic, USER)
    where = f"{telegram.base_url}{telegram.token}/sendMessage"
    async with http.post(where, json={"chat_id": basic.id, "text": "x"}) as response:
        assert await response.json() == {
            "ok": False,
            "error_code": 400,
            "description": "Bad Request: group chat was upgraded to a supergroup chat",
            "parameters": {"migrate_to_chat_id": moved.id},
        }
    async with http.post(where, json={"chat_id": moved.id, "text": "x"}) as response:
        assert response.status == 200
    updates = telegram.world.updates.peek(10)
    assert [update["message"].get("migrate_to_chat_id") for update in updates] == [moved.id, None]
    assert updates[1]["message"]["migrate_from_chat_id"] == basic.id
