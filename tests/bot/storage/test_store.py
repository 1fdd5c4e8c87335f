"""The store on SQLite and on PostgreSQL: what is kept, what is replaced, what is counted and what goes."""

import asyncio
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Connection, MetaData, select
from sqlalchemy.exc import IntegrityError

from bot.storage.store import KeptAnswer, Store, Talk
from retrieval.types import Answer, Citation

NOW = datetime(2026, 2, 3, 21, 30, 15, 123456, tzinfo=UTC)
DAY = timedelta(days=1)
ANNA = 7_000_000_001
BEN = 7_000_000_002
GROUP = -1_002_000_000_001
PRIVATE = Talk(ANNA, ANNA)
CITATION = Citation(
    n=1,
    chunk_id="c0ffee",
    document_id="mp-8k-2026-05-07",
    title="MP Materials: first quarter",
    kind="filing",
    published_on=date(2026, 5, 7),
    url="https://example.org/mp.htm",
    page=3,
    section="Item 2.02",
    quote="NdPr production was 917 tonnes",
)
BARE_CITATION = replace(CITATION, n=2, chunk_id="beef", published_on=None, url=None, page=None, section="")


def answer_to(question: str, *citations: Citation) -> Answer:
    return Answer(
        question, "answered" if citations else "not_found", f"About {question}", citations, "generative", ms=12
    )


async def ask(store: Store, talk: Talk, message_id: int, question: str, now: datetime = NOW) -> int:
    return await store.record_answer(talk, message_id, (message_id + 1,), answer_to(question, CITATION), now)


async def rows_of_all_tables(store: Store) -> list[str]:
    """Every row of every table that is really there, as text."""

    def read(connection: Connection) -> list[str]:
        metadata = MetaData()
        metadata.reflect(connection)
        return [str(row._asdict()) for table in metadata.sorted_tables for row in connection.execute(select(table))]

    async with store._database.transaction() as session:
        return await (await session.connection()).run_sync(read)


async def votes(store: Store) -> list[str]:
    return [row for row in await rows_of_all_tables(store) if "'vote'" in row]


async def test_answer__comes_back_as_it_was_given(store: Store) -> None:
    answer = replace(answer_to("How much NdPr?", CITATION, BARE_CITATION), notice="The chat model did not answer.")
    talk = Talk(GROUP, ANNA, 77)
    answer_id = await store.record_answer(talk, 5_000_000_000, (5_000_000_001, 5_000_000_002), answer, NOW)
    kept = KeptAnswer(
        id=answer_id,
        talk=talk,
        question_message_id=5_000_000_000,
        reply_message_ids=(5_000_000_001, 5_000_000_002),
        question="How much NdPr?",
        status="answered",
        text="About How much NdPr?",
        mode="generative",
        notice="The chat model did not answer.",
        citations=(CITATION, BARE_CITATION),
        asked_at=NOW,
    )
    assert await store.answer(answer_id) == kept
    assert await store.answer_to_message(GROUP, 5_000_000_000) == kept


async def test_answer__refusal_has_no_citations(store: Store) -> None:
    answer_id = await store.record_answer(PRIVATE, 1, (), Answer("Who won?", "not_found", "Not there."), NOW)
    kept = await store.answer(answer_id)
    assert kept is not None
    assert (kept.status, kept.mode, kept.citations, kept.reply_message_ids) == ("not_found", "extractive", (), ())


@pytest.mark.parametrize("answer_id", [-1, 0, 12345, 2**63, 10**50])
async def test_answer__unknown_or_forged_id_is_none(store: Store, answer_id: int) -> None:
    assert await store.answer(answer_id) is None
    assert await store.record_vote(answer_id, ANNA, 1, NOW) is False


async def test_answer_to_message__is_found_in_its_own_chat_only(store: Store) -> None:
    await ask(store, PRIVATE, 1, "one")
    assert await store.answer_to_message(BEN, 1) is None
    assert await store.answer_to_message(ANNA, 2) is None


async def test_instants__come_back_in_utc_from_any_zone(store: Store) -> None:
    tokyo = NOW.astimezone(timezone(timedelta(hours=9)))
    kept = await store.answer(await ask(store, PRIVATE, 1, "one", tokyo))
    assert kept is not None
    assert (kept.asked_at, kept.asked_at.tzinfo) == (NOW, UTC)


async def test_text__unicode_and_length_are_kept(store: Store) -> None:
    question = "Wie viel Dysprosium? 磁石 🧲 \u202emagnets' \"\\ %s :x" + "ж" * 200_000
    kept = await store.answer(await ask(store, PRIVATE, 1, question))
    assert kept is not None
    assert kept.question == question
    assert await store.history(PRIVATE, 1) == [question]


async def test_text__what_a_database_refuses_becomes_a_replacement_character(store: Store) -> None:
    await ask(store, PRIVATE, 1, "nul \0, half \ud83e, pair \ud83e\uddf2")
    assert await store.history(PRIVATE, 1) == ["nul \ufffd, half \ufffd, pair 🧲"]


async def test_history__is_the_latest_questions_oldest_first(store: Store) -> None:
    assert await store.history(PRIVATE, 3) == []
    for number in range(1, 6):
        await ask(store, PRIVATE, number * 2, f"question {number}")
    assert await store.history(PRIVATE, 3) == ["question 3", "question 4", "question 5"]
    assert await store.history(PRIVATE, 0) == []


async def test_history__people_chats_and_topics_are_apart(store: Store) -> None:
    talks = [PRIVATE, Talk(GROUP, ANNA), Talk(GROUP, ANNA, 77), Talk(GROUP, BEN, 77), Talk(GROUP - 1, ANNA, 77)]
    for number, talk in enumerate(talks):
        await ask(store, talk, number, f"question {number}")
    assert [await store.history(talk, 9) for talk in talks] == [[f"question {number}"] for number in range(5)]


async def test_start_anew__ends_this_conversation_only(store: Store) -> None:
    other = Talk(GROUP, ANNA, 77)
    first = await ask(store, PRIVATE, 1, "old")
    await ask(store, other, 1, "elsewhere")
    await store.start_anew(PRIVATE, NOW)
    assert await store.history(PRIVATE, 9) == []
    assert await store.history(other, 9) == ["elsewhere"]
    assert await store.answer(first) is not None
    await ask(store, PRIVATE, 2, "new")
    await store.start_anew(other, NOW + DAY)
    assert await store.history(PRIVATE, 9) == ["new"]


async def test_record_answer__edited_question_replaces_its_answer_in_place(store: Store) -> None:
    first = await store.record_answer(PRIVATE, 1, (2, 3), answer_to("Dysprosum?", CITATION, BARE_CITATION), NOW)
    await ask(store, PRIVATE, 5, "next")
    await store.record_vote(first, ANNA, -1, NOW)
    again = await store.record_answer(PRIVATE, 1, (2, 9), answer_to("Dysprosium?", BARE_CITATION), NOW + DAY)
    kept = await store.answer(again)
    assert kept is not None
    assert again == first
    assert (kept.reply_message_ids, kept.question, kept.citations) == ((2, 9), "Dysprosium?", (BARE_CITATION,))
    assert kept.asked_at == NOW + DAY
    assert await store.history(PRIVATE, 9) == ["Dysprosium?", "next"]
    assert await votes(store) == []


async def test_record_answer__edit_of_an_ended_conversation_does_not_reopen_it(store: Store) -> None:
    await ask(store, PRIVATE, 1, "old")
    await store.start_anew(PRIVATE, NOW)
    await ask(store, PRIVATE, 1, "old, edited")
    assert await store.history(PRIVATE, 9) == []


async def test_record_answer__failure_leaves_the_former_answer_whole(store: Store) -> None:
    answer_id = await ask(store, PRIVATE, 1, "before")
    former = await store.answer(answer_id)
    with pytest.raises(IntegrityError):
        await store.record_answer(PRIVATE, 1, (9,), answer_to("after", CITATION, CITATION), NOW)
    assert await store.answer(answer_id) == former


async def test_record_answer__many_at_once_each_keep_their_own(store: Store) -> None:
    questions = [f"question {number}" for number in range(60)]
    ids = await asyncio.gather(*(ask(store, PRIVATE, number, text) for number, text in enumerate(questions)))
    assert len(set(ids)) == 60
    assert sorted(await store.history(PRIVATE, 99)) == sorted(questions)


async def test_record_answer__same_message_at_once_is_one_answer(store: Store) -> None:
    ids = await asyncio.gather(*(ask(store, PRIVATE, 1, f"version {number}") for number in range(20)))
    kept = await store.answer(ids[0])
    assert kept is not None
    assert len(set(ids)) == 1
    assert kept.citations == (CITATION,)


async def test_record_vote__last_one_counts_for_each_person(store: Store) -> None:
    answer_id = await ask(store, Talk(GROUP, ANNA), 1, "one")
    for user_id, vote in ((ANNA, 1), (BEN, 1), (ANNA, -1)):
        assert await store.record_vote(answer_id, user_id, vote, NOW) is True
    kept = await votes(store)
    assert len(kept) == 2
    assert [("'vote': -1" in row, "'vote': 1" in row) for row in sorted(kept)] == [(True, False), (False, True)]


async def test_record_vote__neither_up_nor_down_is_refused(store: Store) -> None:
    answer_id = await ask(store, PRIVATE, 1, "one")
    with pytest.raises(IntegrityError):
        await store.record_vote(answer_id, ANNA, 5, NOW)
    assert await votes(store) == []


async def test_spend_question__person_has_a_budget_of_each_utc_day(store: Store) -> None:
    midnight = datetime(2026, 2, 4, tzinfo=UTC)
    before = (midnight - timedelta(seconds=1)).astimezone(timezone(timedelta(hours=9)))
    assert [await store.spend_question(PRIVATE, 2, 0, before) for _ in range(3)] == [True, True, False]
    assert await store.spend_question(Talk(GROUP, ANNA), 2, 0, before) is False
    assert await store.spend_question(Talk(BEN, BEN), 2, 0, before) is True
    assert await store.spend_question(PRIVATE, 2, 0, midnight) is True


async def test_spend_question__group_has_a_budget_that_its_people_share(store: Store) -> None:
    spent = [await store.spend_question(Talk(GROUP, user_id), 0, 2, NOW) for user_id in (ANNA, BEN, ANNA)]
    assert spent == [True, True, False]
    assert await store.spend_question(Talk(GROUP, BEN, 77), 0, 2, NOW) is False
    assert await store.spend_question(Talk(GROUP - 1, BEN), 0, 2, NOW) is True
    assert await store.spend_question(PRIVATE, 0, 2, NOW) is True


async def test_spend_question__refused_question_counts_for_nobody(store: Store) -> None:
    assert await store.spend_question(Talk(GROUP, BEN), 2, 1, NOW) is True
    assert await store.spend_question(Talk(GROUP, ANNA), 2, 1, NOW) is False
    assert [await store.spend_question(PRIVATE, 2, 1, NOW) for _ in range(3)] == [True, True, False]


async def test_spend_question__zero_is_no_limit_yet_counts(store: Store) -> None:
    assert [await store.spend_question(PRIVATE, 0, 0, NOW) for _ in range(5)] == [True] * 5
    assert await store.spend_question(PRIVATE, 5, 0, NOW) is False
    assert await store.spend_question(PRIVATE, 6, 0, NOW) is True


async def test_spend_question__200_at_once_never_overrun(store: Store, database_url: str) -> None:
    other = await Store.open(database_url)
    talks = [Talk(GROUP, ANNA + number % 4) for number in range(200)]
    calls = [(store, other)[number % 2].spend_question(talk, 30, 70, NOW) for number, talk in enumerate(talks)]
    spent = Counter(talk.user_id for talk, ok in zip(talks, await asyncio.gather(*calls), strict=True) if ok)
    await other.close()
    assert spent.total() == 70
    assert max(spent.values()) <= 30
    left = {user_id: 30 - spent[user_id] for user_id in range(ANNA, ANNA + 4)}
    for user_id, number in left.items():
        calls = [store.spend_question(Talk(user_id, user_id), 30, 0, NOW) for _ in range(number + 1)]
        assert Counter(await asyncio.gather(*calls)) == Counter({True: number, False: 1})


async def test_forget__leaves_nothing_of_the_person_in_any_table(store: Store) -> None:
    for number, talk in enumerate((PRIVATE, Talk(GROUP, ANNA), Talk(GROUP, ANNA, 77))):
        await store.record_vote(await ask(store, talk, number, "Anna's words"), BEN, 1, NOW)
        await store.spend_question(talk, 0, 0, NOW)
    bens = await ask(store, Talk(GROUP, BEN), 9, "Ben's words")
    await store.record_vote(bens, ANNA, -1, NOW)
    await store.record_vote(bens, BEN, 1, NOW)
    await store.spend_question(Talk(GROUP, BEN), 0, 0, NOW)
    assert any(str(ANNA) in row for row in await rows_of_all_tables(store))

    assert await store.forget(ANNA, NOW + DAY) == 3

    rows = await rows_of_all_tables(store)
    assert [row for row in rows if str(ANNA) in row or "Anna" in row] == []
    assert len(await votes(store)) == 1
    assert len([row for row in rows if "'chunk_id'" in row]) == 1
    assert await store.history(Talk(GROUP, BEN), 9) == ["Ben's words"]
    assert await store.forget(ANNA, NOW + DAY) == 0


async def test_forget__is_no_way_around_the_budget_of_the_day(store: Store) -> None:
    await ask(store, PRIVATE, 1, "Anna's")
    assert [await store.spend_question(PRIVATE, 2, 0, NOW) for _ in range(3)] == [True, True, False]
    assert await store.forget(ANNA, NOW) == 1
    assert await store.spend_question(PRIVATE, 2, 0, NOW) is False
    assert await store.spend_question(PRIVATE, 2, 0, NOW + DAY) is True


async def test_forget__ids_are_not_given_again(store: Store) -> None:
    forgotten = await ask(store, PRIVATE, 1, "Anna's")
    await store.forget(ANNA, NOW + DAY)
    assert await ask(store, Talk(BEN, BEN), 1, "Ben's") > forgotten
    assert await store.answer(forgotten) is None
    assert await store.record_vote(forgotten, BEN, 1, NOW) is False


async def test_purge__what_is_older_goes_with_all_that_belongs_to_it(store: Store) -> None:
    old = await ask(store, PRIVATE, 1, "old", NOW - 90 * DAY - timedelta(microseconds=1))
    await store.record_vote(old, ANNA, 1, NOW)
    await store.spend_question(Talk(GROUP, ANNA), 0, 0, NOW - DAY)
    young = await ask(store, PRIVATE, 2, "young", NOW - 90 * DAY)
    await store.spend_question(Talk(GROUP, ANNA), 0, 0, NOW)

    assert await store.purge(NOW - 90 * DAY, NOW) == 1

    rows = await rows_of_all_tables(store)
    assert await store.answer(old) is None
    assert await store.history(PRIVATE, 9) == ["young"]
    assert await votes(store) == []
    assert len([row for row in rows if "'questions': 1" in row]) == 2
    assert [row for row in rows if f"'answer_id': {old}" in row] == []
    assert await store.answer(young) is not None
    assert await store.purge(NOW - 90 * DAY, NOW) == 0


async def test_restart__loses_nothing(store: Store, database_url: str) -> None:
    answer_id = await ask(store, PRIVATE, 1, "one")
    await store.spend_question(PRIVATE, 1, 0, NOW)
    before = await rows_of_all_tables(store)
    await store.close()
    again = await Store.open(database_url)
    assert await rows_of_all_tables(again) == before
    assert (await again.answer(answer_id)) is not None
    assert await again.spend_question(PRIVATE, 1, 0, NOW) is False
    await again.close()


KILLED_AFTER_RECORDING = """
import asyncio, os, signal, sys
from tests.bot.storage.test_store import NOW, PRIVATE, Store, ask

async def main():
    store = await Store.open(sys.argv[1])
    await ask(store, PRIVATE, 1, "kept before the end")
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


async def test_kill__loses_nothing_that_was_recorded(database_url: str) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", KILLED_AFTER_RECORDING, database_url, cwd=Path(__file__).parents[3]
    )
    assert await process.wait() == -9
    store = await Store.open(database_url)
    assert await store.history(PRIVATE, 9) == ["kept before the end"]
    await store.close()
