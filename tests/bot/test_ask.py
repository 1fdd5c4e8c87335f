"""Questions and their answers, over HTTP."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from bot.messages import texts
from bot.messages.markup import utf16_length
from bot.playground.faults import Fault
from bot.playground.server import PlaygroundServer
from bot.playground.state import BOT, GROUP_ID, SECOND_USER, USER
from bot.storage.store import Talk
from tests.bot.running import final_reply, labels, running_bot, until
from tests.fakes import LOAN_CITATION, MINE_CITATION, FakeRetrieval, answered

LOAN = answered("EXIM lends $10 billion [1]. There is one <mine> [2].", LOAN_CITATION, MINE_CITATION)
LOAN_TEXT = (
    "EXIM lends $10 billion [1]. There is one <mine> [2].\n\n"
    "Sources\n"
    "[1] Project Vault: the reserve\nPolicy, 2 February 2026 · Money\n"
    "[2] MP <Materials> 10-K & exhibits\nFiling brief, 28 February 2025 · page 7 · Item 2"
)
QUESTION = "Who pays for Project Vault?"


@pytest.fixture
def retrieval() -> FakeRetrieval:
    return FakeRetrieval({QUESTION: LOAN})


async def test_a_question_gets_a_placeholder_that_becomes_the_answer(
    telegram: PlaygroundServer, retrieval: FakeRetrieval, tmp_path: Path
) -> None:
    retrieval.gate = threading.Event()
    async with running_bot(telegram, retrieval, tmp_path):
        telegram.people.send(USER, QUESTION)
        [placeholder] = await telegram.wait_for(lambda: telegram.replies(USER.id))
        assert (placeholder.text, placeholder.keyboard) == (texts.LOOKING, ())
        await telegram.wait_for(lambda: telegram.calls("sendChatAction"))
        retrieval.gate.set()
        answer = await final_reply(telegram, USER.id)
    assert answer.id == placeholder.id
    assert answer.text == LOAN_TEXT
    assert labels(answer) == [["1", "2"], ["👍", "👎"]]
    urls = [entity.url for entity in answer.content.entities if entity.type == "text_link"]
    assert urls == [
        "https://example.org/vault#:~:text=The%20Export%2DImport%20Bank%20lends%20%2410%20billion.",
        "https://example.org/mp.pdf#page=7",
    ]
    assert answer.link_preview == {"is_disabled": True}


async def test_a_refusal_shows_hints_and_no_sources(
    telegram: PlaygroundServer, retrieval: FakeRetrieval, tmp_path: Path
) -> None:
    async with running_bot(telegram, retrieval, tmp_path):
        telegram.people.send(USER, "What is the weather?")
        reply = await final_reply(telegram, USER.id)
    assert reply.text == (
        "The documents do not say.\n\nWhat the documents do cover nearby:\n• Project Vault\n• Glossary"
    )
    assert labels(reply) == [["👍", "👎"]]


async def test_follow_ups_bring_the_earlier_questions_until_a_new_conversation(
    telegram: PlaygroundServer, retrieval: FakeRetrieval, tmp_path: Path
) -> None:
    async with running_bot(telegram, retrieval, tmp_path):
        for text in (QUESTION, "and how much?", "/new", "and who?"):
            telegram.people.send(USER, text)
        await final_reply(telegram, USER.id, count=4)
    assert retrieval.asked == [(QUESTION, ()), ("and how much?", (QUESTION,)), ("and who?", ())]
    assert telegram.replies(USER.id)[2].text == texts.NEW_CONVERSATION


async def test_a_group_is_answered_only_when_it_speaks_to_the_bot(
    telegram: PlaygroundServer, retrieval: FakeRetrieval, tmp_path: Path
) -> None:
    telegram.world.chats[GROUP_ID].members[BOT.id] = "administrator"  # sees everything
    async with running_bot(telegram, retrieval, tmp_path):
        telegram.people.send(USER, QUESTION, GROUP_ID)
        mention = telegram.people.send(USER, f"@lode_playground_bot {QUESTION}", GROUP_ID)
        reply = await final_reply(telegram, GROUP_ID)
        telegram.people.send(SECOND_USER, "and how much?", GROUP_ID, reply_to=reply.id)
        await final_reply(telegram, GROUP_ID, count=2)
        telegram.people.send(SECOND_USER, "/ask@lode_playground_bot and why?", GROUP_ID)
        await final_reply(telegram, GROUP_ID, count=3)
        telegram.people.send(USER, "/ask", GROUP_ID)
        await telegram.wait_for(lambda: len(telegram.replies(GROUP_ID)) == 4)
    assert reply.reply_to == mention.id
    assert retrieval.asked == [(QUESTION, ()), ("and how much?", ()), ("and why?", ("and how much?",))]
    assert telegram.replies(GROUP_ID)[-1].text == texts.WHAT_TO_ASK


async def test_a_forum_topic_keeps_its_answers_and_its_conversation(
    telegram: PlaygroundServer, retrieval: FakeRetrieval, tmp_path: Path
) -> None:
    chat = telegram.world.chats[GROUP_ID]
    chat.is_forum = True
    chat.topics |= {40: "Rare earths", 41: "Tungsten"}
    async with running_bot(telegram, retrieval, tmp_path):
        telegram.people.send(USER, f"/ask {QUESTION}", GROUP_ID, thread_id=40)
        telegram.people.send(USER, "/ask and how much?", GROUP_ID, thread_id=41)
        telegram.people.send(USER, "/ask and who?", GROUP_ID)
        await final_reply(telegram, GROUP_ID, count=3)
    assert [reply.thread_id for reply in telegram.replies(GROUP_ID)] == [40, 41, None]
    assert [history for _, history in retrieval.asked] == [(), (), ()]


async def test_a_model_writes_into_the_placeholder_and_the_final_text_replaces_it(
    telegram: PlaygroundServer, retrieval: FakeRetrieval, tmp_path: Path
) -> None:
    retrieval.drafts = ("EXIM <lends", "EXIM <lends> $10")
    retrieval.pause = lambda: time.sleep(1)
    async with running_bot(telegram, retrieval, tmp_path):
        telegram.people.send(USER, QUESTION)
        answer = await final_reply(telegram, USER.id)
    assert answer.text == LOAN_TEXT
    edits = [call.params.text("text") for call in telegram.calls("editMessageText")]
    assert edits[:-1] == ["EXIM &lt;lends&gt; $10 …"]


async def test_a_group_sees_no_unfinished_text(
    telegram: PlaygroundServer, retrieval: FakeRetrieval, tmp_path: Path
) -> None:
    retrieval.drafts = ("EXIM", "EXIM lends")
    retrieval.pause = lambda: time.sleep(1)
    async with running_bot(telegram, retrieval, tmp_path):
        telegram.people.send(USER, f"/ask {QUESTION}", GROUP_ID)
        await final_reply(telegram, GROUP_ID)
    assert len(telegram.calls("editMessageText")) == 1


async def test_the_final_text_arrives_after_a_429(
    telegram: PlaygroundServer, retrieval: FakeRetrieval, tmp_path: Path
) -> None:
    telegram.faults.add(Fault("editMessageText", "error", times=2, code=429, retry_after=1))
    async with running_bot(telegram, retrieval, tmp_path):
        telegram.people.send(USER, QUESTION)
        assert (await final_reply(telegram, USER.id)).text == LOAN_TEXT
    assert len(telegram.replies(USER.id)) == 1


@pytest.mark.parametrize(
    "fault",
    [
        Fault("editMessageText", "drop", is_delivered=True),
        Fault("editMessageText", "drop"),
        Fault("editMessageText", "error", code=502),
        Fault("editMessageText", "html", code=502),
        Fault("sendMessage", "drop"),
        Fault("sendMessage", "error", code=500),
    ],
)
async def test_the_final_text_arrives_once_whatever_breaks(
    telegram: PlaygroundServer, retrieval: FakeRetrieval, tmp_path: Path, fault: Fault
) -> None:
    telegram.faults.add(fault)
    async with running_bot(telegram, retrieval, tmp_path):
        telegram.people.send(USER, QUESTION)
        assert (await final_reply(telegram, USER.id)).text == LOAN_TEXT
    assert len(telegram.replies(USER.id)) == 1


async def test_a_typing_sign_that_is_refused_does_no_harm(
    telegram: PlaygroundServer, retrieval: FakeRetrieval, tmp_path: Path
) -> None:
    retrieval.gate = threading.Event()
    telegram.faults.add(Fault("sendChatAction", "error", code=400))
    async with running_bot(telegram, retrieval, tmp_path):
        telegram.people.send(USER, QUESTION)
        await telegram.wait_for(lambda: telegram.calls("sendChatAction"))
        retrieval.gate.set()
        assert (await final_reply(telegram, USER.id)).text == LOAN_TEXT


async def test_a_placeholder_that_is_gone_is_replaced_by_a_new_message(
    telegram: PlaygroundServer, retrieval: FakeRetrieval, tmp_path: Path
) -> None:
    retrieval.gate = threading.Event()
    async with running_bot(telegram, retrieval, tmp_path):
        telegram.people.send(USER, QUESTION)
        [placeholder] = await telegram.wait_for(lambda: telegram.replies(USER.id))
        telegram.world.delete(telegram.world.chats[USER.id], [placeholder.id])
        retrieval.gate.set()
        answer = await final_reply(telegram, USER.id)
    assert (answer.text, answer.id > placeholder.id) == (LOAN_TEXT, True)


async def test_markup_that_telegram_refuses_arrives_as_plain_text(
    telegram: PlaygroundServer, retrieval: FakeRetrieval, tmp_path: Path
) -> None:
    refusal = "Bad Request: can't parse entities: Unsupported start tag"
    telegram.faults.add(Fault("editMessageText", "error", code=400, description=refusal))
    async with running_bot(telegram, retrieval, tmp_path):
        telegram.people.send(USER, QUESTION)
        answer = await final_reply(telegram, USER.id)
    assert answer.text == LOAN_TEXT
    assert [entity.type for entity in answer.content.entities if entity.type == "bold"] == []


async def test_a_person_who_blocks_the_bot_harms_nobody(
    telegram: PlaygroundServer, retrieval: FakeRetrieval, tmp_path: Path
) -> None:
    retrieval.gate = threading.Event()
    async with running_bot(telegram, retrieval, tmp_path, admins=[1003]):
        telegram.people.send(USER, QUESTION)
        await telegram.wait_for(lambda: telegram.replies(USER.id))
        telegram.people.block(USER)
        retrieval.gate.set()
        await telegram.wait_for(lambda: [call for call in telegram.calls("editMessageText") if call.code == 403])
        telegram.people.send(SECOND_USER, QUESTION)
        assert (await final_reply(telegram, SECOND_USER.id)).text == LOAN_TEXT
    assert telegram.replies(1003) == []


async def test_a_long_answer_is_split_with_the_buttons_on_its_last_part(
    telegram: PlaygroundServer, retrieval: FakeRetrieval, tmp_path: Path
) -> None:
    text = "\n\n".join(f"{number}. " + "Words 🔎 & more <words>. " * 40 for number in range(9))
    retrieval.answers[QUESTION] = answered(text, LOAN_CITATION)
    async with running_bot(telegram, retrieval, tmp_path):
        asked = telegram.people.send(USER, QUESTION)
        await final_reply(telegram, USER.id, count=3)
        parts = telegram.replies(USER.id)
        assert [labels(part) for part in parts] == [[], [], [["1"], ["👍", "👎"]]]
        assert max(utf16_length(part.text) for part in parts) <= 4096
        assert "".join("".join(part.text for part in parts).split()).startswith("".join(text.split()))
        # Edited to a question with a short answer: the same reply shrinks.
        telegram.people.edit(USER, asked, "What is the weather?")
        await telegram.wait_for(lambda: len(telegram.replies(USER.id)) == 1)
    assert telegram.replies(USER.id)[0].id == parts[0].id


async def test_an_edited_question_is_answered_again_in_place(
    telegram: PlaygroundServer, retrieval: FakeRetrieval, tmp_path: Path
) -> None:
    async with running_bot(telegram, retrieval, tmp_path):
        asked = telegram.people.send(USER, "Who pais?")
        refusal = await final_reply(telegram, USER.id)
        telegram.people.edit(USER, asked, QUESTION)
        await telegram.wait_for(lambda: telegram.replies(USER.id)[0].text == LOAN_TEXT)
    assert [reply.id for reply in telegram.replies(USER.id)] == [refusal.id]
    assert retrieval.asked == [("Who pais?", ()), (QUESTION, ())]


async def test_an_edit_that_leaves_the_question_as_it_was_is_no_question(
    telegram: PlaygroundServer, retrieval: FakeRetrieval, tmp_path: Path
) -> None:
    async with running_bot(telegram, retrieval, tmp_path):
        asked = telegram.people.send(USER, f"/ask {QUESTION}")
        await final_reply(telegram, USER.id)
        telegram.people.edit(USER, asked, f"/ask  {QUESTION}")
        telegram.people.send(USER, "/new")
        await telegram.wait_for(lambda: len(telegram.replies(USER.id)) == 2)
    assert len(retrieval.asked) == 1


async def test_cancel_stops_the_answer_in_hand_and_the_next_question_is_answered(
    telegram: PlaygroundServer, retrieval: FakeRetrieval, tmp_path: Path
) -> None:
    retrieval.gate = threading.Event()
    async with running_bot(telegram, retrieval, tmp_path):
        telegram.people.send(USER, "/cancel")
        await telegram.wait_for(lambda: [reply.text for reply in telegram.replies(USER.id)] == [texts.NOTHING_TO_STOP])
        telegram.people.send(USER, "slow?")
        await until(retrieval.started.is_set)
        telegram.people.send(USER, QUESTION)
        telegram.people.send(USER, "/cancel")
        await telegram.wait_for(lambda: telegram.replies(USER.id)[1].text == texts.STOPPED)
        retrieval.gate.set()
        assert (await final_reply(telegram, USER.id, count=3)).text == LOAN_TEXT
    assert retrieval.asked == [("slow?", ()), (QUESTION, ())]


async def test_chats_run_in_parallel_and_each_in_its_own_order(
    telegram: PlaygroundServer, retrieval: FakeRetrieval, tmp_path: Path
) -> None:
    retrieval.gate = threading.Event()
    async with running_bot(telegram, retrieval, tmp_path):
        for text in ("one", "two", "three"):
            telegram.people.send(USER, text)
            telegram.people.send(SECOND_USER, text)
        await until(lambda: len(retrieval.asked) == 2)
        assert [telegram.replies(person.id)[0].text for person in (USER, SECOND_USER)] == [texts.LOOKING] * 2
        retrieval.gate.set()
        for person in (USER, SECOND_USER):
            await final_reply(telegram, person.id, count=3)
    histories = [(question, history) for question, history in retrieval.asked]
    assert sorted(histories) == sorted([("one", ()), ("two", ("one",)), ("three", ("one", "two"))] * 2)


async def test_a_used_up_budget_is_said_politely(
    telegram: PlaygroundServer, retrieval: FakeRetrieval, tmp_path: Path
) -> None:
    async with running_bot(telegram, retrieval, tmp_path, questions_per_person=1):
        telegram.people.send(USER, QUESTION)
        await final_reply(telegram, USER.id)
        telegram.people.send(USER, "and how much?")
        await telegram.wait_for(lambda: len(telegram.replies(USER.id)) == 2)
        telegram.people.send(SECOND_USER, QUESTION)
        await final_reply(telegram, SECOND_USER.id)
    assert telegram.replies(USER.id)[1].text == texts.BUDGET_USED
    assert len(retrieval.asked) == 2


async def test_a_question_that_is_delivered_again_is_answered_in_the_same_message(
    telegram: PlaygroundServer, retrieval: FakeRetrieval, tmp_path: Path
) -> None:
    async with running_bot(telegram, retrieval, tmp_path):
        asked = telegram.people.send(USER, QUESTION)
        await final_reply(telegram, USER.id)
        chat = telegram.world.chats[USER.id]
        telegram.people._tell("message", chat, chat.messages[asked.id])
        await until(lambda: len(retrieval.asked) == 2)
        assert (await final_reply(telegram, USER.id)).text == LOAN_TEXT
    assert len(telegram.replies(USER.id)) == 1


async def test_the_answer_is_kept_with_what_it_cites(
    telegram: PlaygroundServer, retrieval: FakeRetrieval, tmp_path: Path
) -> None:
    async with running_bot(telegram, retrieval, tmp_path) as services:
        asked = telegram.people.send(USER, QUESTION)
        reply = await final_reply(telegram, USER.id)
        kept = await services.store.answer_to_message(USER.id, asked.id)
    assert kept is not None
    assert (kept.talk, kept.question, kept.reply_message_ids) == (Talk(USER.id, USER.id), QUESTION, (reply.id,))
    assert kept.citations == (LOAN_CITATION, MINE_CITATION)
