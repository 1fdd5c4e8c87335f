"""Votes and unanswered questions, on SQLite and on PostgreSQL."""

from datetime import UTC, datetime, timedelta

from bot.storage.database import Database
from bot.storage.feedback import Feedback, Vote
from bot.storage.store import Store, Talk
from tests.fakes import answered, not_found

NOW = datetime(2026, 2, 3, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
TALK = Talk(1001, 1001)


async def test_feedback__votes_and_questions_in_vain_the_latest_first(database: Database) -> None:
    store, feedback = Store(database), Feedback(database)
    assert (await feedback.votes(), await feedback.unanswered()) == ([], [])
    found = await store.record_answer(TALK, 1, (), answered("It does."), NOW)
    vain = await store.record_answer(TALK, 2, (), not_found("Who?"), NOW)
    await store.record_answer(TALK, 3, (), not_found("Why?"), LATER)
    await store.record_vote(found, 1001, 1, NOW)
    await store.record_vote(vain, 1002, -1, LATER)
    assert await feedback.votes() == [
        Vote("Who?", "The documents do not say.", -1, LATER),
        Vote("", "It does.", 1, NOW),
    ]
    assert await feedback.unanswered() == [("Why?", LATER), ("Who?", NOW)]


async def test_feedback__what_is_forgotten_is_gone(database: Database) -> None:
    store, feedback = Store(database), Feedback(database)
    answer = await store.record_answer(TALK, 1, (), not_found("Who?"), NOW)
    await store.record_vote(answer, 1002, -1, NOW)
    await store.forget(1001, LATER)
    assert (await feedback.votes(), await feedback.unanswered()) == ([], [])
