"""Long polling, allowed kinds and the webhook's settings."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.playground.methods.updates import POLLING_AND_WEBHOOK
from bot.playground.server import PlaygroundServer
from bot.playground.state import BOT, GROUP_ID, SECOND_USER, USER
from bot.playground.updates import TERMINATED
from tests.bot.playground.conftest import Caller


def texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_get_updates__keeps_what_is_not_confirmed(telegram: PlaygroundServer, call: Caller) -> None:
    for text in ("a", "b", "c"):
        telegram.people.send(USER, text)
    first = await call("getUpdates", limit=2)
    assert [update["update_id"] for update in first] == [1, 2]
    assert texts(first) == ["a", "b"]
    assert texts(await call("getUpdates")) == ["a", "b", "c"]
    assert texts(await call("getUpdates", offset=2)) == ["b", "c"]
    assert texts(await call("getUpdates", offset=-1)) == ["c"]
    assert texts(await call("getUpdates", offset=0)) == ["c"]
    assert await call("getUpdates", offset=4) == []


async def test_get_updates__waits_for_something(telegram: PlaygroundServer, call: Caller) -> None:
    poll = asyncio.create_task(call("getUpdates", timeout=5))
    await telegram.wait_for(lambda: telegram.calls("getUpdates"))
    assert not poll.done()
    telegram.people.send(USER, "now")
    assert texts(await poll) == ["now"]


async def test_get_updates__a_second_poll_ends_the_first(telegram: PlaygroundServer, call: Caller) -> None:
    poll = asyncio.create_task(call("getUpdates", timeout=5))
    await telegram.wait_for(lambda: telegram.calls("getUpdates"))
    assert await call("getUpdates") == []
    assert await poll == f"409 {TERMINATED}"


async def test_get_updates__allowed_kinds_hold_from_then_on(telegram: PlaygroundServer, call: Caller) -> None:
    telegram.people.send(USER, "before")
    assert texts(await call("getUpdates", allowed_updates=["callback_query"])) == ["before"]
    telegram.people.send(USER, "unwanted")
    assert texts(await call("getUpdates")) == ["before"]
    assert await call("getUpdates", offset=2, allowed_updates=[]) == []
    telegram.people.send(USER, "wanted")
    assert texts(await call("getUpdates")) == ["wanted"]


async def test_chat_member_updates_come_on_request_only(telegram: PlaygroundServer, call: Caller) -> None:
    group = telegram.world.chats[GROUP_ID]
    telegram.world.set_status(group, USER, SECOND_USER, "left")
    assert await call("getUpdates", allowed_updates=["chat_member"]) == []
    telegram.world.set_status(group, USER, SECOND_USER, "member")
    [update] = await call("getUpdates")
    assert update["chat_member"]["old_chat_member"]["status"] == "left"


async def test_get_updates__not_beside_a_webhook(telegram: PlaygroundServer, call: Caller) -> None:
    assert await call("setWebhook", url="http://127.0.0.1:9/hook", secret_token="s-1_") is True
    assert await call("getUpdates") == f"409 {POLLING_AND_WEBHOOK}"
    assert await call("deleteWebhook") is True
    assert await call("getUpdates") == []


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        ({"url": "https://a.example/hook"}, "bad webhook: the playground delivers to this machine only"),
        ({"url": "file:///etc/hosts"}, "bad webhook: the playground delivers to this machine only"),
        ({"url": "http://127.0.0.1.a.example/"}, "bad webhook: the playground delivers to this machine only"),
        ({"secret_token": "x" * 257}, "secret token is too long"),
        ({"secret_token": "a b"}, "secret token contains unallowed characters"),
    ],
)
async def test_set_webhook__refuses(call: Caller, params: dict[str, Any], refusal: str) -> None:
    answer = await call("setWebhook", **({"url": "http://127.0.0.1:9/"} | params))
    assert answer == f"400 Bad Request: {refusal}"


async def test_a_group_shows_the_bot_only_what_is_meant_for_it(telegram: PlaygroundServer, call: Caller) -> None:
    reply = (await call("sendMessage", chat_id=GROUP_ID, text="I am here"))["message_id"]
    told = ["/ask x", "/ask@lode_playground_bot x", "hi @Lode_Playground_Bot", "yes"]
    for text in ["chatter", *told[:3], "/ask@another_bot x", "mail@lode_playground_bots"]:
        telegram.people.send(USER, text, GROUP_ID)
    telegram.people.send(SECOND_USER, "yes", GROUP_ID, reply_to=reply)
    assert texts(await call("getUpdates")) == told
    telegram.world.set_status(telegram.world.chats[GROUP_ID], USER, BOT, "administrator")
    telegram.people.send(USER, "chatter", GROUP_ID)
    assert texts(await call("getUpdates", offset=-1)) == ["chatter"]


async def test_a_location_is_told(telegram: PlaygroundServer, call: Caller) -> None:
    telegram.people.share_location(USER, 35.48, -115.53)
    [update] = await call("getUpdates")
    assert update["message"]["location"] == {"latitude": 35.48, "longitude": -115.53}
