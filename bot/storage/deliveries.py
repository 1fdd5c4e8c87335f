"""The digests on their way: each is a row that one worker holds at a time, and that says how far the sending got."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, literal, select, update

from bot.digests.schedule import LATEST, Due, Schedule
from bot.storage.database import Database
from bot.storage.subscriptions import Subscriber, read_weekdays, subscriber_of, write_weekdays
from bot.storage.tables import DeliveryRow, SubscriberRow

_LATE = timedelta(minutes=15)


class State(StrEnum):
    """How far a digest got. From `SENDING` on it may have arrived, so only `PENDING` ones are ever sent.

    `UNCERTAIN`: the answer was lost, or the worker died while it sent. `SKIPPED`: too late when the bot came to it.
    `BLOCKED`: the chat shuts the bot out.
    """

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    FAILED = "failed"
    BLOCKED = "blocked"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Claim:
    """A digest that a worker holds. `picture_id` is the message with its picture, if that is there already."""

    subscriber: Subscriber
    about: date
    due_at: datetime
    picture_id: int | None
    worker: str


@dataclass(frozen=True, slots=True)
class Delivered:
    """What arrived: the last message, and the numbers between which the documents lie that it tells of."""

    message_id: int
    seen_from: int
    seen_up_to: int


@dataclass(frozen=True, slots=True)
class Report:
    """How the digests about one day fared. `troubles` are chats with what went wrong there, the latest first."""

    about: date
    states: Counter[State]
    late: int
    troubles: tuple[tuple[int, State, str], ...]

    @property
    def due(self) -> int:
        return self.states.total()


class Deliveries:
    """The rows, one a subscriber and day. `now` is always an argument. Raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def schedules(self) -> list[Schedule]:
        """The different schedules that subscribers have."""
        columns = (SubscriberRow.send_at, SubscriberRow.zone, SubscriberRow.weekdays)
        async with self._database.transaction() as session:
            rows = await session.execute(select(*columns).where(_IS_SERVED).distinct())
            return [Schedule(send_at, zone, read_weekdays(weekdays)) for send_at, zone, weekdays in rows]

    async def enqueue(self, schedule: Schedule, due: Due, state: State) -> int:
        """Add a row for each subscriber with this schedule that has none about that day; return how many."""
        served = select(
            SubscriberRow.chat_id,
            literal(due.about).label("about"),
            literal(state.value).label("state"),
            literal(due.due_at, DeliveryRow.due_at.type).label("due_at"),
            literal(due.due_at, DeliveryRow.held_until.type).label("held_until"),
            literal(value=False).label("is_late"),
        ).where(
            _IS_SERVED,
            SubscriberRow.send_at == schedule.send_at,
            SubscriberRow.zone == schedule.zone,
            SubscriberRow.weekdays == write_weekdays(schedule.weekdays),
            SubscriberRow.starts_at <= due.due_at,
        )
        names = ["chat_id", "about", "state", "due_at", "held_until", "is_late"]
        add = self._database.insert(DeliveryRow).from_select(names, served).on_conflict_do_nothing()
        async with self._database.transaction() as session:
            return len((await session.execute(add.returning(DeliveryRow.chat_id))).all())

    async def abouts(self, now: datetime) -> list[date]:
        """The days that there are digests to send about, the latest first."""
        async with self._database.transaction() as session:
            rows = await session.scalars(select(DeliveryRow.about).where(_is_claimable(now)).distinct())
            return sorted(rows, reverse=True)

    async def claim(
        self, about: date, worker: str, now: datetime, lease: timedelta, *, due_before: datetime, limit: int
    ) -> list[Claim]:
        """Take up to `limit` digests about a day, those due longest first; no other worker has them for the `lease`."""
        wanted = (
            select(DeliveryRow, SubscriberRow)
            .join(SubscriberRow, SubscriberRow.chat_id == DeliveryRow.chat_id)
            .where(_is_claimable(now), _IS_SERVED, DeliveryRow.about == about, DeliveryRow.due_at <= due_before)
            .order_by(DeliveryRow.due_at, DeliveryRow.chat_id)
            .limit(limit)
            .with_for_update(of=DeliveryRow, skip_locked=True)
        )
        async with self._database.transaction() as session:
            found = (await session.execute(wanted)).all()
            for row, _ in found:
                row.worker, row.held_until = worker, now + lease
            return [Claim(subscriber_of(who), row.about, row.due_at, row.picture_id, worker) for row, who in found]

    async def start(self, claim: Claim, now: datetime, lease: timedelta) -> bool:
        """Mark that sending begins, which comes before it; False if the digest is no longer the worker's to send."""
        is_held = and_(DeliveryRow.state == State.PENDING, DeliveryRow.held_until > now)
        given = {"state": State.SENDING, "send_started_at": now, "held_until": now + lease}
        return await self._change(claim, is_held, given)

    async def record_picture(self, claim: Claim, message_id: int) -> None:
        """Mark that the picture has arrived, and the text has not been sent yet."""
        await self._change(claim, _IS_BEGUN, {"picture_id": message_id})

    async def record_sent(self, claim: Claim, delivered: Delivered, now: datetime) -> None:
        """Mark that it has arrived, and its documents as seen."""
        given: dict[str, Any] = {
            "state": State.SENT,
            "ended_at": now,
            "is_late": now > claim.due_at + _LATE,
            "message_id": delivered.message_id,
            "seen_from": delivered.seen_from,
            "seen_up_to": delivered.seen_up_to,
            "reason": None,
        }
        seen = (
            update(SubscriberRow)
            .where(SubscriberRow.chat_id == claim.subscriber.chat_id, SubscriberRow.seen_up_to < delivered.seen_up_to)
            .values(seen_up_to=delivered.seen_up_to)
        )
        async with self._database.transaction() as session:
            await session.execute(update(DeliveryRow).where(_is(claim), _IS_BEGUN).values(given))
            await session.execute(seen)

    async def record_end(self, claim: Claim, state: State, reason: str, now: datetime) -> None:
        """Mark that it will not be sent any more."""
        await self._change(claim, _IS_OPEN, {"state": state, "ended_at": now, "reason": reason})

    async def put_back(self, claim: Claim, until: datetime) -> None:
        """Let anyone send it from `until` on, as nothing of it, or nothing since the picture, has reached Telegram."""
        given = {"state": State.PENDING, "worker": None, "held_until": until, "send_started_at": None, "reason": None}
        await self._change(claim, _IS_OPEN, given)

    async def give_up_lost(self, now: datetime) -> int:
        """Take the digests whose worker died while it sent them for uncertain; return how many."""
        lost = and_(DeliveryRow.state == State.SENDING, DeliveryRow.held_until <= now)
        return await self._end_all(lost, State.UNCERTAIN, "the sender ended while sending", now)

    async def skip_overdue(self, now: datetime) -> int:
        """Skip the digests that nobody could send in time; return how many."""
        overdue = and_(_is_claimable(now), DeliveryRow.due_at <= now - LATEST)
        return await self._end_all(overdue, State.SKIPPED, "too late", now)

    async def find(self, chat_id: int, about: date) -> Delivered | None:
        """What arrived in a chat of the digest about a day."""
        async with self._database.transaction() as session:
            row = await session.get(DeliveryRow, (chat_id, about))
            if row is None or row.message_id is None or row.seen_from is None or row.seen_up_to is None:
                return None
            return Delivered(row.message_id, row.seen_from, row.seen_up_to)

    async def reports(self, days: int, troubles: int) -> list[Report]:
        """The last days that digests were about, the latest first, each with so many of its troubles."""
        latest = select(DeliveryRow.about).distinct().order_by(DeliveryRow.about.desc()).limit(days)
        async with self._database.transaction() as session:
            abouts = list(await session.scalars(latest))
        return [await self._report(about, troubles) for about in abouts]

    async def purge(self, older_than: date) -> None:
        """Delete what is about an earlier day."""
        async with self._database.transaction() as session:
            await session.execute(delete(DeliveryRow).where(DeliveryRow.about < older_than))

    async def _report(self, about: date, troubles: int) -> Report:
        counted = (
            select(DeliveryRow.state, DeliveryRow.is_late, func.count())
            .where(DeliveryRow.about == about)
            .group_by(DeliveryRow.state, DeliveryRow.is_late)
        )
        troubled = (
            select(DeliveryRow.chat_id, DeliveryRow.state, DeliveryRow.reason)
            .where(DeliveryRow.about == about, DeliveryRow.state.in_([State.FAILED, State.UNCERTAIN]))
            .order_by(DeliveryRow.ended_at.desc())
            .limit(troubles)
        )
        states: Counter[State] = Counter()
        late = 0
        async with self._database.transaction() as session:
            for state, is_late, count in await session.execute(counted):
                states[State(state)] += count
                late += count if is_late else 0
            listed = [
                (chat_id, State(state), reason or "") for chat_id, state, reason in await session.execute(troubled)
            ]
        return Report(about, states, late, tuple(listed))

    async def _end_all(self, condition: ColumnElement[bool], state: State, reason: str, now: datetime) -> int:
        given = {"state": state, "ended_at": now, "reason": reason}
        ended = update(DeliveryRow).where(condition).values(given).returning(DeliveryRow.chat_id)
        async with self._database.transaction() as session:
            return len((await session.execute(ended)).all())

    async def _change(self, claim: Claim, condition: ColumnElement[bool], given: dict[str, Any]) -> bool:
        changed = update(DeliveryRow).where(_is(claim), condition).values(given).returning(DeliveryRow.chat_id)
        async with self._database.transaction() as session:
            return await session.scalar(changed) is not None


_IS_SERVED = and_(SubscriberRow.is_subscribed, SubscriberRow.is_active)
# A worker that was taken for dead, and was only slow, may still say how its sending ended.
_IS_BEGUN = DeliveryRow.state.in_([State.SENDING, State.UNCERTAIN])
_IS_OPEN = DeliveryRow.state.in_([State.PENDING, State.SENDING, State.UNCERTAIN])


def _is_claimable(now: datetime) -> ColumnElement[bool]:
    return and_(DeliveryRow.state == State.PENDING, DeliveryRow.held_until <= now)


def _is(claim: Claim) -> ColumnElement[bool]:
    return and_(
        DeliveryRow.chat_id == claim.subscriber.chat_id,
        DeliveryRow.about == claim.about,
        DeliveryRow.worker == claim.worker,
    )
