"""The list of documents, over HTTP."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from bot.messages import texts
from bot.playground.server import PlaygroundServer
from bot.playground.state import USER, Message
from tests.bot.running import acknowledged, final_reply, labels, running_bot
from tests.fakes import GLOSSARY, REPORT, VAULT, FakeRetrieval

MANY = tuple(
    replace(
        VAULT, id=f"{'long-id-' * 20}{number}", title=f"Report {number:02}", published_on=date(2026, 1, 31 - number)
    )
    for number in range(14)
)


def shown(telegram: PlaygroundServer) -> Message:
    return telegram.replies(USER.id)[-1]


async def test_sources__latest_first_and_each_opens_its_details(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path):
        telegram.people.send(USER, "/sources")
        listed = await final_reply(telegram, USER.id)
        assert listed.text.splitlines()[0] == "3 documents"
        assert [line for line in listed.text.splitlines() if line[:1].isdecimal() and line[1] == "."] == [
            f"1. {VAULT.title}",
            f"2. {REPORT.title}",
            f"3. {GLOSSARY.title}",
        ]
        assert labels(listed) == [["1", "2", "3"]]
        telegram.people.press(USER, listed, "2")
        await telegram.wait_for(
            lambda: shown(telegram).text.startswith("MP <Materials> 10-K & exhibits\n\nKind: Filing")
        )
        assert labels(shown(telegram)) == [["« Back", "Open the original"]]
        telegram.people.press(USER, shown(telegram), "« Back")
        await telegram.wait_for(lambda: shown(telegram).text == listed.text)
        telegram.people.press(USER, listed, "3")
        await telegram.wait_for(lambda: labels(shown(telegram)) == [["« Back"]])


async def test_sources__pages(telegram: PlaygroundServer, tmp_path: Path) -> None:
    retrieval = FakeRetrieval(sources=MANY)
    async with running_bot(telegram, retrieval, tmp_path):
        telegram.people.send(USER, "/sources")
        first = await final_reply(telegram, USER.id)
        assert labels(first)[-1] == ["More »"]
        telegram.people.press(USER, first, "More »")
        await telegram.wait_for(lambda: labels(shown(telegram))[-1] == ["« Earlier", "More »"])
        assert labels(shown(telegram))[0] == ["7", "8", "9", "10", "11", "12"]
        assert "7. Report 06\n" in shown(telegram).text
        retrieval.sources = MANY[:7]  # removed while the list was open
        telegram.people.press(USER, shown(telegram), "More »")
        await telegram.wait_for(lambda: labels(shown(telegram)) == [["7"], ["« Earlier"]])


async def test_sources__a_document_that_has_gone(telegram: PlaygroundServer, tmp_path: Path) -> None:
    retrieval = FakeRetrieval()
    async with running_bot(telegram, retrieval, tmp_path):
        telegram.people.send(USER, "/sources")
        listed = await final_reply(telegram, USER.id)
        retrieval.sources = (VAULT,)
        query = telegram.people.press(USER, listed, "3")
        await acknowledged(telegram, query)
    assert telegram.calls("answerCallbackQuery")[0].params.text("text") == texts.DOCUMENT_GONE
    assert shown(telegram).text == listed.text


async def test_sources__none(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(sources=()), tmp_path):
        telegram.people.send(USER, "/sources")
        await telegram.wait_for(lambda: telegram.replies(USER.id))
    assert shown(telegram).text == texts.NO_DOCUMENTS
