"""The reindex and the way back, over HTTP: what would change, how far it is, who runs it, how it ends."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot import reindexing
from bot.context import Services
from bot.messages import reindexing as words
from bot.messages.documents import render_instant
from bot.playground.faults import Fault
from bot.playground.server import PlaygroundServer
from bot.playground.state import ADMIN, SECOND_USER, Message
from retrieval.errors import CatalogueInvalid, SelfCheckFailed
from retrieval.store import IndexStatus
from retrieval.types import Problem, Progress, ReindexPlan, ReindexReport
from tests.bot.running import acknowledged, acted, changing, final_reply, labels, running_bot, until
from tests.fake_library import EARLIER_AT
from tests.fakes import FakeRetrieval

UNREADABLE = Problem("sc<an>", "there is no text in it")
PLAN = ReindexPlan(tuple(f"new-{n}" for n in range(10)), ("mp-10k",), ("glossary",), 30, (UNREADABLE,))
PLANNED = """A reindex would bring in what is different

Documents: 10 new, 1 changed, 1 removed, 30 unchanged

New
• new-0
• new-1
• new-2
• new-3
• new-4
• new-5
• new-6
• new-7
… and 2 more

Changed
• MP <Materials> 10-K & exhibits

Removed
• Glossary

Cannot be read: 1
• sc<an> there is no text in it"""
REPORT = """Reindexed in 2 s

Documents: 10 new, 1 changed, 1 removed, 30 unchanged
Passages: 40, of which 12 were embedded now

New
• new-0
• new-1
• new-2
• new-3
• new-4
• new-5
• new-6
• new-7
… and 2 more

Changed
• MP <Materials> 10-K & exhibits

Removed
• Glossary

Cannot be read: 1
• sc<an> there is no text in it"""
STEPS = (Progress(0, 12, 0, 0.0), Progress(3, 12, 128, 2.0, 61.0))
PROGRESS = """Reindexing …
████░░░░░░░░░░░░ 25%
Documents: 3 of 12
Passages: 128, 64 a second
Time left: 1 min"""
BOTH = {"admins": [ADMIN.id, SECOND_USER.id]}


@pytest.fixture(autouse=True)
def quick_edits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reindexing, "SECONDS_BETWEEN_EDITS", 0.05)


@pytest.fixture
def held() -> Iterator[FakeRetrieval]:
    """One whose reindex goes on until its gate is opened."""
    retrieval = FakeRetrieval(planned=PLAN, steps=STEPS, reindex_gate=threading.Event())
    yield retrieval
    opened(retrieval)


def opened(retrieval: FakeRetrieval) -> None:
    assert retrieval.reindex_gate is not None
    retrieval.reindex_gate.set()


async def shows(telegram: PlaygroundServer, beginning: str, chat_id: int = ADMIN.id) -> Message:
    """The last reply in a chat, once it begins like this."""
    replies = await telegram.wait_for(
        lambda: [reply for reply in telegram.replies(chat_id)[-1:] if reply.text.startswith(beginning)]
    )
    return replies[0]


async def begun(telegram: PlaygroundServer) -> Message:
    """A reindex that the admin has confirmed, once it shows how far it is."""
    telegram.people.send(ADMIN, "/reindex")
    telegram.people.press(ADMIN, await final_reply(telegram, ADMIN.id), "Confirm")
    return await shows(telegram, PROGRESS)


async def test_reindex__plan_progress_and_report_in_one_message(
    telegram: PlaygroundServer, tmp_path: Path, held: FakeRetrieval
) -> None:
    async with running_bot(telegram, held, tmp_path, **BOTH) as services:
        telegram.people.send(ADMIN, "/reindex")
        plan = await final_reply(telegram, ADMIN.id)
        assert (plan.text, labels(plan)) == (PLANNED, [["Confirm", "Cancel"]])
        assert telegram.calls("sendMessage")[0].params.text("text") == words.COMPARING
        telegram.people.press(ADMIN, plan, "Confirm")
        progress = await shows(telegram, PROGRESS)
        assert (progress.text, labels(progress)) == (PROGRESS, [["Stop"]])
        opened(held)
        report = await shows(telegram, "Reindexed")
        acts = await acted(services, 1)
    assert (report.text, labels(report), report.id) == (REPORT, [], plan.id)
    assert acts == [("reindex", "", "10 new, 1 changed, 1 removed, 1 unreadable")]
    assert held.reindexed == [False]


async def test_reindex__cancelled_before_it_began(telegram: PlaygroundServer, tmp_path: Path) -> None:
    retrieval = FakeRetrieval(planned=PLAN)
    async with running_bot(telegram, retrieval, tmp_path, **BOTH):
        telegram.people.send(ADMIN, "/reindex")
        plan = await final_reply(telegram, ADMIN.id)
        telegram.people.press(ADMIN, plan, "Cancel")
        late = telegram.people.press(ADMIN, plan, "Confirm")
        await acknowledged(telegram, late)
        await shows(telegram, words.LEFT_ALONE)
    assert retrieval.reindexed == []


async def test_reindex__nothing_to_do_offers_to_make_it_all_again(telegram: PlaygroundServer, tmp_path: Path) -> None:
    retrieval = FakeRetrieval()
    async with running_bot(telegram, retrieval, tmp_path, **BOTH) as services:
        telegram.people.send(ADMIN, "/reindex")
        nothing = await final_reply(telegram, ADMIN.id)
        assert nothing.text == "The index is up to date: 3 documents, and nothing to do."
        assert labels(nothing) == [["Rebuild all"]]
        telegram.people.press(ADMIN, nothing, "Rebuild all")
        question = await shows(telegram, words.ASK_FOR_ALL)
        assert labels(question) == [["Confirm", "Cancel"]]
        telegram.people.press(ADMIN, question, "Confirm")
        await shows(telegram, "Reindexed")
        acts = await acted(services, 1)
    assert retrieval.reindexed == [True]
    assert acts == [("rebuild", "", "0 new, 0 changed, 0 removed, 0 unreadable")]


async def test_reindex__says_when_it_makes_all_again(telegram: PlaygroundServer, tmp_path: Path) -> None:
    retrieval = FakeRetrieval(planned=ReindexPlan(unchanged=3, is_full=True))
    async with running_bot(telegram, retrieval, tmp_path, **BOTH):
        telegram.people.send(ADMIN, "/reindex")
        plan = await final_reply(telegram, ADMIN.id)
        assert plan.text.startswith(
            "A reindex would make the whole index again, aside, and then switch to it.\n\nDocuments: 0 new"
        )
        telegram.people.press(ADMIN, plan, "Confirm")
        await shows(telegram, "Reindexed")
    assert retrieval.reindexed == [True]


async def test_reindex__a_second_admin_sees_whose_is_in_hand_and_may_stop_it(
    telegram: PlaygroundServer, tmp_path: Path, held: FakeRetrieval
) -> None:
    async with running_bot(telegram, held, tmp_path, **BOTH) as services:
        telegram.people.send(SECOND_USER, "/reindex")
        other = await final_reply(telegram, SECOND_USER.id)
        progress = await begun(telegram)
        since = render_instant(services.indexing.in_hand.begun_at)  # type: ignore[union-attr]
        whose = f"The index is being changed by Clara, since {since}."
        await acknowledged(telegram, telegram.people.press(SECOND_USER, other, "Confirm"))
        assert telegram.calls("answerCallbackQuery")[-1].params.text("text") == whose
        assert labels(telegram.replies(SECOND_USER.id)[0]) == [["Confirm", "Cancel"]]
        telegram.people.send(SECOND_USER, "/reindex")
        assert (await shows(telegram, "The index", SECOND_USER.id)).text == whose
        telegram.people.press(ADMIN, progress, "Stop")
        await shows(telegram, "Stopped")
        telegram.people.press(SECOND_USER, other, "Confirm")
        await telegram.wait_for(lambda: telegram.replies(SECOND_USER.id)[0].text == PROGRESS)
        acts = await acted_so_far(services)
    assert telegram.replies(ADMIN.id)[0].text == (
        "Stopped by Clara after 3 of 12 documents. What was finished stays in the index."
    )
    assert acts == [("reindex", "stopped by Clara"), ("stop reindex", "done"), ("reindex", "begun")]


async def acted_so_far(services: Services) -> list[tuple[str, str]]:
    entries = await services.audit.latest(0, 9)
    return [(entry.action, entry.outcome) for entry in reversed(entries)]


async def test_reindex__stop_is_for_the_one_whose_button_it_is(
    telegram: PlaygroundServer, tmp_path: Path, held: FakeRetrieval
) -> None:
    async with running_bot(telegram, held, tmp_path, **BOTH) as services:
        progress = await begun(telegram)
        telegram.people.press(ADMIN, progress, "Stop")
        await shows(telegram, "Stopped")
        with changing(services, "the look for new filings") as change:
            chat = telegram.world.chats[ADMIN.id]
            kept = telegram.world.put(progress)  # as a client shows it that has not seen the edit yet
            assert kept.chat_id == chat.id
            await acknowledged(telegram, telegram.people.press(ADMIN, kept, "Stop"))
            assert not change.is_stopped.is_set()
    assert telegram.calls("answerCallbackQuery")[-1].params.text("text") == words.NOTHING_RUNS


async def test_reindex__a_429_during_the_edits_holds_up_no_report(
    telegram: PlaygroundServer, tmp_path: Path, held: FakeRetrieval
) -> None:
    async with running_bot(telegram, held, tmp_path, **BOTH):
        telegram.people.send(ADMIN, "/reindex")
        plan = await final_reply(telegram, ADMIN.id)
        telegram.faults.add(Fault("editMessageText", "error", code=429, retry_after=1, times=2))
        telegram.people.press(ADMIN, plan, "Confirm")
        await telegram.wait_for(lambda: [call for call in telegram.calls("editMessageText") if call.code == 429])
        opened(held)
        report = await shows(telegram, "Reindexed")
    assert report.text == REPORT
    assert len([call for call in telegram.calls("editMessageText") if call.code == 429]) == 2


async def test_reindex__a_report_finds_a_place_where_the_message_was_deleted(
    telegram: PlaygroundServer, tmp_path: Path, held: FakeRetrieval
) -> None:
    async with running_bot(telegram, held, tmp_path, **BOTH):
        progress = await begun(telegram)
        telegram.world.delete(telegram.world.chats[ADMIN.id], [progress.id])
        opened(held)
        assert (await shows(telegram, "Reindexed")).text == REPORT


async def test_reindex__ends_with_the_bot(telegram: PlaygroundServer, tmp_path: Path, held: FakeRetrieval) -> None:
    async with running_bot(telegram, held, tmp_path, **BOTH) as services:
        await begun(telegram)
        audit = services.audit
        for task in services.background:  # as when the bot is stopped
            task.cancel()
        await shows(telegram, words.ENDED_EARLY)
        entries = await audit.latest(0, 1)
        assert services.indexing.in_hand is None
    assert [(entry.action, entry.outcome) for entry in entries] == [("reindex", "ended with the bot")]


async def test_reindex__the_bot_stops_in_time(telegram: PlaygroundServer, tmp_path: Path, held: FakeRetrieval) -> None:
    async with running_bot(telegram, held, tmp_path, **BOTH):
        await begun(telegram)
    assert telegram.replies(ADMIN.id)[0].text == words.ENDED_EARLY


class BrokenRetrieval(FakeRetrieval):
    """Raises its failure at whatever an admin wants."""

    def plan(self) -> ReindexPlan:
        if isinstance(self.failure, CatalogueInvalid):
            raise self.failure
        return PLAN

    def reindex(self, now: datetime, **options: Any) -> ReindexReport:
        assert self.failure is not None
        raise self.failure

    def rollback(self) -> IndexStatus:
        assert self.failure is not None
        raise self.failure


async def test_reindex__a_catalogue_that_cannot_be_used(telegram: PlaygroundServer, tmp_path: Path) -> None:
    retrieval = BrokenRetrieval(failure=CatalogueInvalid("catalogue.toml: unknown key `<x>`"))
    async with running_bot(telegram, retrieval, tmp_path, **BOTH):
        telegram.people.send(ADMIN, "/reindex")
        said = await shows(telegram, "The reindex")
    assert said.text == "The reindex ended early: catalogue.toml: unknown key `<x>`."


@pytest.mark.parametrize(
    ("failure", "text", "outcome"),
    [
        (
            SelfCheckFailed("it finds nothing"),
            "The reindex ended early: it finds nothing.",
            "refused: it finds nothing",
        ),
        (ValueError("a bug"), words.ENDED_EARLY, "failed: ValueError"),
    ],
)
async def test_reindex__that_fails(
    telegram: PlaygroundServer, tmp_path: Path, failure: Exception, text: str, outcome: str
) -> None:
    async with running_bot(telegram, BrokenRetrieval(failure=failure), tmp_path, **BOTH) as services:
        telegram.people.send(ADMIN, "/reindex")
        telegram.people.press(ADMIN, await final_reply(telegram, ADMIN.id), "Confirm")
        await telegram.wait_for(lambda: telegram.replies(ADMIN.id)[0].text == text)
        acts = await acted(services, 1)
        assert services.indexing.in_hand is None
    assert acts == [("reindex", "", outcome)]


async def test_rollback__says_what_it_brings_back_and_does_it_once(telegram: PlaygroundServer, tmp_path: Path) -> None:
    retrieval = FakeRetrieval(earlier=IndexStatus(17, 231, EARLIER_AT, "extractive"))
    async with running_bot(telegram, retrieval, tmp_path, **BOTH) as services:
        telegram.people.send(ADMIN, "/rollback")
        question = await final_reply(telegram, ADMIN.id)
        assert question.text == (
            "The earlier index holds 17 documents in 231 passages, last changed 1 February 2026, 06:30 UTC. "
            "Go back to it? The one in use is kept, so that you can return."
        )
        telegram.people.press(ADMIN, question, "Confirm")
        again = telegram.people.press(ADMIN, question, "Confirm")
        await shows(telegram, "The earlier index answers now, with 17 documents in 231 passages.")
        await acknowledged(telegram, again)
        acts = await acted(services, 1)
    assert acts == [("roll back", "", "17 documents, 231 passages")]
    assert retrieval.earlier is not None
    assert retrieval.earlier.documents == 3


async def test_rollback__not_after_all_and_not_to_another_index(telegram: PlaygroundServer, tmp_path: Path) -> None:
    earlier = IndexStatus(17, 231, EARLIER_AT, "extractive")
    retrieval = FakeRetrieval(earlier=earlier)
    async with running_bot(telegram, retrieval, tmp_path, **BOTH):
        telegram.people.send(ADMIN, "/rollback")
        telegram.people.press(ADMIN, await final_reply(telegram, ADMIN.id), "Cancel")
        await shows(telegram, words.LEFT_ALONE)
        assert retrieval.earlier is earlier
        telegram.people.send(ADMIN, "/rollback")
        question = await final_reply(telegram, ADMIN.id, 2)
        retrieval.earlier = IndexStatus(18, 240, EARLIER_AT, "extractive")  # rebuilt meanwhile
        telegram.people.press(ADMIN, question, "Confirm")
        await shows(telegram, words.OTHER_INDEX)
        retrieval.earlier = None
        telegram.people.send(ADMIN, "/rollback")
        await shows(telegram, words.NOTHING_TO_ROLL_BACK)


async def test_rollback__that_is_refused(telegram: PlaygroundServer, tmp_path: Path) -> None:
    earlier = IndexStatus(17, 231, None, "extractive")
    retrieval = BrokenRetrieval(failure=SelfCheckFailed("it does not find what it holds"), earlier=earlier)
    async with running_bot(telegram, retrieval, tmp_path, **BOTH) as services:
        telegram.people.send(ADMIN, "/rollback")
        question = await final_reply(telegram, ADMIN.id)
        with changing(services, "Ben"):
            await acknowledged(telegram, telegram.people.press(ADMIN, question, "Confirm"))
        assert telegram.replies(ADMIN.id) == [question]
        telegram.people.press(ADMIN, question, "Confirm")
        said = await shows(telegram, "The index in use stays")
        acts = await acted(services, 1)
    assert said.text == "The index in use stays: it does not find what it holds."
    assert acts == [("roll back", "", "refused: it does not find what it holds")]


async def test_the_look_for_filings_waits_for_an_admin_and_is_named_to_admins(
    telegram: PlaygroundServer, tmp_path: Path, held: FakeRetrieval
) -> None:
    from bot import filings

    async with running_bot(telegram, held, tmp_path, **BOTH) as services:
        progress = await begun(telegram)
        looking = asyncio.create_task(filings._reindex(services))
        telegram.people.press(ADMIN, progress, "Stop")
        await shows(telegram, "Stopped")
        await until(lambda: len(held.reindexed) == 2)
        telegram.people.send(ADMIN, "/reindex")
        said = await shows(telegram, "The index is being changed")
        opened(held)
        assert (await looking).unchanged == 30
    assert said.text.startswith("The index is being changed by the look for new filings, since ")


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.2, "1 s"), (59.4, "59 s"), (60, "1 min"), (3599, "1 h 0 min"), (5400, "1 h 30 min")]
)
def test_render_duration(seconds: float, said: str) -> None:
    assert words.render_duration(seconds) == said
