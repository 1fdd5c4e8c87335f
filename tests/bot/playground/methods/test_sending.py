"""New messages: what Telegram shows, and what it refuses in which words."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest

from bot.playground.groups import add_group, create_topic
from bot.playground.server import PlaygroundServer
from bot.playground.state import ADMIN, BOT, GROUP_ID, SECOND_USER, USER, Person
from tests.bot.playground.conftest import Caller, caller


@pytest.fixture(autouse=True)
def _started(telegram: PlaygroundServer) -> None:
    telegram.people.start(USER)


async def test_send_message__gives_the_message_as_kept(telegram: PlaygroundServer, call: Caller) -> None:
    text = "  <b>😀 MP</b> rose, see <a href='https://a.example'>[1]</a> $MP \n"
    markup = {"inline_keyboard": [[{"text": "1", "callback_data": "s:1"}]]}
    sent = await call("sendMessage", chat_id=USER.id, text=text, parse_mode="HTML", reply_markup=markup)
    kept = telegram.replies(USER.id)[0]
    assert sent == {
        "message_id": 2,
        "from": {"id": BOT.id, "is_bot": True, "first_name": "Lode", "username": "lode_playground_bot"},
        "chat": {"id": USER.id, "type": "private", "first_name": "Ada", "username": "ada"},
        "date": kept.date,
        "text": "😀 MP rose, see [1] $MP",
        "entities": [
            {"type": "bold", "offset": 0, "length": 5},
            {"type": "text_link", "offset": 16, "length": 3, "url": "https://a.example/"},
            {"type": "cashtag", "offset": 20, "length": 3},
        ],
        "reply_markup": markup,
    }


async def test_send_message__measures_in_utf16_after_parsing(call: Caller) -> None:
    just = "<b>" + "😀" * 2048 + "</b>"
    assert len((await call("sendMessage", chat_id=USER.id, text=just, parse_mode="HTML"))["text"]) == 2048
    too_long = await call("sendMessage", chat_id=USER.id, text=f"{just}x", parse_mode="HTML")
    assert too_long == "400 Bad Request: message is too long"


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        ({"text": ""}, "400 Bad Request: message text is empty"),
        ({}, "400 Bad Request: message text is empty"),
        ({"text": " \n\u200b"}, "400 Bad Request: text must be non-empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "400 Bad Request: text must be non-empty"),
        (
            {"text": "<h1>x</h1>", "parse_mode": "HTML"},
            '400 Bad Request: can\'t parse entities: Unsupported start tag "h1" at byte offset 0',
        ),
        ({"text": "x", "parse_mode": "MarkdownV2"}, "400 Bad Request: unsupported parse_mode"),
        ({"text": "\ud800"}, "400 Bad Request: strings must be encoded in UTF-8"),
        ({"text": "x", "chat_id": ""}, "400 Bad Request: chat_id is empty"),
        ({"text": "x", "chat_id": 404}, "400 Bad Request: chat not found"),
        ({"text": "x", "chat_id": "@somebody"}, "400 Bad Request: chat not found"),
        ({"text": "x", "chat_id": ADMIN.id}, "400 Bad Request: chat not found"),
        ({"text": "x", "message_thread_id": 7}, "400 Bad Request: message thread not found"),
        ({"text": "x", "reply_parameters": {"message_id": 99}}, "400 Bad Request: message to be replied not found"),
        ({"text": "x", "reply_parameters": {"message_id": 1, "quote": "y"}}, "400 Bad Request: QUOTE_TEXT_INVALID"),
        ({"text": "x", "reply_markup": "{"}, "400 Bad Request: can't parse reply_markup JSON object"),
    ],
)
async def test_send_message__refuses(
    telegram: PlaygroundServer, call: Caller, params: dict[str, Any], refusal: str
) -> None:
    assert await call("sendMessage", **({"chat_id": USER.id} | params)) == refusal
    assert telegram.replies(USER.id) == []


async def test_send_message__takes_entities_in_place_of_markup(call: Caller) -> None:
    entities = [{"type": "bold", "offset": 0, "length": 1}, {"type": "mention", "offset": 1, "length": 1}]
    sent = await call("sendMessage", chat_id=USER.id, text="<b>", entities=entities)
    assert (sent["text"], sent["entities"]) == ("<b>", entities[:1])


async def test_send_message__replies_and_quotes(call: Caller) -> None:
    reply = {"message_id": 1, "quote": "/start"}
    sent = await call("sendMessage", chat_id=USER.id, text="x", reply_parameters=reply)
    assert (sent["reply_to_message"]["text"], sent["quote"]["text"]) == ("/start", "/start")
    lenient = {"message_id": 99, "allow_sending_without_reply": True}
    assert "reply_to_message" not in await call("sendMessage", chat_id=USER.id, text="x", reply_parameters=lenient)


async def test_send_message__to_somebody_met_in_a_group_only(telegram: PlaygroundServer, call: Caller) -> None:
    telegram.people.send(SECOND_USER, "hello", GROUP_ID)
    refusal = await call("sendMessage", chat_id=SECOND_USER.id, text="x")
    assert refusal == "403 Forbidden: bot can't initiate conversation with a user"


async def test_send_message__to_a_topic(telegram: PlaygroundServer, call: Caller) -> None:
    forum = add_group(telegram.world, -1000000000777, "Forum", [USER], is_forum=True)
    topic = create_topic(telegram.world, forum, USER, "Uranium")
    asked = telegram.people.send(USER, "/ask", forum.id, thread_id=topic)
    sent = await call("sendMessage", chat_id=forum.id, text="x", message_thread_id=topic)
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (topic, True)
    assert sent["reply_to_message"]["forum_topic_created"]["name"] == "Uranium"
    reply = {"message_id": asked.id}
    assert (await call("sendMessage", chat_id=forum.id, text="x", reply_parameters=reply))["message_thread_id"] == topic
    refusal = await call("sendMessage", chat_id=forum.id, text="x", message_thread_id=asked.id)
    assert refusal == "400 Bad Request: message thread not found"


async def test_send_message__a_chain_of_replies_is_no_topic(telegram: PlaygroundServer, call: Caller) -> None:
    first = telegram.people.send(USER, "/ask", GROUP_ID)
    answer = await call("sendMessage", chat_id=GROUP_ID, text="x", reply_parameters={"message_id": first.id})
    assert (answer["message_thread_id"], "is_topic_message" in answer) == (first.id, False)
    refusal = await call("sendMessage", chat_id=GROUP_ID, text="x", message_thread_id=first.id)
    assert refusal == "400 Bad Request: message thread not found"


async def test_send_message__each_supergroup_counts_its_own_messages(telegram: PlaygroundServer, call: Caller) -> None:
    telegram.people.send(SECOND_USER, "hello")
    assert (await call("sendMessage", chat_id=USER.id, text="x"))["message_id"] == 3
    assert (await call("sendMessage", chat_id=GROUP_ID, text="x"))["message_id"] == 1


async def test_copy_and_forward_message(telegram: PlaygroundServer, call: Caller) -> None:
    telegram.people.send(USER, "/start", GROUP_ID)
    source = {"from_chat_id": USER.id, "message_id": 1}
    assert await call("copyMessage", chat_id=GROUP_ID, **source) == {"message_id": 2}
    forwarded = await call("forwardMessage", chat_id=GROUP_ID, **source)
    assert (forwarded["text"], forwarded["forward_origin"]["sender_user"]["id"]) == ("/start", USER.id)
    missing = {"from_chat_id": USER.id, "message_id": 99}
    assert await call("copyMessage", chat_id=GROUP_ID, **missing) == "400 Bad Request: message to copy not found"


async def test_send_chat_action(telegram: PlaygroundServer, call: Caller) -> None:
    assert await call("sendChatAction", chat_id=USER.id, action="typing") is True
    refusal = await call("sendChatAction", chat_id=USER.id, action="sleeping")
    assert refusal == "400 Bad Request: wrong parameter action in request"
    telegram.people.block(USER)
    refusal = await call("sendChatAction", chat_id=USER.id, action="typing")
    assert refusal == "403 Forbidden: bot was blocked by the user"


async def test_send_message_draft__shows_in_private_chats_only(telegram: PlaygroundServer, call: Caller) -> None:
    draft = {"draft_id": 7, "text": "<i>thinking</i>", "parse_mode": "HTML"}
    before = telegram.world.events.last_id
    assert await call("sendMessageDraft", chat_id=USER.id, **draft) is True
    events = telegram.world.events.after(before)
    assert events is not None
    assert [(event.kind, event.body["text"]) for event in events] == [("draft", "thinking")]
    assert telegram.replies(USER.id) == []
    refusal = await call("sendMessageDraft", chat_id=GROUP_ID, **draft)
    assert refusal == "400 Bad Request: drafts can be sent to private chats only"


async def test_limits__an_edit_counts_as_a_send(http: aiohttp.ClientSession) -> None:
    async with PlaygroundServer(clock=lambda: 1000.0) as server:
        server.people.start(USER)
        call = caller(server, http)
        sent = await call("sendMessage", chat_id=USER.id, text="0")
        for step in range(1, 5):
            await call("editMessageText", chat_id=USER.id, message_id=sent["message_id"], text=str(step))
        refusal = await call("editMessageText", chat_id=USER.id, message_id=sent["message_id"], text="5")
        assert refusal == "429 Too Many Requests: retry after 1"


async def test_a_person_who_joined_later_counts(telegram: PlaygroundServer, call: Caller) -> None:
    person = telegram.world.add_person(Person(5000, "Dora", "dora"))
    telegram.people.send(person, "hello")
    assert (await call("sendMessage", chat_id=5000, text="x"))["chat"]["username"] == "dora"
