"""Sending and changing messages, over HTTP."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from telegram import Chat as TelegramChat
from telegram import Message
from telegram.error import BadRequest, Forbidden, NetworkError, TimedOut
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot.delivery import Place, delete, deliver, edit, edit_photo, send, send_photo
from bot.pacing import Pacing
from bot.playground.faults import Fault
from bot.playground.server import PlaygroundServer
from bot.playground.state import GROUP_ID, USER, Chat

HERE = Place(USER.id)
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
"""A picture of one dot."""


@pytest.fixture
async def bot(telegram: PlaygroundServer) -> AsyncIterator[ExtBot[int]]:
    telegram.people.start(USER)
    request = HTTPXRequest(read_timeout=0.5)
    async with ExtBot(
        telegram.token, telegram.base_url, telegram.base_file_url, request=request, rate_limiter=Pacing()
    ) as bot:
        yield bot


def texts(telegram: PlaygroundServer) -> list[str]:
    return [reply.text for reply in telegram.replies(USER.id)]


async def test_send__a_time_out_is_not_sent_again(telegram: PlaygroundServer, bot: ExtBot[int]) -> None:
    telegram.faults.add(Fault("sendMessage", "hang", seconds=1, is_delivered=True))
    with pytest.raises(TimedOut):
        await send(bot, HERE, "once")
    assert texts(telegram) == ["once"]


async def test_send__a_broken_answer_is_not_sent_again(telegram: PlaygroundServer, bot: ExtBot[int]) -> None:
    telegram.faults.add(Fault("sendMessage", "drop", is_delivered=True))
    with pytest.raises(NetworkError):
        await send(bot, HERE, "once")
    assert texts(telegram) == ["once"]


async def test_send__waits_for_a_server_that_is_away(
    telegram: PlaygroundServer, bot: ExtBot[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery._PAUSES", (0.01, 0.01, 0.01))
    away = ExtBot(telegram.token, "http://127.0.0.1:9/bot", rate_limiter=Pacing())
    await away._request[1].initialize()
    with pytest.raises(NetworkError):
        await send(away, HERE, "never")
    await away._request[1].shutdown()
    assert await send(bot, HERE, "now") == telegram.replies(USER.id)[0].id


async def test_send__refused_for_good_is_raised_at_once(telegram: PlaygroundServer, bot: ExtBot[int]) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await send(bot, Place(12345), "nobody")
    telegram.people.block(USER)
    with pytest.raises(Forbidden):
        await send(bot, HERE, "blocked")
    assert len(telegram.calls("sendMessage")) == 2


async def test_send__follows_a_group_that_has_moved(telegram: PlaygroundServer, bot: ExtBot[int]) -> None:
    old = telegram.world.add_chat(Chat(-77, "group", "Old", migrated_to=GROUP_ID))
    old.members |= telegram.world.chats[GROUP_ID].members
    await send(bot, Place(-77, reply_to=3), "hello")
    assert [reply.text for reply in telegram.replies(GROUP_ID)] == ["hello"]
    assert await edit(bot, -77, 1, "hello") is False


async def test_send_photo__and_change_it(telegram: PlaygroundServer, bot: ExtBot[int]) -> None:
    await send_photo(bot, HERE, DOT, "<b>one</b>")
    [sent] = telegram.replies(USER.id)
    assert (sent.text, sent.content.entities[0].type) == ("one", "bold")
    message = Message(sent.id, datetime.now(UTC), TelegramChat(USER.id, "private"))
    assert await edit_photo(bot, message, DOT, "two", None)
    assert await edit_photo(bot, message, DOT, "two", None)  # as it is already
    assert texts(telegram) == ["two"]
    await delete(bot, USER.id, [sent.id])
    assert not await edit_photo(bot, message, DOT, "three", None)


async def test_send_photo__markup_that_is_refused_goes_out_as_plain_text(
    telegram: PlaygroundServer, bot: ExtBot[int]
) -> None:
    await send_photo(bot, HERE, DOT, "<b>one</i>")
    assert texts(telegram) == ["one"]


async def test_send_photo__a_broken_answer_is_not_sent_again(telegram: PlaygroundServer, bot: ExtBot[int]) -> None:
    telegram.faults.add(Fault("sendPhoto", "drop", is_delivered=True))
    with pytest.raises(NetworkError):
        await send_photo(bot, HERE, DOT, "once")
    assert texts(telegram) == ["once"]


async def test_edit__says_whether_the_message_is_there(telegram: PlaygroundServer, bot: ExtBot[int]) -> None:
    message_id = await send(bot, HERE, "<b>old</b>")
    assert await edit(bot, USER.id, message_id, "new") is True
    assert await edit(bot, USER.id, message_id, "new") is True  # "message is not modified"
    assert texts(telegram) == ["new"]
    assert await edit(bot, USER.id, 999, "new") is False


async def test_deliver__reuses_messages_and_deletes_those_left_over(
    telegram: PlaygroundServer, bot: ExtBot[int]
) -> None:
    first = await deliver(bot, HERE, ["a", "b", "c"])
    assert texts(telegram) == ["a", "b", "c"]
    await delete(bot, USER.id, first[1:2])
    again = await deliver(bot, HERE, ["A", "B"], over=first)
    assert texts(telegram) == ["A", "B"]
    assert (again[0], again[1] > first[2]) == (first[0], True)
