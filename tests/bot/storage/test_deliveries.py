"""Digests on their way: claimed by one worker, begun once, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.digests.schedule import Due, Schedule
from bot.storage.database import Database
from bot.storage.deliveries import Claim, Delivered, Deliveries, State
from bot.storage.subscriptions import Preferences, Subscriptions

NOW = datetime(2026, 2, 3, 23, 0, tzinfo=UTC)
LEASE = timedelta(minutes=2)
EVENING = Schedule(time(18), "America/New_York")
TUESDAY = date(2026, 2, 3)
DUE = Due(TUESDAY, NOW)
ARRIVED = Delivered(501, 0, 4)


@pytest.fixture
async def deliveries(database: Database) -> Deliveries:
    """Three subscribers, each with a digest about Tuesday to be sent."""
    await subscribe(database, 1, 2, 3)
    deliveries = Deliveries(database)
    assert await deliveries.enqueue(EVENING, DUE, State.PENDING) == 3
    return deliveries


async def subscribe(database: Database, *chat_ids: int) -> None:
    subscriptions = Subscriptions(database)
    for chat_id in chat_ids:
        await subscriptions.open(chat_id, None, Preferences(EVENING, 5), NOW)
        await subscriptions.subscribe(chat_id, None, NOW)


async def claimed(deliveries: Deliveries, now: datetime = NOW, worker: str = "w", limit: int = 9) -> list[Claim]:
    return await deliveries.claim(TUESDAY, worker, now, LEASE, due_before=now, limit=limit)


async def states(deliveries: Deliveries) -> Counter[State]:
    [report] = await deliveries.reports(days=1, troubles=0)
    return report.states


async def test_enqueue__one_a_subscriber_and_day_for_those_concerned(
    database: Database, deliveries: Deliveries
) -> None:
    subscriptions = Subscriptions(database)
    assert await deliveries.enqueue(EVENING, DUE, State.PENDING) == 0
    await subscribe(database, 4, 5, 6, 7)
    await subscriptions.unsubscribe(4)
    await subscriptions.deactivate(5)
    await subscriptions.start_at(6, NOW + timedelta(seconds=1))
    other = Schedule(time(7, 30), "Europe/Berlin", frozenset({6}))
    await subscriptions.prefer(7, lambda same: replace(same, schedule=other), NOW)
    assert await deliveries.enqueue(EVENING, DUE, State.PENDING) == 0
    assert await deliveries.enqueue(other, DUE, State.SKIPPED) == 1
    assert await deliveries.enqueue(EVENING, Due(date(2026, 2, 4), NOW + timedelta(days=1)), State.PENDING) == 4
    assert sorted(await deliveries.schedules(), key=str) == sorted([EVENING, other], key=str)
    assert await states(deliveries) == {State.PENDING: 4}
    assert await deliveries.abouts(NOW + timedelta(days=1)) == [date(2026, 2, 4), TUESDAY]


async def test_claim__by_one_worker_until_its_lease_ends(deliveries: Deliveries) -> None:
    first = await claimed(deliveries, limit=2)
    assert [claim.subscriber.chat_id for claim in first] == [1, 2]
    assert [claim.subscriber.chat_id for claim in await claimed(deliveries, worker="x")] == [3]
    assert await claimed(deliveries, worker="y") == []
    later = NOW + LEASE
    assert len(await claimed(deliveries, later, "y")) == 3
    assert await deliveries.start(first[0], later, LEASE) is False
    await deliveries.put_back(first[0], later)  # not its own any more
    assert await claimed(deliveries, later, "z") == []


async def test_claim__waits_for_those_that_are_not_due_long_enough(deliveries: Deliveries) -> None:
    assert await deliveries.claim(TUESDAY, "w", NOW, LEASE, due_before=NOW - timedelta(minutes=1), limit=9) == []
    assert await claimed(deliveries, NOW - timedelta(seconds=1)) == []


async def test_start__once_and_only_while_the_lease_lasts(deliveries: Deliveries) -> None:
    first, second, _ = await claimed(deliveries)
    assert await deliveries.start(first, NOW, LEASE) is True
    assert await deliveries.start(first, NOW, LEASE) is False
    assert await deliveries.start(second, NOW + LEASE, LEASE) is False


async def test_claim__what_was_begun_is_never_claimed_again(deliveries: Deliveries) -> None:
    first, second, third = await claimed(deliveries)
    for claim in (first, second, third):
        await deliveries.start(claim, NOW, LEASE)
    await deliveries.record_sent(second, ARRIVED, NOW)
    later = NOW + LEASE
    assert await claimed(deliveries, later) == []
    assert await deliveries.give_up_lost(NOW) == 0
    assert await deliveries.give_up_lost(later) == 2
    assert await deliveries.give_up_lost(later) == 0
    await deliveries.record_sent(third, ARRIVED, later)  # it was only slow
    assert await states(deliveries) == {State.SENT: 2, State.UNCERTAIN: 1}
    [report] = await deliveries.reports(days=5, troubles=5)
    assert report.troubles == ((1, State.UNCERTAIN, "the sender ended while sending"),)
    assert (report.due, report.late) == (3, 0)
    assert await claimed(deliveries, later + timedelta(days=1)) == []


async def test_put_back__may_be_sent_later_and_goes_on_after_its_picture(deliveries: Deliveries) -> None:
    first, *_ = await claimed(deliveries)
    await deliveries.start(first, NOW, LEASE)
    await deliveries.record_picture(first, 77)
    until = NOW + timedelta(seconds=30)
    await deliveries.put_back(first, until)
    assert await claimed(deliveries, until - timedelta(seconds=1)) == []
    [again] = await claimed(deliveries, until, "x")
    assert again == replace(first, picture_id=77, worker="x")
    assert await deliveries.start(again, until, LEASE) is True


async def test_record_sent__marks_its_documents_as_seen_and_says_what_was_late(
    database: Database, deliveries: Deliveries
) -> None:
    first, second, third = await claimed(deliveries)
    for claim in (first, second, third):
        await deliveries.start(claim, NOW, LEASE)
    await deliveries.record_sent(first, ARRIVED, NOW + timedelta(minutes=16))
    await deliveries.record_sent(second, ARRIVED, NOW + timedelta(minutes=15))
    await deliveries.record_end(third, State.FAILED, "chat not found", NOW)
    subscriptions = Subscriptions(database)
    seen = [found.seen_up_to for chat_id in (1, 2, 3) if (found := await subscriptions.find(chat_id))]
    assert seen == [4, 4, 0]
    assert await deliveries.find(1, TUESDAY) == ARRIVED
    assert await deliveries.find(3, TUESDAY) is None
    [report] = await deliveries.reports(days=1, troubles=1)
    assert report.late == 1
    assert report.troubles == ((3, State.FAILED, "chat not found"),)


async def test_purge__deletes_what_is_about_an_earlier_day(deliveries: Deliveries) -> None:
    await deliveries.purge(TUESDAY)
    assert await states(deliveries) == {State.PENDING: 3}
    await deliveries.purge(TUESDAY + timedelta(days=1))
    assert await deliveries.reports(days=9, troubles=9) == []


async def test_four_enqueuers_and_four_workers__each_digest_once(database_url: str) -> None:
    databases = [await Database.open(database_url) for _ in range(4)]
    await subscribe(databases[0], *range(1, 201))
    added = await asyncio.gather(*(Deliveries(one).enqueue(EVENING, DUE, State.PENDING) for one in databases))
    assert sum(added) == 200
    begun: Counter[int] = Counter()

    async def work(worker: str, deliveries: Deliveries) -> None:
        while claims := await claimed(deliveries, worker=worker, limit=7):
            for claim in claims:
                begun[claim.subscriber.chat_id] += await deliveries.start(claim, NOW, LEASE)

    await asyncio.gather(*(work(str(number), Deliveries(one)) for number, one in enumerate(databases)))
    assert begun == dict.fromkeys(range(1, 201), 1)
    for one in databases:
        await one.close()
