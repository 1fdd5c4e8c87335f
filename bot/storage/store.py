"""What the bot keeps: conversations, answers, votes and usage, in SQLite or PostgreSQL."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, false, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.database import Database
from bot.storage.tables import AnswerRow, CitationRow, GroupUsage, PersonUsage, Table, VoteRow
from retrieval.types import Answer, Citation

_CITATION_FIELDS = tuple(field.name for field in fields(Citation))


@dataclass(frozen=True, slots=True)
class Talk:
    """Whose conversation it is: one person in one chat, and one topic of it where the chat is a forum."""

    chat_id: int
    user_id: int
    thread_id: int | None = None

    @property
    def is_in_group(self) -> bool:
        """Telegram gives groups negative ids, and a private chat the id of its person."""
        return self.chat_id < 0


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer as it was given, with the messages that carry it. `reply_message_ids` are the bot's, in order."""

    id: int
    talk: Talk
    question_message_id: int
    reply_message_ids: tuple[int, ...]
    question: str
    status: str
    text: str
    mode: str
    notice: str | None
    citations: tuple[Citation, ...]
    asked_at: datetime


class Store:
    """All that is kept, behind one async door; each call is one transaction, and every instant is aware UTC.

    `now` is always an argument. A failed call leaves nothing half written; where the database cannot be used, it
    raises `StorageUnavailable`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    async def open(cls, url: str) -> Store:
        """Connect to `url` (`sqlite:///…`, `postgres://…`, `postgresql://…`) after bringing its tables up to date."""
        return cls(await Database.open(url))

    async def close(self) -> None:
        await self._database.close()

    async def history(self, talk: Talk, limit: int) -> list[str]:
        """The earlier questions of the conversation since the last `start_anew`, oldest first, at most `limit`."""
        latest = select(AnswerRow.question).where(*_conversation(talk)).order_by(AnswerRow.id.desc()).limit(limit)
        async with self._database.transaction() as session:
            return list(await session.scalars(latest))[::-1]

    async def start_anew(self, talk: Talk, now: datetime) -> None:
        """Begin a new conversation: earlier questions are no longer its history."""
        async with self._database.transaction() as session:
            await session.execute(update(AnswerRow).where(*_conversation(talk)).values(ended_at=now))

    async def record_answer(
        self, talk: Talk, question_message_id: int, reply_message_ids: tuple[int, ...], answer: Answer, now: datetime
    ) -> int:
        """Keep an answer with the passages that it used; return its id. An edited question replaces its answer.

        The new answer takes over the id of the old one and its place in the history, not its votes.
        """
        given = {
            **asdict(talk),
            "question_message_id": question_message_id,
            "reply_message_ids": list(reply_message_ids),
            "question": answer.question,
            "status": answer.status,
            "text": answer.text,
            "mode": answer.mode,
            "notice": answer.notice,
            "asked_at": now,
        }
        same_message = [AnswerRow.chat_id, AnswerRow.question_message_id]
        insert = self._database.insert(AnswerRow).values(given)
        upsert = insert.on_conflict_do_update(index_elements=same_message, set_=given).returning(AnswerRow.id)
        async with self._database.transaction() as session:
            answer_id: int = (await session.execute(upsert)).scalar_one()
            await session.execute(delete(VoteRow).where(VoteRow.answer_id == answer_id))
            await session.execute(delete(CitationRow).where(CitationRow.answer_id == answer_id))
            session.add_all(CitationRow(answer_id=answer_id, **asdict(citation)) for citation in answer.citations)
        return answer_id

    async def answer(self, answer_id: int) -> KeptAnswer | None:
        if not _may_be_kept(answer_id):
            return None
        return await self._answer(AnswerRow.id == answer_id)

    async def answer_to_message(self, chat_id: int, question_message_id: int) -> KeptAnswer | None:
        """The answer that was given to this message, if it is still kept."""
        return await self._answer(AnswerRow.chat_id == chat_id, AnswerRow.question_message_id == question_message_id)

    async def _answer(self, *conditions: ColumnElement[bool]) -> KeptAnswer | None:
        async with self._database.transaction() as session:
            row = await session.scalar(select(AnswerRow).where(*conditions))
            if row is None:
                return None
            cited = select(CitationRow).where(CitationRow.answer_id == row.id).order_by(CitationRow.n)
            return _kept(row, list(await session.scalars(cited)))

    async def record_vote(self, answer_id: int, user_id: int, vote: int, now: datetime) -> bool:
        """Keep a person's vote, 1 or -1, the last one counting; False when that answer is no longer kept."""
        if not _may_be_kept(answer_id):
            return False
        given = {"vote": vote, "voted_at": now}
        insert = self._database.insert(VoteRow).values(answer_id=answer_id, user_id=user_id, **given)
        upsert = insert.on_conflict_do_update(index_elements=[VoteRow.answer_id, VoteRow.user_id], set_=given)
        # Locked, so that nobody deletes the answer before the vote is in.
        answer = select(AnswerRow.id).where(AnswerRow.id == answer_id).with_for_update(read=True, key_share=True)
        async with self._database.transaction() as session:
            if await session.scalar(answer) is None:
                return False
            await session.execute(upsert)
        return True

    async def spend_question(self, talk: Talk, per_person: int, per_group: int, now: datetime) -> bool:
        """Count one question against the budgets of this UTC day; False, counting nothing, when one is used up.

        A group's questions count for the group and for the person; a budget of 0 is no limit.
        """
        day = now.astimezone(UTC).date()
        async with self._database.transaction() as session:
            # Always the person before the group: two processes that lock in one order never wait for each other.
            is_counted = await self._count(session, PersonUsage, {"day": day, "user_id": talk.user_id}, per_person)
            if is_counted and talk.is_in_group:
                is_counted = await self._count(session, GroupUsage, {"day": day, "chat_id": talk.chat_id}, per_group)
            if not is_counted:
                await session.rollback()
        return is_counted

    async def _count(
        self, session: AsyncSession, usage: type[PersonUsage | GroupUsage], key: dict[str, Any], budget: int
    ) -> bool:
        upsert = self._database.insert(usage).values(key | {"questions": 1})
        upsert = upsert.on_conflict_do_update(
            index_elements=list(key),
            set_={"questions": usage.questions + 1},
            where=usage.questions < budget if budget else None,
        )
        return await session.scalar(upsert.returning(usage.questions)) is not None

    async def forget(self, user_id: int, now: datetime) -> int:
        """Delete everything kept about a person, votes included; return how many answers went.

        Only the count of the questions of this UTC day stays, or to be forgotten would be a way around the budget.
        """
        day = now.astimezone(UTC).date()
        async with self._database.transaction() as session:
            count = await _delete_answers(session, AnswerRow.user_id == user_id)
            for table in Table.metadata.sorted_tables:
                if "user_id" in table.columns:
                    is_kept = table.columns.day == day if table is PersonUsage.__table__ else false()
                    await session.execute(delete(table).where(table.columns.user_id == user_id, ~is_kept))
        return count

    async def purge(self, older_than: datetime, now: datetime) -> int:
        """Delete what was asked before `older_than`, and the usage of earlier days; return how many answers went."""
        day = now.astimezone(UTC).date()
        async with self._database.transaction() as session:
            count = await _delete_answers(session, AnswerRow.asked_at < older_than)
            for usage in (PersonUsage, GroupUsage):
                await session.execute(delete(usage).where(usage.day < day))
        return count


async def _delete_answers(session: AsyncSession, condition: ColumnElement[bool]) -> int:
    deleted = await session.scalars(delete(AnswerRow).where(condition).returning(AnswerRow.id))
    return len(deleted.all())


def _conversation(talk: Talk) -> tuple[ColumnElement[bool], ...]:
    return (
        AnswerRow.user_id == talk.user_id,
        AnswerRow.chat_id == talk.chat_id,
        AnswerRow.thread_id == talk.thread_id,
        AnswerRow.ended_at.is_(None),
    )


def _may_be_kept(answer_id: int) -> bool:
    """Whether the number, which a forged button may have sent, fits the column."""
    return 0 < answer_id < 2**63


def _kept(row: AnswerRow, citations: list[CitationRow]) -> KeptAnswer:
    return KeptAnswer(
        id=row.id,
        talk=Talk(row.chat_id, row.user_id, row.thread_id),
        question_message_id=row.question_message_id,
        reply_message_ids=tuple(row.reply_message_ids),
        question=row.question,
        status=row.status,
        text=row.text,
        mode=row.mode,
        notice=row.notice,
        citations=tuple(Citation(**{name: getattr(cited, name) for name in _CITATION_FIELDS}) for cited in citations),
        asked_at=row.asked_at,
    )
