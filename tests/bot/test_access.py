"""Who may use the bot, over HTTP."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.access import is_allowed
from bot.messages import texts
from bot.playground.faults import Fault
from bot.playground.server import PlaygroundServer
from bot.playground.state import ADMIN, BOT, GROUP_ID, SECOND_USER, USER
from bot.settings import BotTable
from tests.bot.running import acknowledged, final_reply, running_bot
from tests.fakes import FakeRetrieval


@pytest.mark.parametrize(
    ("user_id", "chat_id", "expected"), [(1, 1, True), (9, 9, True), (2, 2, False), (2, -5, True), (1, -6, True)]
)
def test_is_allowed__people_groups_and_admins_of_the_list(user_id: int, chat_id: int, expected: bool) -> None:
    table = BotTable(allowed=frozenset({1, -5}), admins=frozenset({9}))
    assert is_allowed(table, user_id, chat_id) is expected
    assert is_allowed(BotTable(admins=frozenset({9})), user_id, chat_id)


async def test_others_are_turned_away_once_they_speak_to_the_bot(telegram: PlaygroundServer, tmp_path: Path) -> None:
    telegram.world.chats[GROUP_ID].members[BOT.id] = "administrator"
    retrieval = FakeRetrieval()
    async with running_bot(telegram, retrieval, tmp_path, allowed=[USER.id], admins=[ADMIN.id]):
        telegram.people.send(SECOND_USER, "/start")
        telegram.people.send(SECOND_USER, "just talking", GROUP_ID)
        telegram.people.send(SECOND_USER, "/ask why?", GROUP_ID)
        await telegram.wait_for(lambda: telegram.replies(SECOND_USER.id) and telegram.replies(GROUP_ID))
        telegram.people.send(USER, "/ask why?", GROUP_ID)
        answer = await final_reply(telegram, GROUP_ID, count=2)
        query = telegram.people.press(SECOND_USER, answer, "👍")
        await acknowledged(telegram, query)
        telegram.people.send(ADMIN, "why?")
        await final_reply(telegram, ADMIN.id)
    refusal = f"{texts.NOT_ALLOWED} Its operator can let you in by your number: {SECOND_USER.id}"
    assert [reply.text for reply in telegram.replies(SECOND_USER.id)] == [refusal]
    assert telegram.replies(GROUP_ID)[0].text == refusal
    assert telegram.calls("answerCallbackQuery")[0].params.text("text") == texts.NOT_ALLOWED
    assert len(retrieval.asked) == 2


async def test_a_refusal_that_fails_lets_nobody_in(telegram: PlaygroundServer, tmp_path: Path) -> None:
    retrieval = FakeRetrieval()
    async with running_bot(telegram, retrieval, tmp_path, allowed=[USER.id]):
        telegram.faults.add(Fault("sendMessage", "error", code=400, chat_id=SECOND_USER.id))
        telegram.people.send(SECOND_USER, "why?")
        await telegram.wait_for(lambda: telegram.replies(SECOND_USER.id))
    assert [reply.text[:5] for reply in telegram.replies(SECOND_USER.id)] == ["Sorry"]
    assert retrieval.asked == []
