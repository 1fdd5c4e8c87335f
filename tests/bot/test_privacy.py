"""What is kept about people, over HTTP."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.app import build_application, open_services
from bot.messages import texts
from bot.playground.server import PlaygroundServer
from bot.playground.state import GROUP_ID, SECOND_USER, USER
from bot.storage.store import Talk
from tests.bot.running import acknowledged, final_reply, labels, running_bot, settings_for, until
from tests.fakes import FakeRetrieval, not_found


async def test_forget__deletes_after_confirmation(telegram: PlaygroundServer, tmp_path: Path) -> None:
    retrieval = FakeRetrieval()
    async with running_bot(telegram, retrieval, tmp_path) as services:
        asked = telegram.people.send(USER, "Why?")
        await final_reply(telegram, USER.id)
        telegram.people.send(USER, "/forget")
        question = await final_reply(telegram, USER.id, count=2)
        assert (question.text, labels(question)) == (texts.FORGET, [["Delete", "Keep"]])
        telegram.people.press(USER, question, "Delete")
        done = "Done: 1 answer deleted, with all else that was kept about you."
        await telegram.wait_for(lambda: telegram.replies(USER.id)[1].text == done)
        assert await services.store.answer_to_message(USER.id, asked.id) is None


async def test_forget__is_no_way_around_the_budget(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path, questions_per_person=1):
        telegram.people.send(USER, "Why?")
        await final_reply(telegram, USER.id)
        telegram.people.send(USER, "/forget")
        telegram.people.press(USER, await final_reply(telegram, USER.id, count=2), "Delete")
        await telegram.wait_for(lambda: telegram.replies(USER.id)[1].text.startswith("Done: 1 answer deleted"))
        telegram.people.send(USER, "Why?")
        await telegram.wait_for(lambda: len(telegram.replies(USER.id)) == 3)
    assert telegram.replies(USER.id)[2].text == texts.BUDGET_USED


async def test_forget__keeps_everything_after_all(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path) as services:
        asked = telegram.people.send(USER, "Why?")
        await final_reply(telegram, USER.id)
        telegram.people.send(USER, "/forget")
        question = await final_reply(telegram, USER.id, count=2)
        telegram.people.press(USER, question, "Keep")
        await telegram.wait_for(lambda: telegram.replies(USER.id)[1].text == texts.KEPT)
        assert await services.store.answer_to_message(USER.id, asked.id) is not None


async def test_forget__nobody_confirms_for_somebody_else(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path):
        telegram.people.send(USER, "/forget", GROUP_ID)
        question = await final_reply(telegram, GROUP_ID)
        query = telegram.people.press(SECOND_USER, question, "Delete")
        await acknowledged(telegram, query)
    assert telegram.calls("answerCallbackQuery")[0].params.text("text") == texts.NOT_YOURS
    assert telegram.replies(GROUP_ID)[0].text == texts.FORGET


async def test_forget__an_answer_in_hand_is_stopped_and_not_kept(telegram: PlaygroundServer, tmp_path: Path) -> None:
    retrieval = FakeRetrieval(gate=threading.Event())
    async with running_bot(telegram, retrieval, tmp_path) as services:
        telegram.people.send(USER, "/forget")
        question = await final_reply(telegram, USER.id)
        asked = telegram.people.send(USER, "Why?")
        await until(retrieval.started.is_set)
        telegram.people.press(USER, question, "Delete")
        await telegram.wait_for(lambda: telegram.replies(USER.id)[-1].text == texts.STOPPED)
        assert retrieval.gate is not None
        retrieval.gate.set()
        assert await services.store.answer_to_message(USER.id, asked.id) is None


async def test_privacy__says_what_is_kept_and_who_sees_it(telegram: PlaygroundServer, tmp_path: Path) -> None:
    retrieval = FakeRetrieval()
    async with running_bot(telegram, retrieval, tmp_path, keep_days=30):
        telegram.people.send(USER, "/privacy")
        await telegram.wait_for(lambda: telegram.replies(USER.id))
        retrieval.mode = "generative"
        telegram.people.send(USER, "/privacy")
        await telegram.wait_for(lambda: len(telegram.replies(USER.id)) == 2)
    extractive, generative = [reply.text for reply in telegram.replies(USER.id)]
    assert "30 days. /forget deletes it at once." in extractive
    assert "chat model" not in extractive
    assert generative.startswith(extractive)
    assert "Answers are written by a chat model" in generative


async def test_purge__deletes_what_is_older_than_the_retention_period(
    telegram: PlaygroundServer, tmp_path: Path
) -> None:
    now, talk = datetime.now(UTC), Talk(USER.id, USER.id)
    settings = settings_for(telegram, tmp_path, keep_days=7)
    async with open_services(settings, FakeRetrieval()) as services:
        await services.store.record_answer(talk, 501, (), not_found("old"), now - timedelta(days=7, seconds=1))
        await services.store.record_answer(talk, 502, (), not_found("new"), now - timedelta(days=6))
        application = build_application(settings, services)
        assert application.job_queue is not None
        [job] = application.job_queue.get_jobs_by_name("purge")
        await job.run(application)
        assert await services.store.history(talk, 5) == ["new"]
