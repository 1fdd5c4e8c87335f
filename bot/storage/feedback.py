"""What people thought of answers, and what they asked in vain; without a word about who they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.storage.database import Database
from bot.storage.tables import AnswerRow, VoteRow


@dataclass(frozen=True, slots=True)
class Vote:
    """One person's vote on an answer, 1 or -1."""

    question: str
    answer: str
    vote: int
    voted_at: datetime


class Feedback:
    """Votes and unanswered questions, as long as they are kept. Raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def votes(self) -> list[Vote]:
        """All votes, the latest first."""
        columns = (AnswerRow.question, AnswerRow.text, VoteRow.vote, VoteRow.voted_at)
        found = select(*columns).join(VoteRow, VoteRow.answer_id == AnswerRow.id).order_by(VoteRow.voted_at.desc())
        async with self._database.transaction() as session:
            return [Vote(*row) for row in await session.execute(found)]

    async def unanswered(self) -> list[tuple[str, datetime]]:
        """The questions that the documents did not answer, each with when it was asked, the latest first."""
        asked = select(AnswerRow.question, AnswerRow.asked_at).where(AnswerRow.status == "not_found")
        async with self._database.transaction() as session:
            rows = await session.execute(asked.order_by(AnswerRow.asked_at.desc()))
            return [(question, asked_at) for question, asked_at in rows]
