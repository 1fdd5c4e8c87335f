"""Subscribers and their choices, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bot.digests.schedule import Due, Schedule
from bot.storage.database import Database
from bot.storage.deliveries import Deliveries, State
from bot.storage.known_documents import KnownDocuments
from bot.storage.store import Store
from bot.storage.subscriptions import Preferences, Subscriber, Subscriptions

NOW = datetime(2026, 2, 3, 23, 0, tzinfo=UTC)
EVENING = Schedule(time(18), "America/New_York")
DEFAULTS = Preferences(EVENING, threshold=5)
GROUP = -1000000002001
TUESDAY = date(2026, 2, 3)


async def test_subscribe__keeps_what_was_chosen_before(database: Database) -> None:
    subscriptions = Subscriptions(database)
    opened = await subscriptions.open(7, None, DEFAULTS, NOW)
    assert opened == Subscriber(7, None, DEFAULTS, False, True, NOW, 0)
    chosen = Preferences(
        Schedule(time(7, 15), "Asia/Kolkata", frozenset({0, 6})), 10, ("MP", "NB"), is_silent=True, has_alerts=True
    )
    changed = await subscriptions.prefer(7, lambda _: chosen, NOW)
    assert changed is not None
    await subscriptions.subscribe(7, None, NOW)
    await subscriptions.unsubscribe(7)
    assert (await subscriptions.open(7, None, DEFAULTS, NOW + timedelta(days=9))).preferences == chosen
    found = await subscriptions.find(7)
    assert found is not None
    assert (found.is_subscribed, found.preferences) == (False, chosen)
    assert await subscriptions.find(8) is None
    assert await subscriptions.prefer(8, lambda same: same, NOW) is None


async def test_subscribe__counts_the_known_documents_as_seen_but_only_the_first_time(database: Database) -> None:
    subscriptions, documents = Subscriptions(database), KnownDocuments(database)
    await subscriptions.open(GROUP, 3, DEFAULTS, NOW)
    await documents.record(["a", "b"])
    await subscriptions.subscribe(GROUP, 3, NOW)
    await documents.record(["c"])
    await subscriptions.subscribe(GROUP, 4, NOW + timedelta(hours=1))
    assert await subscriptions.find(GROUP) == Subscriber(GROUP, 4, DEFAULTS, True, True, NOW, 2)


async def test_prefer__changes_of_several_messages_do_not_undo_each_other(database: Database) -> None:
    subscriptions = Subscriptions(database)
    await subscriptions.open(7, None, DEFAULTS, NOW)
    await asyncio.gather(
        *(subscriptions.prefer(7, lambda same: replace(same, threshold=same.threshold + 1), NOW) for _ in range(8))
    )
    found = await subscriptions.find(7)
    assert found is not None
    assert found.preferences.threshold == 13


async def test_prefer__a_new_schedule_does_not_reach_back(database: Database) -> None:
    subscriptions = Subscriptions(database)
    await subscriptions.open(7, None, DEFAULTS, NOW - timedelta(days=9))
    other = replace(DEFAULTS, schedule=Schedule(time(9), "America/New_York"))
    changed = await subscriptions.prefer(7, lambda _: other, NOW)
    assert changed is not None
    assert changed.starts_at == NOW - timedelta(hours=18)


async def test_revive__a_chat_that_was_shut_out_goes_on_from_now(database: Database) -> None:
    subscriptions, later = Subscriptions(database), NOW + timedelta(days=2)
    await subscriptions.open(7, None, DEFAULTS, NOW)
    await subscriptions.subscribe(7, None, NOW)
    assert await subscriptions.revive(7, NOW) is False
    await subscriptions.deactivate(7)
    assert await subscriptions.revive(7, later) is True
    found = await subscriptions.find(7)
    assert found is not None
    assert (found.is_subscribed, found.is_active, found.starts_at) == (True, True, later)
    await subscriptions.start_at(7, later + timedelta(days=3))
    await subscriptions.deactivate(7)
    await subscriptions.revive(7, later)
    found = await subscriptions.find(7)
    assert found is not None
    assert found.starts_at == later + timedelta(days=3)  # the pause goes on


async def test_unsubscribe__takes_back_what_nobody_has_begun_to_send(database: Database) -> None:
    subscriptions, deliveries = Subscriptions(database), Deliveries(database)
    await subscriptions.open(7, None, DEFAULTS, NOW)
    for stop in (subscriptions.unsubscribe(7), subscriptions.deactivate(7), subscriptions.start_at(7, NOW)):
        await subscriptions.subscribe(7, None, NOW)
        assert await deliveries.enqueue(EVENING, Due(TUESDAY, NOW), State.PENDING) == 1
        await stop
        assert await deliveries.abouts(NOW) == []


async def test_move__a_group_keeps_everything_under_its_new_id(database: Database) -> None:
    subscriptions, deliveries = Subscriptions(database), Deliveries(database)
    await subscriptions.open(-5, None, DEFAULTS, NOW)
    await subscriptions.subscribe(-5, None, NOW)
    await deliveries.enqueue(EVENING, Due(TUESDAY, NOW), State.PENDING)
    await subscriptions.move(-5, GROUP)
    await subscriptions.move(-5, GROUP)  # both the old and the new group are told of
    assert await subscriptions.find(-5) is None
    moved = await subscriptions.find(GROUP)
    assert moved is not None
    assert moved.is_subscribed
    [claim] = await deliveries.claim(TUESDAY, "w", NOW, timedelta(minutes=1), due_before=NOW, limit=9)
    assert claim.subscriber.chat_id == GROUP


async def test_watchers__only_who_wants_alerts_now(database: Database) -> None:
    subscriptions = Subscriptions(database)
    alerted = replace(DEFAULTS, has_alerts=True)
    for chat_id, preferences in ((1, DEFAULTS), (2, alerted), (3, alerted), (4, alerted), (5, alerted)):
        await subscriptions.open(chat_id, None, preferences, NOW)
        if chat_id != 3:
            await subscriptions.subscribe(chat_id, None, NOW)
    await subscriptions.deactivate(4)
    await subscriptions.start_at(5, NOW + timedelta(days=1))
    assert [watcher.chat_id for watcher in await subscriptions.watchers(NOW)] == [2]


async def test_awaited_input__the_last_message_that_asked_and_not_for_ever(database: Database) -> None:
    subscriptions = Subscriptions(database)
    await subscriptions.await_input(7, 7, 100, NOW)
    await subscriptions.await_input(7, 7, 101, NOW)
    assert await subscriptions.awaited_input(7, 7, NOW) == 101
    assert await subscriptions.awaited_input(7, 8, NOW) is None
    assert await subscriptions.awaited_input(7, 7, NOW + timedelta(minutes=15)) is None
    await subscriptions.stop_awaiting(7, 7)
    assert await subscriptions.awaited_input(7, 7, NOW) is None


async def test_forget__takes_the_subscription_of_the_private_chat_with_it(store: Store, database_url: str) -> None:
    database = await Database.open(database_url)
    subscriptions = Subscriptions(database)
    for chat_id in (7, GROUP):
        await subscriptions.open(chat_id, None, DEFAULTS, NOW)
    await subscriptions.subscribe(7, None, NOW)
    await Deliveries(database).enqueue(EVENING, Due(TUESDAY, NOW), State.PENDING)
    await subscriptions.await_input(GROUP, 7, 100, NOW)
    await store.forget(7, NOW)
    assert await subscriptions.find(7) is None
    assert await subscriptions.find(GROUP) is not None
    assert await subscriptions.awaited_input(GROUP, 7, NOW) is None
    assert await Deliveries(database).abouts(NOW) == []
    await database.close()
