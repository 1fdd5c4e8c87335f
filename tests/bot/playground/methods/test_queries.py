"""Answers to presses and inline queries."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest

from bot.playground.server import PlaygroundServer
from bot.playground.state import GROUP_ID, USER
from tests.bot.playground.conftest import Caller, caller

TOO_OLD = "400 Bad Request: query is too old and response timeout expired or query ID is invalid"
MARKUP = {"inline_keyboard": [[{"text": "👍", "callback_data": "vote:1"}]]}


async def press(server: PlaygroundServer, call: Caller) -> str:
    server.people.start(USER)
    await call("sendMessage", chat_id=USER.id, text="x", reply_markup=MARKUP)
    return server.people.press(USER, server.replies(USER.id)[-1], "👍").id


async def test_answer_callback_query__once(telegram: PlaygroundServer, call: Caller) -> None:
    query_id = await press(telegram, call)
    too_long = await call("answerCallbackQuery", callback_query_id=query_id, text="x" * 201)
    assert too_long == "400 Bad Request: MESSAGE_TOO_LONG"
    assert await call("answerCallbackQuery", callback_query_id=query_id, text="x" * 200) is True
    assert await call("answerCallbackQuery", callback_query_id=query_id) == TOO_OLD
    assert await call("answerCallbackQuery", callback_query_id="7") == TOO_OLD
    assert await call("answerCallbackQuery") == TOO_OLD


async def test_answer_callback_query__too_late(http: aiohttp.ClientSession) -> None:
    clock = [1000.0]
    async with PlaygroundServer(clock=lambda: clock[0]) as server:
        call = caller(server, http)
        query_id = await press(server, call)
        clock[0] += 15.5
        assert await call("answerCallbackQuery", callback_query_id=query_id) == TOO_OLD


async def test_press__gives_the_bot_the_message(telegram: PlaygroundServer, call: Caller) -> None:
    query_id = await press(telegram, call)
    [update] = await call("getUpdates", offset=-1)
    query = update["callback_query"]
    assert (query["id"], query["data"], query["from"]["id"]) == (query_id, "vote:1", USER.id)
    assert (query["message"]["text"], query["message"]["reply_markup"]) == ("x", MARKUP)


def article(**changes: Any) -> dict[str, Any]:
    content = {"message_text": "text"}
    return {"type": "article", "id": "1", "title": "t", "input_message_content": content} | changes


@pytest.mark.parametrize(
    ("results", "refusal"),
    [
        ([article(id="x" * 65)], "RESULT_ID_INVALID"),
        ([article(id="")], "RESULT_ID_INVALID"),
        ([article(), article()], "RESULT_ID_DUPLICATE"),
        ([article(id=str(number)) for number in range(51)], "RESULTS_TOO_MUCH"),
        ([article(title="")], "can't parse inline query result: Can't find field \"title\""),
        (
            [article(input_message_content={"message_text": "<p>", "parse_mode": "HTML"})],
            'can\'t parse entities: Unsupported start tag "p" at byte offset 0',
        ),
        (
            [article(input_message_content=None)],
            "can't parse inline query result: the playground takes results with a text to send",
        ),
    ],
)
async def test_answer_inline_query__refuses(
    telegram: PlaygroundServer, call: Caller, results: list[Any], refusal: str
) -> None:
    query = telegram.people.ask_inline(USER, "mp", GROUP_ID)
    answer = await call("answerInlineQuery", inline_query_id=query.id, results=results)
    assert answer == f"400 Bad Request: {refusal}"


async def test_answer_inline_query__once(telegram: PlaygroundServer, call: Caller) -> None:
    query = telegram.people.ask_inline(USER, "mp")
    assert await call("answerInlineQuery", inline_query_id=query.id, results=[]) is True
    assert await call("answerInlineQuery", inline_query_id=query.id, results=[]) == TOO_OLD
