"""Who gets digests, and how they want them; kept for good, also for who no longer wants any."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.digests.schedule import LATEST, Schedule
from bot.storage.database import Database
from bot.storage.tables import AwaitedInputRow, DeliveryRow, KnownDocumentRow, SubscriberRow

PENDING = "pending"
_WAIT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a subscriber chooses. Moves from `threshold` percent on are given a reason; no `tickers` means all."""

    schedule: Schedule
    threshold: int
    tickers: tuple[str, ...] = ()
    is_silent: bool = False
    has_alerts: bool = False


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A chat that gets digests, or has; `starts_at` is in the future while it pauses.

    `seen_up_to` is the number of the last document that a digest has told it of.
    """

    chat_id: int
    thread_id: int | None
    preferences: Preferences
    is_subscribed: bool
    is_active: bool
    starts_at: datetime
    seen_up_to: int


class Subscriptions:
    """The subscribers and their choices. Raises `StorageUnavailable`.

    What ends or pauses a subscription also takes back the digests that nobody has begun to send.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, chat_id: int) -> Subscriber | None:
        async with self._database.transaction() as session:
            row = await session.get(SubscriberRow, chat_id)
            return None if row is None else subscriber_of(row)

    async def open(self, chat_id: int, thread_id: int | None, preferences: Preferences, now: datetime) -> Subscriber:
        """The subscriber of a chat, or else one that is not subscribed and has the given preferences."""
        new = {
            "chat_id": chat_id,
            "user_id": chat_id if chat_id > 0 else None,  # a private chat has the id of its person
            "thread_id": thread_id,
            "is_subscribed": False,
            "is_active": True,
            "starts_at": now,
            "seen_up_to": 0,
            **_columns(preferences),
        }
        async with self._database.transaction() as session:
            await session.execute(self._database.insert(SubscriberRow).values(new).on_conflict_do_nothing())
            return subscriber_of(await session.get_one(SubscriberRow, chat_id))

    async def subscribe(self, chat_id: int, thread_id: int | None, now: datetime) -> None:
        """Begin with the next digest, in this topic; the documents known by now count as seen."""
        latest = select(func.coalesce(func.max(KnownDocumentRow.number), 0)).scalar_subquery()
        started = {"starts_at": now, "seen_up_to": latest, "is_subscribed": True}
        async with self._database.transaction() as session:
            await _change(session, chat_id, thread_id=thread_id, is_active=True)
            is_new = (SubscriberRow.chat_id == chat_id, SubscriberRow.is_subscribed.is_(False))
            await session.execute(update(SubscriberRow).where(*is_new).values(started))

    async def unsubscribe(self, chat_id: int) -> None:
        async with self._database.transaction() as session:
            await _change(session, chat_id, is_subscribed=False)
            await _take_back(session, chat_id)

    async def start_at(self, chat_id: int, instant: datetime) -> None:
        """Send nothing that is due before `instant`: a pause where it lies ahead, the end of one where it is now."""
        async with self._database.transaction() as session:
            await _change(session, chat_id, starts_at=instant)
            await _take_back(session, chat_id)

    async def prefer(
        self, chat_id: int, change: Callable[[Preferences], Preferences], now: datetime
    ) -> Subscriber | None:
        """Change the preferences of a chat that has some; returns them as they are then."""
        async with self._database.transaction() as session:
            row = await session.get(SubscriberRow, chat_id, with_for_update=True)
            if row is None:
                return None
            before = subscriber_of(row).preferences
            after = change(before)
            if after.schedule != before.schedule:
                # The times of the new schedule that are long past were never meant.
                row.starts_at = max(row.starts_at, now - LATEST)
            for name, value in _columns(after).items():
                setattr(row, name, value)
            return subscriber_of(row)

    async def deactivate(self, chat_id: int) -> None:
        """Stop sending to a chat that shuts the bot out."""
        async with self._database.transaction() as session:
            await _change(session, chat_id, is_active=False)
            await _take_back(session, chat_id)

    async def revive(self, chat_id: int, now: datetime) -> bool:
        """Go on with a chat that lets the bot in again; False if it was never shut out."""
        shut_out = (SubscriberRow.chat_id == chat_id, SubscriberRow.is_active.is_(False))
        async with self._database.transaction() as session:
            row = await session.scalar(select(SubscriberRow).where(*shut_out).with_for_update())
            if row is None:
                return False
            row.is_active, row.starts_at = True, max(row.starts_at, now)
            return True

    async def move(self, old_chat_id: int, new_chat_id: int) -> None:
        """Follow a group that has become another; what the new one has chosen already counts."""
        async with self._database.transaction() as session:
            if await session.get(SubscriberRow, new_chat_id) is None:
                await _change(session, old_chat_id, chat_id=new_chat_id, thread_id=None)
            else:
                await session.execute(delete(SubscriberRow).where(SubscriberRow.chat_id == old_chat_id))

    async def watchers(self, now: datetime) -> list[Subscriber]:
        """The subscribers that want alerts now."""
        wanted = (
            SubscriberRow.has_alerts,
            SubscriberRow.is_subscribed,
            SubscriberRow.is_active,
            SubscriberRow.starts_at <= now,
        )
        async with self._database.transaction() as session:
            return [subscriber_of(row) for row in await session.scalars(select(SubscriberRow).where(*wanted))]

    async def await_input(self, chat_id: int, user_id: int, message_id: int, now: datetime) -> None:
        """Take the next text of a person in a chat for the city that a settings message asks for."""
        given = {"message_id": message_id, "asked_at": now}
        insert = self._database.insert(AwaitedInputRow).values(chat_id=chat_id, user_id=user_id, **given)
        key = [AwaitedInputRow.chat_id, AwaitedInputRow.user_id]
        async with self._database.transaction() as session:
            await session.execute(insert.on_conflict_do_update(index_elements=key, set_=given))

    async def awaited_input(self, chat_id: int, user_id: int, now: datetime) -> int | None:
        """The settings message that waits for a text of this person; after a while none does any more."""
        async with self._database.transaction() as session:
            row = await session.get(AwaitedInputRow, (chat_id, user_id))
            return row.message_id if row is not None and row.asked_at > now - _WAIT else None

    async def stop_awaiting(self, chat_id: int, user_id: int) -> None:
        waiting = (AwaitedInputRow.chat_id == chat_id, AwaitedInputRow.user_id == user_id)
        async with self._database.transaction() as session:
            await session.execute(delete(AwaitedInputRow).where(*waiting))


def subscriber_of(row: SubscriberRow) -> Subscriber:
    schedule = Schedule(row.send_at, row.zone, read_weekdays(row.weekdays))
    preferences = Preferences(schedule, row.threshold, tuple(row.tickers), row.is_silent, row.has_alerts)
    state = (row.is_subscribed, row.is_active, row.starts_at, row.seen_up_to)
    return Subscriber(row.chat_id, row.thread_id, preferences, *state)


def read_weekdays(digits: str) -> frozenset[int]:
    return frozenset(map(int, digits))


def write_weekdays(weekdays: frozenset[int]) -> str:
    return "".join(str(day) for day in sorted(weekdays))


def _columns(preferences: Preferences) -> dict[str, Any]:
    schedule = preferences.schedule
    return {
        "zone": schedule.zone,
        "send_at": schedule.send_at,
        "weekdays": write_weekdays(schedule.weekdays),
        "tickers": list(preferences.tickers),
        "threshold": preferences.threshold,
        "is_silent": preferences.is_silent,
        "has_alerts": preferences.has_alerts,
    }


async def _change(session: AsyncSession, chat_id: int, /, **values: Any) -> None:
    await session.execute(update(SubscriberRow).where(SubscriberRow.chat_id == chat_id).values(values))


async def _take_back(session: AsyncSession, chat_id: int) -> None:
    await session.execute(delete(DeliveryRow).where(DeliveryRow.chat_id == chat_id, DeliveryRow.state == PENDING))
