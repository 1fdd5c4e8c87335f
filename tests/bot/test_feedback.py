"""Votes, over HTTP."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import create_engine, text

from bot.messages import texts
from bot.playground.server import PlaygroundServer
from bot.playground.state import GROUP_ID, SECOND_USER, USER
from tests.bot.running import acknowledged, final_reply, running_bot
from tests.fakes import FakeRetrieval


async def test_each_person_has_one_vote_and_the_last_one_counts(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path):
        telegram.people.send(USER, "/ask Why?", GROUP_ID)
        answer = await final_reply(telegram, GROUP_ID)
        for person, vote in ((USER, "👎"), (SECOND_USER, "👎"), (USER, "👍")):
            query = telegram.people.press(person, answer, vote)
            await acknowledged(telegram, query)
    toasts = [call.params.text("text") for call in telegram.calls("answerCallbackQuery")]
    assert toasts == [texts.THANKS_DOWN, texts.THANKS_DOWN, texts.THANKS_UP]
    engine = create_engine(f"sqlite:///{tmp_path / 'bot.db'}")
    with engine.connect() as connection:
        votes = connection.execute(text("SELECT user_id, vote FROM votes ORDER BY user_id")).all()
    engine.dispose()
    assert votes == [(USER.id, 1), (SECOND_USER.id, -1)]
