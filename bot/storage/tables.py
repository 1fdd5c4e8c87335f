"""The tables, as SQLAlchemy models.

A table of things about one person has a column `user_id`: by that name `Store.forget` finds the rows to delete.
The migrations make these tables; a test compares the two.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

_NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


class Instant(TypeDecorator[datetime]):
    """An aware datetime, read back in UTC; SQLite, which keeps no zones, is given UTC. A naive one is a ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class AnyText(TypeDecorator[str]):
    """Text as people, models and documents send it: what a database refuses (NUL, lone surrogates) becomes U+FFFD."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        encodable = value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return encodable.replace("\0", _REPLACEMENT)


class Price(TypeDecorator[Decimal]):
    """An exact decimal, as text: SQLite has only floats."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class Table(DeclarativeBase):
    """What every table shares: integers wide enough for Telegram's ids, and names for all constraints."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map = {str: AnyText, int: BigInteger, datetime: Instant, Decimal: Price}  # noqa: RUF012


class AnswerRow(Table):
    """An answer and its question. `ended_at` is when the conversation that it belongs to was ended, if it was."""

    __tablename__ = "answers"
    __table_args__ = (
        UniqueConstraint("chat_id", "question_message_id"),
        Index(None, "user_id", "chat_id", "thread_id"),
        Index(None, "asked_at"),
        # An id is never given twice, or the buttons under a forgotten answer would open someone else's.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True)
    chat_id: Mapped[int]
    user_id: Mapped[int]
    thread_id: Mapped[int | None]
    question_message_id: Mapped[int]
    reply_message_ids: Mapped[list[int]] = mapped_column(JSON)
    question: Mapped[str]
    status: Mapped[str]
    text: Mapped[str]
    mode: Mapped[str]
    notice: Mapped[str | None]
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class CitationRow(Table):
    """A citation of an answer, with every field of `retrieval.types.Citation` under its own name."""

    __tablename__ = "citations"

    answer_id: Mapped[int] = mapped_column(ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True)
    chunk_id: Mapped[str]
    document_id: Mapped[str]
    title: Mapped[str]
    kind: Mapped[str]
    published_on: Mapped[date | None]
    url: Mapped[str | None]
    page: Mapped[int | None]
    section: Mapped[str]
    quote: Mapped[str]


class VoteRow(Table):
    """What one person thinks of an answer: 1 or -1."""

    __tablename__ = "votes"
    __table_args__ = (CheckConstraint("vote IN (1, -1)", "up_or_down"), Index(None, "user_id"))

    answer_id: Mapped[int] = mapped_column(ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(primary_key=True)
    vote: Mapped[int]
    voted_at: Mapped[datetime]


class PersonUsage(Table):
    """How many questions a person asked on a UTC day."""

    __tablename__ = "person_usage"
    __table_args__ = (Index(None, "user_id"),)

    day: Mapped[date] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(primary_key=True)
    questions: Mapped[int]


class GroupUsage(Table):
    """How many questions a group asked on a UTC day."""

    __tablename__ = "group_usage"

    day: Mapped[date] = mapped_column(primary_key=True)
    chat_id: Mapped[int] = mapped_column(primary_key=True)
    questions: Mapped[int]


class BarRow(Table):
    """One session of a symbol by one source: the fields of `bot.market.bars.Bar` under their own names."""

    __tablename__ = "bars"

    symbol: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    session: Mapped[date] = mapped_column(primary_key=True)
    open: Mapped[Decimal]
    high: Mapped[Decimal]
    low: Mapped[Decimal]
    close: Mapped[Decimal]
    volume: Mapped[int]
    fetched_at: Mapped[datetime]


class ClosureRow(Table):
    """A day on which the exchange stays closed against its calendar."""

    __tablename__ = "closures"

    day: Mapped[date] = mapped_column(primary_key=True)
    reason: Mapped[str]
    declared_at: Mapped[datetime]


def _of_subscriber() -> ForeignKey:
    """Rows of a subscriber go with it, and move with a group that gets another id."""
    return ForeignKey("subscribers.chat_id", ondelete="CASCADE", onupdate="CASCADE")


class SubscriberRow(Table):
    """A chat and what it wants in its digests, kept when it unsubscribes. `user_id` is the person of a private chat.

    `is_active` is false while the chat shuts the bot out; nothing that was due before `starts_at` is sent. `weekdays`
    holds their digits, Monday being 0; no `tickers` means all. `seen_up_to` is a number of `KnownDocumentRow`.
    """

    __tablename__ = "subscribers"
    __table_args__ = (Index(None, "user_id"), Index(None, "zone", "send_at", "weekdays"))

    chat_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    user_id: Mapped[int | None]
    thread_id: Mapped[int | None]
    is_subscribed: Mapped[bool]
    is_active: Mapped[bool]
    starts_at: Mapped[datetime]
    zone: Mapped[str]
    send_at: Mapped[time]
    weekdays: Mapped[str]
    tickers: Mapped[list[str]] = mapped_column(JSON)
    threshold: Mapped[int]
    is_silent: Mapped[bool]
    has_alerts: Mapped[bool]
    seen_up_to: Mapped[int]


class DeliveryRow(Table):
    """The one digest of a subscriber about a day; its key is what makes it one.

    Until `held_until` it belongs to `worker`, or rests. The documents that it lists are numbered from above `seen_from`
    to `seen_up_to`.
    """

    __tablename__ = "deliveries"
    __table_args__ = (Index(None, "state", "held_until"), Index(None, "about"))

    chat_id: Mapped[int] = mapped_column(_of_subscriber(), primary_key=True, autoincrement=False)
    about: Mapped[date] = mapped_column(primary_key=True)
    state: Mapped[str]
    due_at: Mapped[datetime]
    held_until: Mapped[datetime]
    worker: Mapped[str | None]
    send_started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    is_late: Mapped[bool]
    picture_id: Mapped[int | None]
    message_id: Mapped[int | None]
    seen_from: Mapped[int | None]
    seen_up_to: Mapped[int | None]
    reason: Mapped[str | None]


class AlertRow(Table):
    """An alert about the move of a symbol in a session: one a subscriber."""

    __tablename__ = "alerts"

    chat_id: Mapped[int] = mapped_column(_of_subscriber(), primary_key=True, autoincrement=False)
    session: Mapped[date] = mapped_column(primary_key=True)
    symbol: Mapped[str] = mapped_column(primary_key=True)
    alerted_at: Mapped[datetime]


class KnownDocumentRow(Table):
    """A document that the bot has seen in the index, numbered in the order of appearance."""

    __tablename__ = "known_documents"
    __table_args__ = (UniqueConstraint("number"),)

    document_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]


class AwaitedInputRow(Table):
    """A settings message that waits for a person to write the name of a city."""

    __tablename__ = "awaited_inputs"

    chat_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    user_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    message_id: Mapped[int]
    asked_at: Mapped[datetime]


class AuditRow(Table):
    """What an admin did. Not a `user_id`: these rows stay when an admin's own questions are forgotten."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True)
    admin_id: Mapped[int]
    chat_id: Mapped[int]
    begun_at: Mapped[datetime]
    action: Mapped[str]
    target: Mapped[str]
    outcome: Mapped[str]
