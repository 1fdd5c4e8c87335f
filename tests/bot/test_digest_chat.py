"""The digest in a chat, and the buttons under it, over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import digest_chat as feature
from bot.context import Services
from bot.digests.schedule import Schedule
from bot.messages import texts
from bot.playground.media import picture_size
from bot.playground.server import PlaygroundServer
from bot.playground.state import USER, Message
from bot.storage.subscriptions import Preferences
from tests.bot.running import acknowledged, final_reply, labels, running_bot
from tests.fakes import LOAN, LOAN_CITATION, FakeRetrieval, answered

NOW = datetime(2026, 2, 3, 12, tzinfo=UTC)
TUESDAY = "/digest 2026-02-03"


async def shown_to(telegram: PlaygroundServer, command: str) -> Message:
    telegram.people.send(USER, command)
    return await final_reply(telegram, USER.id, count=1)


async def subscribe(services: Services, **chosen: object) -> None:
    """Subscribe the user, who has not been told of any document."""
    preferences = Preferences(Schedule(NOW.time(), "Etc/UTC"), **{"threshold": 5, **chosen})  # type: ignore[arg-type]
    await services.subscriptions.open(USER.id, None, preferences, NOW)
    await services.subscriptions.subscribe(USER.id, None, NOW)


async def test_digest__of_a_day_as_picture_and_text(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path):
        shown = await shown_to(telegram, TUESDAY)
    lines = shown.text.splitlines()
    assert lines[:2] == ["Critical minerals · close of Tue 3 Feb 2026", "⚠ SAMPLE: made-up figures, not real prices."]
    assert lines[4] == " 1 NB    +18.9 %      8.70   +12.3"
    assert "No new filings or documents since your last digest." in lines
    assert labels(shown) == [["Why did NB move?", "Filings"], ["Settings", "Unsubscribe"]]
    assert shown.content.file is not None
    assert picture_size(shown.content.file.content) == ("image/png", 1080, 1200)


async def test_digest__of_the_last_session_that_there_are_prices_of(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path):
        shown = await shown_to(telegram, "/digest")
    assert shown.text.startswith("Critical minerals · close of Wed 4 Feb 2026\n⚠ SAMPLE")


async def test_digest__as_the_chat_has_chosen(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path) as services:
        await subscribe(services, tickers=("MP", "IDR"), threshold=20)
        shown = await shown_to(telegram, TUESDAY)
    rows = " 1 MP    +10.0 %     66.81    +3.5\n 2 IDR    +5.4 %     44.80    −1.1"
    assert f"{rows}\n\nAll quiet: no move of 20 % or more." in shown.text
    assert "NB" not in shown.text
    assert labels(shown)[0] == ["Filings"]


@pytest.mark.parametrize("said", ["tomorrow", "2026-02-30", "2010-01-04", "2999-01-01"])
async def test_digest__of_which_day(telegram: PlaygroundServer, tmp_path: Path, said: str) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path):
        telegram.people.send(USER, f"/digest {said}")
        await telegram.wait_for(lambda: telegram.replies(USER.id))
    assert [reply.text for reply in telegram.replies(USER.id)] == [feature.WHICH_DAY]


async def test_why__is_asked_of_the_documents_and_counts_as_a_question(
    telegram: PlaygroundServer, tmp_path: Path
) -> None:
    question = "Why did NB move on 3 February 2026?"
    retrieval = FakeRetrieval(answers={question: answered(f"{LOAN} [1]", LOAN_CITATION)})
    async with running_bot(telegram, retrieval, tmp_path, questions_per_person=1):
        digest = await shown_to(telegram, TUESDAY)
        telegram.people.press(USER, digest, "Why did NB move?")
        reply = await final_reply(telegram, USER.id, count=2)
        again = telegram.people.press(USER, digest, "Why did NB move?")
        await acknowledged(telegram, again)
    assert retrieval.asked == [(question, ())]
    assert reply.text.startswith(f"{LOAN} [1]")
    assert (reply.reply_to, labels(reply)[0][0]) == (digest.id, "1")
    assert telegram.calls("answerCallbackQuery")[-1].params.text("text") == texts.BUDGET_USED
    assert len(telegram.replies(USER.id)) == 2


async def test_filings__list_all_that_is_new(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path) as services:
        await subscribe(services)
        digest = await shown_to(telegram, TUESDAY)
        telegram.people.press(USER, digest, "Filings")
        await telegram.wait_for(lambda: len(telegram.replies(USER.id)) == 2)
    assert telegram.replies(USER.id)[1].text.splitlines() == [
        "New filings and documents",
        "• Project Vault: the reserve (2 Feb 2026)",
        "• MP <Materials> 10-K & exhibits (28 Feb 2025)",
        "• Glossary",
    ]


async def test_filings__of_whom_there_are_none(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path):
        digest = await shown_to(telegram, TUESDAY)
        telegram.people.press(USER, digest, "Filings")
        await telegram.wait_for(lambda: len(telegram.replies(USER.id)) == 2)
    assert telegram.replies(USER.id)[1].text.startswith("This digest had no new filings or documents.")
