"""The page's protocol, spoken as the page speaks it."""

from __future__ import annotations

import time
from typing import Any

import aiohttp
import pytest

from bot.playground.groups import add_group, create_topic
from bot.playground.server import PlaygroundServer
from bot.playground.state import ADMIN, BOT, GROUP_ID, SECOND_USER, USER
from tests.bot.playground.conftest import Caller


async def act(http: aiohttp.ClientSession, server: PlaygroundServer, name: str, **asked: Any) -> tuple[int, Any]:
    async with http.post(f"{server.url}/page/{name}", json=asked) as response:
        return response.status, await response.json()


async def state(http: aiohttp.ClientSession, server: PlaygroundServer, person: int = USER.id) -> Any:
    async with http.get(f"{server.url}/page/state?person={person}") as response:
        assert response.status == 200
        return await response.json()


def events(http: aiohttp.ClientSession, server: PlaygroundServer, person: int = USER.id, position: str = "") -> Any:
    return http.ws_connect(f"{server.url}/page/events?person={person}{position}")


async def frame(socket: aiohttp.ClientWebSocketResponse, kind: str) -> Any:
    """The next frame of this kind."""
    while True:
        received = await socket.receive_json(timeout=5)
        if received["type"] == kind:
            return received


async def test_state__shows_a_person_their_own_chats(telegram: PlaygroundServer, http: aiohttp.ClientSession) -> None:
    seen = await state(http, telegram)
    assert [chat["id"] for chat in seen["chats"]] == [USER.id, GROUP_ID]
    assert seen["instance"] == telegram.world.instance
    people = [(person["id"], person["is_admin"]) for person in seen["people"]]
    assert people == [(USER.id, False), (SECOND_USER.id, False), (ADMIN.id, True)]
    assert seen["bot"]["username"] == BOT.username
    assert seen["chats"][0] == {
        "id": USER.id,
        "type": "private",
        "title": "Lode",
        "is_forum": False,
        "topics": [],
        "started": False,
        "blocked": False,
        "bot_status": "member",
        "members": [
            {"id": USER.id, "is_bot": False, "first_name": "Ada", "username": "ada", "language_code": "en"},
            {"id": BOT.id, "is_bot": True, "first_name": "Lode", "username": BOT.username},
        ],
        "commands": [],
        "menu_button": {"type": "default"},
        "pinned_message_ids": [],
        "messages": [],
    }
    assert [chat["id"] for chat in (await state(http, telegram, ADMIN.id))["chats"]] == [ADMIN.id]


async def test_events__begin_with_the_state_and_follow_it(
    telegram: PlaygroundServer, http: aiohttp.ClientSession, call: Caller
) -> None:
    async with events(http, telegram) as socket:
        first = await socket.receive_json(timeout=5)
        assert (first["type"], first["id"]) == ("state", first["state"]["cursor"])
        _, sent = await act(http, telegram, "send", person=USER.id, chat_id=USER.id, text="hello")
        assert (await frame(socket, "message"))["message"] == sent["message"]
        await call("sendMessage", chat_id=USER.id, text="hi", disable_notification=True)
        shown = (await frame(socket, "message"))["message"]
        assert (shown["text"], shown["silent"], shown["file"], shown["reactions"]) == ("hi", True, None, [])
        await call("sendChatAction", chat_id=USER.id, action="typing")
        typing = await frame(socket, "action")
        assert (typing["chat_id"], typing["message_thread_id"], typing["action"]) == (USER.id, None, "typing")
        await call("deleteMessage", chat_id=USER.id, message_id=shown["message_id"])
        assert (await frame(socket, "deleted"))["message_ids"] == [shown["message_id"]]


async def test_events__a_page_that_comes_back_gets_what_it_missed(
    telegram: PlaygroundServer, http: aiohttp.ClientSession
) -> None:
    async with events(http, telegram) as socket:
        last = (await socket.receive_json(timeout=5))["id"]
    telegram.people.send(USER, "first")
    telegram.people.send(SECOND_USER, "not for Ada")
    telegram.people.send(USER, "second")
    async with events(http, telegram, position=f"&instance={telegram.world.instance}&after={last}") as socket:
        texts = [(await frame(socket, "message"))["message"]["text"] for _ in range(2)]
    assert texts == ["first", "second"]


@pytest.mark.parametrize("position", ["&instance=another&after=3", "&after=3", "&instance={}&after=99999"])
async def test_events__an_unknown_position_starts_from_the_state(
    telegram: PlaygroundServer, http: aiohttp.ClientSession, position: str
) -> None:
    position = position.format(telegram.world.instance)
    async with events(http, telegram, position=position) as socket:
        assert (await socket.receive_json(timeout=5))["type"] == "state"


async def test_events__end_when_the_server_stops(http: aiohttp.ClientSession) -> None:
    async with PlaygroundServer(limits=None) as server:
        socket = await events(http, server)
        await socket.receive_json(timeout=5)
        stopped_at = time.monotonic()
    assert time.monotonic() - stopped_at < 0.9  # though the tab does not answer
    assert (await socket.receive(timeout=5)).type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED)
    await socket.close()


async def test_press__tells_the_bot_and_then_the_person(
    telegram: PlaygroundServer, http: aiohttp.ClientSession, call: Caller
) -> None:
    telegram.people.start(USER)
    markup = {
        "inline_keyboard": [[{"text": "1", "callback_data": "one"}, {"text": "Web", "url": "https://a.example/"}]]
    }
    sent = await call("sendMessage", chat_id=USER.id, text="choose", reply_markup=markup)
    where = {"person": USER.id, "chat_id": USER.id, "message_id": sent["message_id"]}
    async with events(http, telegram) as socket:
        status, pressed = await act(http, telegram, "press", **where, row=0, column=0)
        assert status == 200
        [update] = await call("getUpdates", offset=-1)
        assert update["callback_query"]["id"] == pressed["query_id"]
        assert update["callback_query"]["data"] == "one"
        await call("answerCallbackQuery", callback_query_id=pressed["query_id"], text="Chosen", show_alert=True)
        answer = await frame(socket, "callback_answer")
    del answer["id"]
    assert answer == {
        "type": "callback_answer",
        "chat_id": USER.id,
        "query_id": pressed["query_id"],
        "text": "Chosen",
        "show_alert": True,
        "url": None,
    }
    assert (await act(http, telegram, "press", **where, row=0, column=1))[0] == 404
    assert (await act(http, telegram, "press", **where, row=-1, column=0))[0] == 404


async def test_edit__is_seen_by_the_bot(telegram: PlaygroundServer, http: aiohttp.ClientSession, call: Caller) -> None:
    message = telegram.people.send(USER, "questoin")
    where = {"person": USER.id, "chat_id": USER.id, "message_id": message.id}
    status, answer = await act(http, telegram, "edit", **where, text="question")
    assert (status, answer["message"]["text"]) == (200, "question")
    [update] = await call("getUpdates", offset=-1)
    assert update["edited_message"]["text"] == "question"
    assert update["edited_message"]["message_id"] == message.id
    assert (await act(http, telegram, "edit", **where | {"person": SECOND_USER.id}, text="x"))[0] == 403


async def test_upload__reaches_the_bot_and_is_shown(
    telegram: PlaygroundServer, http: aiohttp.ClientSession, call: Caller
) -> None:
    fields = {"person": str(USER.id), "chat_id": str(USER.id), "kind": "document", "caption": "report"}
    form = aiohttp.FormData(fields, quote_fields=False)
    form.add_field("file", b"%PDF-1.7", filename="récap.pdf", content_type="application/pdf")
    async with http.post(f"{telegram.url}/page/upload", data=form) as response:
        assert response.status == 200
        shown = (await response.json())["message"]
    assert (shown["caption"], shown["file"]["name"], shown["file"]["size"]) == ("report", "récap.pdf", 8)
    async with http.get(telegram.url + shown["file"]["url"]) as response:
        assert await response.read() == b"%PDF-1.7"
        assert response.content_type == "application/octet-stream"
        assert response.headers["Content-Disposition"] == "attachment; filename*=UTF-8''r%C3%A9cap.pdf"
    [update] = await call("getUpdates")
    described = update["message"]["document"]
    assert (described["file_name"], described["mime_type"]) == ("récap.pdf", "application/pdf")
    found = await call("getFile", file_id=described["file_id"])
    async with http.get(f"{telegram.base_file_url}{telegram.token}/{found['file_path']}") as response:
        assert await response.read() == b"%PDF-1.7"


async def test_location__is_sent_into_a_topic(
    telegram: PlaygroundServer, http: aiohttp.ClientSession, call: Caller
) -> None:
    forum = add_group(telegram.world, -1000000004002, "Forum", [USER], is_forum=True)
    topic = create_topic(telegram.world, forum, USER, "Lithium")
    telegram.world.set_status(forum, USER, BOT, "administrator")
    where = {"person": USER.id, "chat_id": forum.id, "message_thread_id": topic}
    _, sent = await act(http, telegram, "location", **where, latitude=35.5, longitude=-115.5)
    assert sent["message"]["location"] == {"latitude": 35.5, "longitude": -115.5}
    [update] = await call("getUpdates", offset=-1)
    assert (update["message"]["message_thread_id"], update["message"]["is_topic_message"]) == (topic, True)
    assert (await act(http, telegram, "location", **where | {"message_thread_id": 5}, latitude=0, longitude=0))[
        0
    ] == 404


async def test_inline__results_are_shown_and_one_is_sent(
    telegram: PlaygroundServer, http: aiohttp.ClientSession, call: Caller
) -> None:
    async with events(http, telegram) as socket:
        where = {"person": USER.id, "chat_id": GROUP_ID}
        _, asked = await act(http, telegram, "inline", **where, query="MP")
        [update] = await call("getUpdates")
        assert (update["inline_query"]["query"], update["inline_query"]["chat_type"]) == ("MP", "supergroup")
        article = {
            "type": "article",
            "id": "mp",
            "title": "MP Materials",
            "input_message_content": {"message_text": "<b>MP</b>", "parse_mode": "HTML"},
        }
        assert await call("answerInlineQuery", inline_query_id=asked["query_id"], results=[article]) is True
        [result] = (await frame(socket, "inline_results"))["results"]
        assert (result["id"], result["title"], result["message_text"]) == ("mp", "MP Materials", "MP")
        _, sent = await act(http, telegram, "choose", **where, query_id=asked["query_id"], result_id="mp")
    assert (sent["message"]["text"], sent["message"]["via_bot"]["id"]) == ("MP", BOT.id)
    assert sent["message"]["entities"] == [{"type": "bold", "offset": 0, "length": 2}]


async def test_block__is_told_to_the_bot_and_shuts_it_out(
    telegram: PlaygroundServer, http: aiohttp.ClientSession, call: Caller
) -> None:
    telegram.people.start(USER)
    assert await act(http, telegram, "block", person=USER.id) == (200, {})
    [update] = await call("getUpdates", offset=-1)
    assert update["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    assert await call("sendMessage", chat_id=USER.id, text="x") == "403 Forbidden: bot was blocked by the user"
    assert (await state(http, telegram))["chats"][0]["blocked"] is True
    sending = {"person": USER.id, "chat_id": USER.id, "text": "x"}
    assert await act(http, telegram, "send", **sending) == (403, {"error": "you have blocked the bot"})
    assert await act(http, telegram, "unblock", person=USER.id) == (200, {})
    assert (await act(http, telegram, "send", **sending))[0] == 200


@pytest.mark.parametrize(
    ("name", "asked", "status"),
    [
        ("send", {"person": USER.id, "chat_id": USER.id}, 400),
        ("send", {"person": USER.id, "chat_id": USER.id, "text": "x", "colour": "red"}, 400),
        ("send", {"person": USER.id, "chat_id": USER.id, "text": "  "}, 400),
        ("send", {"person": USER.id, "chat_id": USER.id, "text": "x" * 4097}, 400),
        ("send", {"person": USER.id, "chat_id": USER.id, "text": "x", "reply_to": 77}, 404),
        ("send", {"person": USER.id, "chat_id": SECOND_USER.id, "text": "x"}, 403),
        ("send", {"person": 5, "chat_id": 5, "text": "x"}, 404),
        ("send", {"person": BOT.id, "chat_id": USER.id, "text": "x"}, 404),
        ("start", {"person": USER.id, "payload": "a b"}, 400),
        ("location", {"person": USER.id, "chat_id": USER.id, "latitude": 91, "longitude": 0}, 400),
        ("choose", {"person": USER.id, "chat_id": USER.id, "query_id": "1", "result_id": "1"}, 404),
    ],
)
async def test_acting__refuses_what_no_client_would_send(
    telegram: PlaygroundServer, http: aiohttp.ClientSession, name: str, asked: dict[str, Any], status: int
) -> None:
    refused, answer = await act(http, telegram, name, **asked)
    assert (refused, list(answer)) == (status, ["error"])
    assert telegram.messages(USER.id) == []
