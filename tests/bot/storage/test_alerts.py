"""Alerts that were given, on SQLite and on PostgreSQL."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta

from bot.digests.schedule import Schedule
from bot.storage.alerts import Alerts
from bot.storage.database import Database
from bot.storage.subscriptions import Preferences, Subscriptions

NOW = datetime(2026, 2, 3, 16, 0, tzinfo=UTC)
PAUSE = timedelta(minutes=30)
TUESDAY, WEDNESDAY = date(2026, 2, 3), date(2026, 2, 4)


async def watched(database: Database) -> Alerts:
    preferences = Preferences(Schedule(time(18), "America/New_York"), 5, has_alerts=True)
    await Subscriptions(database).open(7, None, preferences, NOW)
    return Alerts(database)


async def test_begin__once_a_symbol_and_session_with_a_pause_between(database: Database) -> None:
    alerts = await watched(database)
    assert await alerts.begin(7, TUESDAY, ["NB", "MP"], NOW, NOW - PAUSE) == ["NB", "MP"]
    soon, later = NOW + PAUSE / 2, NOW + PAUSE
    assert await alerts.begin(7, TUESDAY, ["USAR"], soon, soon - PAUSE) == []
    assert await alerts.begin(7, TUESDAY, ["MP", "USAR"], later, later - PAUSE) == ["USAR"]
    tomorrow = NOW + timedelta(days=1)
    assert await alerts.begin(7, WEDNESDAY, ["MP"], tomorrow, tomorrow - PAUSE) == ["MP"]


async def test_take_back__what_cannot_have_arrived_may_be_given_again(database: Database) -> None:
    alerts = await watched(database)
    await alerts.begin(7, TUESDAY, ["NB", "MP"], NOW, NOW - PAUSE)
    await alerts.take_back(7, TUESDAY, ["NB", "MP"])
    assert await alerts.begin(7, TUESDAY, ["MP"], NOW, NOW - PAUSE) == ["MP"]
    await alerts.purge(WEDNESDAY)
    assert await alerts.begin(7, TUESDAY, ["MP"], NOW, NOW - PAUSE) == ["MP"]


async def test_begin__by_several_processes_at_once(database_url: str) -> None:
    databases = [await Database.open(database_url) for _ in range(4)]
    await watched(databases[0])
    begun = await asyncio.gather(*(Alerts(one).begin(7, TUESDAY, ["NB", "MP"], NOW, NOW - PAUSE) for one in databases))
    assert sorted(symbol for symbols in begun for symbol in symbols) == ["MP", "NB"]
    for one in databases:
        await one.close()
