"""The Bot API's own manners over HTTP, and faults on demand."""

from __future__ import annotations

import asyncio
import io
import re
import time
from contextlib import suppress
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)

from bot.playground.faults import Fault
from bot.playground.groups import add_group, migrate
from bot.playground.methods import METHODS
from bot.playground.server import PlaygroundServer
from bot.playground.state import USER
from tests.bot.playground.conftest import Caller


@pytest.fixture
async def bot(telegram: PlaygroundServer) -> Any:
    telegram.people.start(USER)
    async with Bot(telegram.token, telegram.base_url, telegram.base_file_url) as bot:
        yield bot


async def answer(http: aiohttp.ClientSession, address: str, **body: Any) -> tuple[int, Any]:
    async with http.post(address, **body) as response:
        return response.status, await response.json()


async def test_a_wrong_token(telegram: PlaygroundServer, http: aiohttp.ClientSession) -> None:
    refused = (401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
    assert await answer(http, f"{telegram.base_url}1:x/getMe") == refused
    async with http.get(f"{telegram.base_file_url}1:x/files/x") as response:
        assert response.status == 401


async def test_an_unknown_method_or_file(telegram: PlaygroundServer, http: aiohttp.ClientSession) -> None:
    not_found = {"ok": False, "error_code": 404, "description": "Not Found"}
    assert await answer(http, f"{telegram.base_url}{telegram.token}/sendTelepathy") == (404, not_found)
    async with http.get(f"{telegram.base_file_url}{telegram.token}/files/../x") as response:
        assert response.status == 404


@pytest.mark.parametrize("form", ["query", "form", "multipart", "json"])
async def test_parameters_come_in_four_forms(
    telegram: PlaygroundServer, http: aiohttp.ClientSession, form: str
) -> None:
    telegram.people.start(USER)
    address = f"{telegram.base_url}{telegram.token}/SENDMESSAGE"
    params = {"chat_id": str(USER.id), "text": "+1 é", "disable_notification": "True"}
    bodies: dict[str, dict[str, Any]] = {
        "query": {"params": params},
        "form": {"data": params},
        "multipart": {"data": aiohttp.FormData(params, default_to_multipart=True)},
        "json": {"json": params},
    }
    status, sent = await answer(http, address, **bodies[form])
    assert (status, sent["result"]["text"]) == (200, "+1 é")
    assert telegram.replies(USER.id)[0].is_silent


@pytest.mark.parametrize("body", ["{", "[1]", "", '"x"'])
async def test_a_malformed_body(telegram: PlaygroundServer, http: aiohttp.ClientSession, body: str) -> None:
    address = f"{telegram.base_url}{telegram.token}/sendMessage"
    status, refused = await answer(http, address, data=body, headers={"Content-Type": "application/json"})
    assert (status, refused["ok"], refused["error_code"]) == (400, False, 400)


async def test_a_malformed_form(telegram: PlaygroundServer, http: aiohttp.ClientSession) -> None:
    address = f"{telegram.base_url}{telegram.token}/sendMessage"
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    status, refused = await answer(http, address, data=b"no such boundary", headers=headers)
    assert (status, refused["description"]) == (400, "Bad Request: can't parse the request's form")
    async with http.post(f"{telegram.url}/page/upload", data=b"no such boundary", headers=headers) as response:
        assert (response.status, list(await response.json())) == (400, ["error"])


async def test_a_body_over_the_limit(telegram: PlaygroundServer, http: aiohttp.ClientSession) -> None:
    address = f"{telegram.base_url}{telegram.token}/sendDocument"
    form = aiohttp.FormData({"chat_id": str(USER.id)})
    form.add_field("document", io.BytesIO(bytes(52 * 2**20)), filename="big.bin")
    refused = {"ok": False, "error_code": 413, "description": "Request Entity Too Large"}
    assert await answer(http, address, data=form) == (413, refused)


@pytest.mark.parametrize("method", METHODS)
async def test_a_method_that_gets_nonsense_refuses(telegram: PlaygroundServer, call: Caller, method: str) -> None:
    telegram.people.start(USER)
    nonsense: list[Any] = [{}, [], [1], "x", -1, None, {"type": 1}]
    names = ("chat_id", "text", "message_id", "reply_markup", "media", "commands", "scope", "results", "reaction")
    others = ("entities", "message_ids", "reply_parameters", "photo", "document", "caption", "user_id", "url", "offset")
    for value in nonsense:
        answered = await call(method, **dict.fromkeys((*names, *others), value) | {"chat_id": USER.id})
        assert not isinstance(answered, str) or re.match("400 Bad Request: |403 Forbidden: |409 Conflict: ", answered)


async def test_ptb_reads_the_refusals(telegram: PlaygroundServer, bot: Bot, call: Caller) -> None:
    basic = add_group(telegram.world, -31, "Basic", [USER])
    moved = migrate(telegram.world, basic, USER)
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(5, "x")
    with pytest.raises(ChatMigrated) as migrated:
        await bot.send_message(basic.id, "x")
    assert migrated.value.new_chat_id == moved.id
    telegram.people.block(USER)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(USER.id, "x")
    poll = asyncio.create_task(bot.get_updates(offset=100, timeout=5))
    await telegram.wait_for(lambda: telegram.calls("getUpdates"))
    await call("getUpdates")
    with pytest.raises(Conflict):
        await poll


async def test_fault__errors_for_the_next_calls_of_a_method(telegram: PlaygroundServer, bot: Bot) -> None:
    telegram.faults.add(Fault("sendMessage", "error", times=2, code=429, retry_after=7))
    telegram.faults.add(Fault("sendMessage", "error", code=500))
    await bot.get_me()
    for _ in range(2):
        with pytest.raises(RetryAfter) as refused:
            await bot.send_message(USER.id, "x")
        assert refused.value.retry_after == timedelta(seconds=7)
    with pytest.raises(NetworkError, match="Internal Server Error"):
        await bot.send_message(USER.id, "x")
    await bot.send_message(USER.id, "through")
    assert [message.text for message in telegram.replies(USER.id)] == ["through"]
    assert [call.code for call in telegram.calls("sendMessage")] == [429, 429, 500, 200]


async def test_fault__for_one_chat(telegram: PlaygroundServer, bot: Bot) -> None:
    telegram.faults.add(Fault("*", "error", code=403, chat_id=5))
    await bot.send_message(USER.id, "x")
    with pytest.raises(Forbidden):
        await bot.send_message(5, "x")


@pytest.mark.parametrize(("is_delivered", "shown"), [(False, []), (True, ["x"])])
async def test_fault__the_connection_drops(
    telegram: PlaygroundServer, bot: Bot, is_delivered: bool, shown: list[str]
) -> None:
    telegram.faults.add(Fault("sendMessage", "drop", is_delivered=is_delivered))
    with pytest.raises(NetworkError):
        await bot.send_message(USER.id, "x")
    assert [message.text for message in telegram.replies(USER.id)] == shown
    await bot.send_message(USER.id, "next")


async def test_fault__a_hang_lasts_until_the_bot_gives_up(telegram: PlaygroundServer, bot: Bot) -> None:
    telegram.faults.add(Fault("sendMessage", "hang", is_delivered=True))
    with pytest.raises(TimedOut):
        await bot.send_message(USER.id, "x", read_timeout=0.2)
    assert [message.text for message in telegram.replies(USER.id)] == ["x"]


async def test_fault__a_proxy_answers_in_html(telegram: PlaygroundServer, bot: Bot) -> None:
    telegram.faults.add(Fault("sendMessage", "html", code=502))
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.send_message(USER.id, "x")


async def test_fault__latency(telegram: PlaygroundServer, bot: Bot) -> None:
    telegram.faults.add(Fault("sendMessage", "latency", seconds=0.2))
    began = time.monotonic()
    await bot.send_message(USER.id, "x")
    assert time.monotonic() - began >= 0.2


async def test_fault__a_404_looks_like_a_wrong_token_to_ptb(telegram: PlaygroundServer, bot: Bot) -> None:
    telegram.faults.add(Fault("sendMessage", "error", code=404, description="Not Found"))
    with pytest.raises(InvalidToken):
        await bot.send_message(USER.id, "x")


async def test_control__adds_faults_and_shows_calls(
    telegram: PlaygroundServer, http: aiohttp.ClientSession, call: Caller
) -> None:
    control = f"{telegram.url}/control"
    asked = {"method": "getMe", "kind": "error", "code": 429, "retry_after": 3, "times": 5}
    assert await answer(http, f"{control}/faults", json=asked) == (200, {})
    assert await call("getMe") == "429 Too Many Requests: retry after 3"
    async with http.get(f"{control}/faults") as response:
        [waiting] = await response.json()
    assert (waiting["times"], waiting["is_delivered"]) == (4, False)
    async with http.delete(f"{control}/faults") as response:
        assert response.status == 200
    assert (await call("getMe"))["is_bot"] is True
    await call("getMyName")
    await call("getMe")
    async with http.get(f"{control}/calls?method=getMe&last=2") as response:
        assert [(made["method"], made["code"]) for made in await response.json()] == [("getMe", 200), ("getMe", 200)]
    async with http.get(f"{control}/calls") as response:
        made = [(made["method"], made["description"]) for made in await response.json()]
    assert made == [("getMe", "Too Many Requests: retry after 3"), ("getMe", ""), ("getMyName", ""), ("getMe", "")]


@pytest.mark.parametrize(
    ("fault", "code", "description"),
    [
        (Fault("getMe", "error", code=403), 403, "Forbidden: bot was blocked by the user"),
        (Fault("getMe", "html", code=502), 502, "a page of HTML"),
        (Fault("getMe", "drop"), 0, "no answer, and not carried out"),
        (Fault("getMe", "hang", seconds=0.01, is_delivered=True), 0, "no answer, and carried out"),
        (Fault("getMe", "latency", seconds=0.01), 200, ""),
    ],
)
async def test_a_call_that_met_a_fault_says_so(
    telegram: PlaygroundServer, http: aiohttp.ClientSession, fault: Fault, code: int, description: str
) -> None:
    telegram.faults.add(fault)
    with suppress(aiohttp.ClientError):
        async with http.post(f"{telegram.base_url}{telegram.token}/getMe"):
            pass
    [made] = telegram.calls("getMe")
    assert (made.code, made.description) == (code, description)


@pytest.mark.parametrize(
    ("path", "asked", "status"),
    [
        ("faults", {"method": "getMe", "kind": "earthquake"}, 400),
        ("faults", {"method": "getMe", "kind": "drop", "time": 2}, 400),
        ("faults", {"method": "getMe", "kind": "error", "code": 200}, 400),
        ("faults", {"kind": "error"}, 400),
        ("status", {"chat_id": USER.id, "person": 2000, "status": "kicked"}, 404),
        ("migrate", {"chat_id": -1000000002001}, 400),
    ],
)
async def test_control__refuses(
    telegram: PlaygroundServer, http: aiohttp.ClientSession, path: str, asked: dict[str, Any], status: int
) -> None:
    refused, reason = await answer(http, f"{telegram.url}/control/{path}", json=asked)
    assert (refused, list(reason)) == (status, ["error"])


@pytest.mark.parametrize("asked", ["last=-1", "last=x", "lats=1"])
async def test_control__refuses_to_show_calls(
    telegram: PlaygroundServer, http: aiohttp.ClientSession, asked: str
) -> None:
    async with http.get(f"{telegram.url}/control/calls?{asked}") as response:
        assert (response.status, list(await response.json())) == (400, ["error"])


async def test_wait_for__says_what_the_bot_did_instead(telegram: PlaygroundServer, call: Caller) -> None:
    await call("sendMessage", chat_id=5, text="lost")
    with pytest.raises(
        AssertionError, match=r"not within 0.05 s; the bot's last calls were:\nsendMessage .*lost.* 400"
    ):
        await telegram.wait_for(lambda: telegram.replies(USER.id), 0.05)
