"""Failures: an apology for the person, the detail for admins, and no secret anywhere."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.logs import RedactingFormatter, redaction
from bot.messages import texts
from bot.playground.faults import Fault
from bot.playground.server import TOKEN, PlaygroundServer
from bot.playground.state import ADMIN, SECOND_USER, USER
from tests.bot.running import acknowledged, final_reply, running_bot
from tests.fakes import FakeRetrieval

APOLOGY = re.escape(texts.apology("ID")).replace("ID", "([0-9a-f]{6})")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that the bot logs, from DEBUG up, in the form in which it leaves the process."""
    stream, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(stream), root.level
    handler.setFormatter(RedactingFormatter(redaction([TOKEN])))
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


async def test_a_failure_is_an_apology_with_an_id_and_a_report_to_admins(
    telegram: PlaygroundServer, tmp_path: Path, log: io.StringIO
) -> None:
    retrieval = FakeRetrieval(failure=ValueError(f"<broken> at https://example.org/bot{TOKEN}/x"))
    async with running_bot(telegram, retrieval, tmp_path, admins=[ADMIN.id]):
        telegram.people.send(ADMIN, "/help")
        telegram.people.send(USER, "Why?")
        await telegram.wait_for(lambda: len(telegram.replies(ADMIN.id)) == 2)
        [apology] = telegram.replies(USER.id)
        told = re.fullmatch(APOLOGY, apology.text)
        assert told is not None
        report = telegram.replies(ADMIN.id)[1].text
        assert report.startswith(f"Error {told[1]} in chat {USER.id}, from {USER.id}, update ")
        assert report.endswith("ValueError: <broken> at https://example.org/bot[secret]/x")
        # The same failure again is logged, and not reported again.
        telegram.people.send(SECOND_USER, "Why?")
        await telegram.wait_for(lambda: telegram.replies(SECOND_USER.id)[-1:] and "Sorry" in _last(telegram))
    assert len(telegram.replies(ADMIN.id)) == 2
    assert f"Error {told[1]} in chat {USER.id}" in log.getvalue()
    assert TOKEN.partition(":")[2] not in log.getvalue()


def _last(telegram: PlaygroundServer) -> str:
    return telegram.replies(SECOND_USER.id)[-1].text


async def test_a_failed_press_gets_its_apology_as_a_toast(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path) as services:
        telegram.people.send(USER, "Why?")
        answer = await final_reply(telegram, USER.id)
        await services.store.close()
        (tmp_path / "bot.db").unlink()
        (tmp_path / "bot.db").mkdir()
        query = telegram.people.press(USER, answer, "👍")
        await acknowledged(telegram, query)
    toast = telegram.calls("answerCallbackQuery")[0].params.text("text")
    assert re.fullmatch(APOLOGY, toast)
    assert len(toast) <= 200


async def test_an_admin_who_never_pressed_start_does_not_stop_the_apology(
    telegram: PlaygroundServer, tmp_path: Path
) -> None:
    retrieval = FakeRetrieval(failure=ValueError("broken"))
    async with running_bot(telegram, retrieval, tmp_path, admins=[ADMIN.id, 999]):
        telegram.people.send(USER, "Why?")
        await telegram.wait_for(lambda: [reply for reply in telegram.replies(USER.id) if "Sorry" in reply.text])
    assert [reply.text != texts.LOOKING for reply in telegram.replies(USER.id)] == [True]


async def test_nobody_gets_an_apology_for_what_may_have_arrived(telegram: PlaygroundServer, tmp_path: Path) -> None:
    telegram.faults.add(Fault("sendMessage", "drop", is_delivered=True))
    async with running_bot(telegram, FakeRetrieval(), tmp_path, admins=[ADMIN.id]):
        telegram.people.send(USER, "/status")
        telegram.people.send(USER, "/new")
        await telegram.wait_for(lambda: len(telegram.replies(USER.id)) == 2)
    assert telegram.replies(USER.id)[0].text.startswith("Documents: 3")
    assert telegram.replies(USER.id)[1].text == texts.NEW_CONVERSATION


async def test_the_token_never_reaches_the_log(telegram: PlaygroundServer, tmp_path: Path, log: io.StringIO) -> None:
    for fault in (
        Fault("getUpdates", "error", code=404),
        Fault("getUpdates", "drop"),
        Fault("sendMessage", "html", code=502),
        Fault("editMessageText", "drop"),
    ):
        telegram.faults.add(fault)
    async with running_bot(telegram, FakeRetrieval(), tmp_path):
        telegram.people.send(USER, "Why?")
        await final_reply(telegram, USER.id)
    assert "No updates for now: the Bot API server answers 404" in log.getvalue()
    assert "/bot[secret]/getMe" in log.getvalue()
    assert TOKEN not in log.getvalue()
    assert TOKEN.partition(":")[2] not in log.getvalue()
