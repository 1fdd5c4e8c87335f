"""A Telegram for tests: the playground's server, without its speed limits.

`telegram` is a `bot.playground.server.PlaygroundServer`, running on loopback within the test's own event loop. Give the
bot `telegram.base_url`, `telegram.base_file_url` and `telegram.token`; then act and look:

    sent = telegram.people.send(USER, "What is MP's capex?")          a private chat, whose id is USER.id
    telegram.people.send(SECOND_USER, "/ask …", chat_id=GROUP_ID)
    reply = await telegram.wait_for(lambda: telegram.replies(USER.id)[-1:])
    telegram.people.press(USER, reply[0], "👍")                       by a button's text or its callback data
    telegram.faults.add(Fault("editMessageText", "error", code=429, retry_after=2))
    assert telegram.calls("sendMessage")[0].params.text("text") == "…"

`telegram.world` holds the rest: `chats`, `files`, `profile`, `queries.open` (presses that the bot has not answered).
People, ids and `Message` are in `bot.playground.state`; more people and groups come from `telegram.world.add_person`
and `bot.playground.groups`. A private chat exists for the bot from the person's first message on. A test that needs
the limits, or its own clock, starts its own `PlaygroundServer`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.playground.server import PlaygroundServer


@pytest.fixture
async def telegram() -> AsyncIterator[PlaygroundServer]:
    async with PlaygroundServer(limits=None) as server:
        yield server
