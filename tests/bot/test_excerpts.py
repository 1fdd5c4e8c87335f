"""The number buttons under an answer, over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.messages import texts
from bot.playground.faults import Fault
from bot.playground.server import PlaygroundServer
from bot.playground.state import GROUP_ID, SECOND_USER, USER
from tests.bot.running import acknowledged, final_reply, labels, running_bot
from tests.fakes import LOAN_CITATION, MINE_CITATION, FakeRetrieval, answered

QUESTION = "Who pays?"
EXCERPT = (
    "[1] Project Vault: the reserve\nPolicy, 2 February 2026 · Money\n\n"
    "The Export-Import Bank lends $10 billion.\nIn context\n"
    "Money. The Export-Import Bank lends $10 billion. Private investors add $1.67 billion."
)


@pytest.fixture
def retrieval() -> FakeRetrieval:
    return FakeRetrieval({QUESTION: answered("EXIM [1]. MP [2].", LOAN_CITATION, MINE_CITATION)})


async def test_a_number_opens_the_excerpt_in_place_and_back_restores_the_answer(
    telegram: PlaygroundServer, retrieval: FakeRetrieval, tmp_path: Path
) -> None:
    async with running_bot(telegram, retrieval, tmp_path):
        telegram.people.send(USER, QUESTION)
        answer = await final_reply(telegram, USER.id)
        query = telegram.people.press(USER, answer, "1")
        [excerpt] = await telegram.wait_for(
            lambda: [reply for reply in telegram.replies(USER.id) if reply.text == EXCERPT]
        )
        assert query.id not in telegram.world.queries.open
        assert labels(excerpt) == [["« Back", "Open the original"]]
        assert excerpt.button("Open the original")["url"] == (
            "https://example.org/vault#:~:text=The%20Export%2DImport%20Bank%20lends%20%2410%20billion."
        )
        kinds = {entity.type: entity for entity in excerpt.content.entities}
        assert kinds.keys() == {"bold", "italic", "blockquote", "expandable_blockquote"}
        telegram.people.press(USER, excerpt, "« Back")
        await telegram.wait_for(lambda: telegram.replies(USER.id)[0].text == answer.text)
    [restored] = telegram.replies(USER.id)
    assert (restored.id, restored.content, restored.keyboard) == (answer.id, answer.content, answer.keyboard)


async def test_buttons_work_after_a_restart(
    telegram: PlaygroundServer, retrieval: FakeRetrieval, tmp_path: Path
) -> None:
    async with running_bot(telegram, retrieval, tmp_path):
        telegram.people.send(USER, QUESTION)
        answer = await final_reply(telegram, USER.id)
    telegram.people.press(USER, answer, "1")
    async with running_bot(telegram, retrieval, tmp_path):
        await telegram.wait_for(lambda: telegram.replies(USER.id)[0].text == EXCERPT)


async def test_an_excerpt_that_has_left_the_index_shows_the_quoted_words(
    telegram: PlaygroundServer, retrieval: FakeRetrieval, tmp_path: Path
) -> None:
    async with running_bot(telegram, retrieval, tmp_path):
        telegram.people.send(USER, QUESTION)
        answer = await final_reply(telegram, USER.id)
        retrieval.chunks = ()
        telegram.people.press(USER, answer, "1")
        await telegram.wait_for(lambda: telegram.replies(USER.id)[0].text.endswith(f"Money\n\n{LOAN_CITATION.quote}"))


async def test_an_answer_that_is_no_longer_kept_says_so(
    telegram: PlaygroundServer, retrieval: FakeRetrieval, tmp_path: Path
) -> None:
    async with running_bot(telegram, retrieval, tmp_path) as services:
        telegram.people.send(USER, QUESTION)
        answer = await final_reply(telegram, USER.id)
        await services.store.forget(USER.id, datetime.now(UTC))
        for label in ("1", "👍"):
            query = telegram.people.press(USER, answer, label)
            await acknowledged(telegram, query)
    assert [call.params.text("text") for call in telegram.calls("answerCallbackQuery")] == [texts.ANSWER_GONE] * 2
    assert telegram.replies(USER.id)[0].text == answer.text


async def test_a_forged_button_opens_no_answer_of_another_chat(
    telegram: PlaygroundServer, retrieval: FakeRetrieval, tmp_path: Path
) -> None:
    async with running_bot(telegram, retrieval, tmp_path):
        telegram.people.send(USER, QUESTION)
        private = await final_reply(telegram, USER.id)
        telegram.people.send(SECOND_USER, QUESTION)
        own = await final_reply(telegram, SECOND_USER.id)
        stolen = private.button("1")
        telegram.world.chats[SECOND_USER.id].messages[own.id] = own.__class__(
            **{name: getattr(own, name) for name in own.__slots__} | {"keyboard": ((stolen,),)}
        )
        query = telegram.people.press(SECOND_USER, own, "1")
        await acknowledged(telegram, query)
    assert telegram.calls("answerCallbackQuery")[-1].params.text("text") == texts.ANSWER_GONE


async def test_anyone_in_a_group_may_press(
    telegram: PlaygroundServer, retrieval: FakeRetrieval, tmp_path: Path
) -> None:
    async with running_bot(telegram, retrieval, tmp_path):
        telegram.people.send(USER, f"/ask {QUESTION}", GROUP_ID)
        answer = await final_reply(telegram, GROUP_ID)
        telegram.people.press(SECOND_USER, answer, "1")
        await telegram.wait_for(lambda: telegram.replies(GROUP_ID)[0].text == EXCERPT)


@pytest.mark.parametrize("method", ["answerCallbackQuery", "editMessageText"])
async def test_late_and_double_presses_do_no_harm(
    telegram: PlaygroundServer, retrieval: FakeRetrieval, tmp_path: Path, method: str
) -> None:
    late = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    same = "Bad Request: message is not modified: specified new message content is exactly the same"
    async with running_bot(telegram, retrieval, tmp_path, admins=[1003]):
        telegram.people.send(USER, QUESTION)
        answer = await final_reply(telegram, USER.id)
        telegram.faults.add(
            Fault(method, "error", code=400, description=late if method == "answerCallbackQuery" else same)
        )
        telegram.people.press(USER, answer, "1")
        telegram.people.press(USER, answer, "1")
        await telegram.wait_for(lambda: telegram.replies(USER.id)[0].text == EXCERPT)
    assert len(telegram.calls("sendMessage")) == 1
