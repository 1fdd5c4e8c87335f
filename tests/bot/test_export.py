"""Votes and unanswered questions as files, over HTTP."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.export import as_csv, grouped, key_of
from bot.playground.server import PlaygroundServer
from bot.playground.state import ADMIN, USER
from bot.storage.store import Talk
from tests.bot.running import acted, running_bot
from tests.fakes import FakeRetrieval, answered, not_found

NOW = datetime(2026, 2, 3, 12, tzinfo=UTC)


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


async def test_export__two_files_with_no_word_about_people(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path, admins=[ADMIN.id]) as services:
        store, talk = services.store, Talk(USER.id, USER.id)
        given = await store.record_answer(talk, 1, (2,), answered('It lends "$10 billion".\nYes.'), NOW)
        await store.record_vote(given, USER.id, -1, NOW)
        for number, question in enumerate(["Which mines does MP own?", "=HYPERLINK(1)", "the mine MP owns, which"]):
            await store.record_answer(talk, 10 + number, (), not_found(question), NOW + timedelta(days=number))
        telegram.people.send(ADMIN, "/export")
        sent = await telegram.wait_for(lambda: telegram.replies(ADMIN.id)[1:] and telegram.replies(ADMIN.id))
        acts = await acted(services, 1)
    assert [message.text for message in sent] == ["1 vote", "3 unanswered questions in 2 groups"]
    today = datetime.now(UTC).date()
    files = [message.content.file for message in sent]
    assert [file and file.name for file in files] == [f"feedback-{today}.csv", f"unanswered-{today}.csv"]
    contents = [file.content for file in files if file]
    assert all(content.startswith(b"\xef\xbb\xbf") for content in contents)
    assert [rows(content) for content in contents] == [
        [["question", "answer", "vote", "date"], ["", 'It lends "$10 billion".\nYes.', "down", "2026-02-03"]],
        [
            ["question", "times asked", "last asked", "example"],
            ["mine mp owns", "2", "2026-02-05", "the mine MP owns, which"],
            ["hyperlink 1", "1", "2026-02-04", "'=HYPERLINK(1)"],
        ],
    ]
    assert not any(str(USER.id).encode() in content or b"Ada" in content for content in contents)
    assert acts == [("export", "", "1 vote, 3 unanswered questions")]


async def test_export__of_nothing_is_two_files_with_headings(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path, admins=[ADMIN.id]):
        telegram.people.send(ADMIN, "/export")
        sent = await telegram.wait_for(lambda: telegram.replies(ADMIN.id)[1:] and telegram.replies(ADMIN.id))
    assert [len(rows(message.content.file.content)) for message in sent if message.content.file] == [1, 1]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "＝1"])
def test_as_csv__finds_no_formula(cell: str) -> None:
    assert rows(as_csv(["a"], [[cell], [f'x",{cell}']])) == [["a"], [f"'{cell}"], [f'x",{cell}']]


def test_as_csv__half_a_character_is_replaced() -> None:
    assert rows(as_csv(["a"], [["\ud83d"]])) == [["a"], ["?"]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Where is MP building the plant?", "where does mp build PLANTS"),
        ("capex of MP", "MP: capex!"),
        ("Who?", "who"),
    ],
)
def test_key_of__takes_form_for_nothing(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Revenue in 2024?", "Revenue in 2025?"), ("MP's debt", "USAR's debt"), ("who", "why"), ("1.5%", "5.1%")],
)
def test_key_of__tells_questions_apart(one: str, other: str) -> None:
    assert key_of(one) != key_of(other)


def test_grouped__the_most_asked_first() -> None:
    asked = [("b?", NOW), ("a?", NOW - timedelta(days=1)), ("A", NOW - timedelta(days=2))]
    assert [row[1:] for row in grouped(asked)] == [("2", "2026-02-02", "a?"), ("1", "2026-02-03", "b?")]
