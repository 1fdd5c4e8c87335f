"""What admins did, on SQLite and on PostgreSQL."""

from datetime import UTC, datetime

from bot.storage.audit import BEGUN, Audit, Entry
from bot.storage.database import Database
from bot.storage.store import Store

NOW = datetime(2026, 2, 3, 12, tzinfo=UTC)


async def test_audit__is_written_before_and_after_and_read_from_the_latest_on(database: Database) -> None:
    audit = Audit(database)
    assert (await audit.count(), await audit.latest(0, 10)) == (0, [])
    first = await audit.begin(1003, 1003, "add", "mp-10k", NOW)
    second = await audit.begin(1004, -5, "remove", "a\0b", NOW)
    await audit.end(first, "12 passages")
    assert first < second
    assert await audit.count() == 2
    done = Entry(1003, 1003, NOW, "add", "mp-10k", "12 passages")
    begun = Entry(1004, -5, NOW, "remove", "a\N{REPLACEMENT CHARACTER}b", BEGUN)
    assert await audit.latest(0, 10) == [begun, done]
    assert await audit.latest(1, 1) == [done]


async def test_audit__stays_when_the_admin_is_forgotten(database: Database) -> None:
    audit = Audit(database)
    await audit.begin(1003, 1003, "reindex", "", NOW)
    await Store(database).forget(1003, NOW)
    assert await audit.count() == 1
