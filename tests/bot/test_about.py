"""What the bot says of itself, over HTTP."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.menus import Role, menu_of
from bot.messages import texts
from bot.playground.faults import Fault
from bot.playground.params import Upload
from bot.playground.server import PlaygroundServer
from bot.playground.state import ADMIN, GROUP_ID, USER
from tests.bot.running import running_bot
from tests.fakes import FakeRetrieval

START = """I am Lode. I answer questions from documents and show where each statement stands.

I hold 3 documents, for example:
• Project Vault: the reserve
• MP <Materials> 10-K & exhibits
• Glossary

/sources lists them all. Just write your question; /help tells more."""
STATUS = """Documents: 3, in 3 passages
Last indexed: 5 February 2026, 06:30 UTC
Answers: sentences of the documents, word for word"""


@pytest.mark.parametrize(
    ("said", "reply"),
    [
        ("/start", START),
        ("/status", STATUS),
        ("/nonsense", texts.UNKNOWN_COMMAND),
        ("/reindex", texts.UNKNOWN_COMMAND),
    ],
)
async def test_a_command_in_private(telegram: PlaygroundServer, tmp_path: Path, said: str, reply: str) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path):
        telegram.people.send(USER, said)
        await telegram.wait_for(lambda: telegram.replies(USER.id))
    assert [message.text for message in telegram.replies(USER.id)] == [reply]


async def test_help__lists_the_commands(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path, admins=[ADMIN.id]):
        telegram.people.send(USER, "/help")
        telegram.people.send(ADMIN, "/help")
        telegram.people.send(USER, "/help", GROUP_ID)
        await telegram.wait_for(lambda: all(map(telegram.replies, (USER.id, ADMIN.id, GROUP_ID))))
    text = telegram.replies(USER.id)[0].text
    assert "begin with my name @lode_playground_bot" in text
    assert text.splitlines()[-17:] == [
        "/ask – Ask the documents",
        "/new – Start a new conversation",
        "/cancel – Stop the answer being written",
        "/price – Last close and move, as in /price MP",
        "/chart – Price and volume, as in /chart MP 3m",
        "/digest – The digest of the last session, now",
        "/subscribe – The daily digest",
        "/unsubscribe – No more digests; your choices are kept",
        "/settings – When and what the digest tells you",
        "/pause – No digests for a while, as in /pause 3d",
        "/resume – End a pause",
        "/sources – The documents I answer from",
        "/filings – SEC filings, as in /filings MP",
        "/status – The state of the index",
        "/help – How to ask, and all commands",
        "/privacy – What is kept about you",
        "/forget – Delete what is kept about you",
    ]


async def test_start__gives_an_admin_their_menu(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path, admins=[ADMIN.id]) as services:
        assert telegram.calls("setMyCommands")[-1].description == "Bad Request: chat not found"
        telegram.people.start(ADMIN)
        await telegram.wait_for(lambda: telegram.replies(ADMIN.id))
    menu = telegram.world.profile.menus[("chat", ADMIN.id), ""]
    assert [(command["command"], command["description"]) for command in menu] == menu_of(Role.ADMIN, services.commands)


async def test_introduce__describes_the_bot_where_nobody_has(telegram: PlaygroundServer, tmp_path: Path) -> None:
    telegram.world.profile.texts["short_description", ""] = "Written by the operator."
    async with running_bot(telegram, FakeRetrieval(), tmp_path):
        await telegram.wait_for(lambda: telegram.calls("getMyShortDescription"))
    assert telegram.world.profile.text("description") == texts.DESCRIPTION
    assert telegram.world.profile.text("short_description") == "Written by the operator."


async def test_a_refused_description_does_not_stop_the_start(telegram: PlaygroundServer, tmp_path: Path) -> None:
    telegram.faults.add(Fault("getMyDescription", "error", code=500))
    async with running_bot(telegram, FakeRetrieval(), tmp_path):
        telegram.people.send(USER, "/status")
        await telegram.wait_for(lambda: telegram.replies(USER.id))


async def test_what_is_not_text_is_declined_in_private_and_ignored_in_groups(
    telegram: PlaygroundServer, tmp_path: Path
) -> None:
    upload = Upload("notes.txt", "text/plain", b"notes")
    async with running_bot(telegram, FakeRetrieval(), tmp_path):
        telegram.people.upload(USER, upload, chat_id=GROUP_ID, caption="@lode_playground_bot look")
        telegram.people.send(USER, "/nonsense@lode_playground_bot", GROUP_ID)
        telegram.people.upload(USER, upload)
        await telegram.wait_for(lambda: telegram.replies(USER.id))
    assert telegram.replies(USER.id)[0].text == texts.TEXT_ONLY
    assert telegram.replies(GROUP_ID) == []
