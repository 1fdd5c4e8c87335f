"""What the bot keeps: conversations, answers, votes and usage, in SQLite or PostgreSQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from retrieval.types import Answer, Citation


@dataclass(frozen=True, slots=True)
class Talk:
    """Whose conversation it is: one person in one chat, and one topic of it where the chat is a forum."""

    chat_id: int
    user_id: int
    thread_id: int | None = None


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
    citations: tuple[Citation, ...]
    asked_at: datetime


class Store:
    """All that is kept, behind one async door; each call is one transaction, and every instant is aware UTC.

    `now` is always an argument. A failed call leaves nothing half written.
    """

    @classmethod
    async def open(cls, url: str) -> Store:
        """Connect to `url` (`sqlite:///…`, `postgres://…`, `postgresql://…`) after bringing its tables up to date."""
        raise NotImplementedError

    async def close(self) -> None:
        raise NotImplementedError

    async def history(self, talk: Talk, limit: int) -> list[str]:
        """The earlier questions of the conversation since the last `start_anew`, oldest first, at most `limit`."""
        raise NotImplementedError

    async def start_anew(self, talk: Talk, now: datetime) -> None:
        """Begin a new conversation: earlier questions are no longer its history."""
        raise NotImplementedError

    async def record_answer(
        self, talk: Talk, question_message_id: int, reply_message_ids: tuple[int, ...], answer: Answer, now: datetime
    ) -> int:
        """Keep an answer with the passages that it used; return its id. An edited question replaces its answer."""
        raise NotImplementedError

    async def answer(self, answer_id: int) -> KeptAnswer | None:
        raise NotImplementedError

    async def answer_to_message(self, chat_id: int, question_message_id: int) -> KeptAnswer | None:
        """The answer that was given to this message, if it is still kept."""
        raise NotImplementedError

    async def record_vote(self, answer_id: int, user_id: int, vote: int, now: datetime) -> bool:
        """Keep a person's vote, 1 or -1, the last one counting; False when that answer is no longer kept."""
        raise NotImplementedError

    async def spend_question(self, talk: Talk, per_person: int, per_group: int, now: datetime) -> bool:
        """Count one question against the budgets of this UTC day; False, counting nothing, when one is used up.

        A group's questions count for the group and for the person; a budget of 0 is no limit.
        """
        raise NotImplementedError

    async def forget(self, user_id: int) -> int:
        """Delete everything kept about a person, votes and usage included; return how many answers went."""
        raise NotImplementedError

    async def purge(self, older_than: datetime) -> int:
        """Delete conversations and their answers that ended before `older_than`; return how many answers went."""
        raise NotImplementedError
