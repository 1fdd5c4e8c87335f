"""The way to the database: its address, and what is said when it cannot be used."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from bot.storage.database import Database, _parse, migrate
from bot.storage.errors import StorageUnavailable
from bot.storage.store import Store
from tests.bot.storage.test_store import PRIVATE, ask


def everything_said(error: BaseException | None) -> str:
    """The messages of an error and of all that led to it, as a log would show them."""
    if error is None:
        return ""
    return f"{error!r} {error}\n" + everything_said(error.__cause__ or error.__context__)


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("sqlite:///var/lode.sqlite", "sqlite+aiosqlite:///var/lode.sqlite"),
        ("sqlite:////srv/lode.sqlite", "sqlite+aiosqlite:////srv/lode.sqlite"),
        ("postgres://u:p@h/d", "postgresql+asyncpg://u:p@h/d"),
        ("postgresql://u:p%40@h:5433/d", "postgresql+asyncpg://u:p%40@h:5433/d"),
        ("postgresql+psycopg2://h/d?sslmode=require", "postgresql+asyncpg://h/d?ssl=require"),
    ],
)
def test_address__is_given_the_async_driver(url: str, meant: str) -> None:
    assert _parse(url).render_as_string(hide_password=False) == meant


@pytest.mark.parametrize(
    "url",
    [
        *("", "lode.sqlite", "sqlite://", "sqlite:///:memory:", "://u:hunter2@h/d", "mysql://u:hunter2@h/d"),
        *("postgres://u:hunter2@h", "postgres://u:p@hunter2@h/d", "postgres://u:hunter2@h:port/d"),
    ],
)
async def test_address__malformed_is_refused_without_being_quoted(url: str) -> None:
    with pytest.raises(StorageUnavailable, match="is not of the form sqlite:///FILE or postgresql://") as caught:
        await Store.open(url)
    assert "hunter2" not in everything_said(caught.value)


async def test_open__unreachable_server_is_named_without_the_password() -> None:
    with pytest.raises(StorageUnavailable) as caught:
        await Store.open("postgres://lode:hunter2@127.0.0.1:1/lode")
    assert str(caught.value).startswith("the database 127.0.0.1:1/lode cannot be used: ")
    assert "Connect call failed" in str(caught.value)
    assert "hunter2" not in everything_said(caught.value)


async def test_open__missing_database_of_a_server_is_named(postgresql_url: str) -> None:
    missing = make_url(postgresql_url).set(database="missing").render_as_string(hide_password=False)
    with pytest.raises(StorageUnavailable, match=r'/missing cannot be used: .*database "missing" does not exist'):
        await Store.open(missing)


async def test_open__file_that_is_no_database_is_named_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("Not a database. " * 100)
    with pytest.raises(StorageUnavailable) as caught:
        await Store.open(f"sqlite:///{file}")
    assert str(caught.value) == f"the database {file} cannot be used: file is not a database"
    assert file.read_text() == "Not a database. " * 100


async def test_open__folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageUnavailable, match=r"file/lode\.sqlite cannot be used: .* File exists"):
        await Store.open(f"sqlite:///{tmp_path}/file/lode.sqlite")


async def test_open__sqlite_makes_its_folder_and_uses_a_write_ahead_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    database = await Database.open("sqlite:///var/deep/lode.sqlite")
    async with database.transaction() as session:
        pragmas = [await session.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "foreign_keys")]
        waits = await session.scalar(text("PRAGMA busy_timeout"))
    await database.close()
    assert pragmas == ["wal", 1]
    assert waits == 30_000
    assert (tmp_path / "var/deep/lode.sqlite").is_file()


async def test_transaction__waits_for_another_process_that_writes(sqlite_url: str) -> None:
    store = await Store.open(sqlite_url)
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(ask(store, PRIVATE, 1, "one"))
    await asyncio.sleep(0.2)
    assert not waiting.done()
    other.execute("COMMIT")
    other.close()
    await waiting
    assert await store.history(PRIVATE, 1) == ["one"]
    await store.close()


async def test_transaction__cancelled_calls_leave_the_others_working(store: Store) -> None:
    calls = [asyncio.create_task(ask(store, PRIVATE, number, f"question {number}")) for number in range(40)]
    await asyncio.wait(calls, return_when=asyncio.FIRST_COMPLETED)
    for call in calls[::2]:
        call.cancel()
    outcomes = await asyncio.gather(*calls, return_exceptions=True)
    kept = set(await store.history(PRIVATE, 99))
    assert any(isinstance(outcome, asyncio.CancelledError) for outcome in outcomes)
    assert {f"question {number}" for number in range(1, 40, 2)} <= kept


async def test_transaction__lost_connections_are_replaced(postgresql_url: str) -> None:
    store, other = await Store.open(postgresql_url), await Database.open(postgresql_url)
    await ask(store, PRIVATE, 1, "one")
    async with other.transaction() as session:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        await session.execute(text(f"{others} AND datname = current_database()"))
    assert await store.history(PRIVATE, 1) == ["one"]
    await store.close()
    await other.close()


async def test_transaction__failure_is_named_without_the_words_of_people(store: Store) -> None:
    async with store._database.transaction() as session:
        await session.execute(text("DROP TABLE citations"))
        await session.execute(text("DROP TABLE votes"))
        await session.execute(text("DROP TABLE answers"))
    with pytest.raises(StorageUnavailable, match=r"the database .* cannot be used: .*answers") as caught:
        await ask(store, PRIVATE, 1, "between us")
    assert "between us" not in everything_said(caught.value)


async def test_migrate__makes_the_tables_and_can_be_repeated(database_url: str) -> None:
    await migrate(database_url)
    await migrate(database_url)
    store = await Store.open(database_url)
    await ask(store, PRIVATE, 1, "one")
    await store.close()
    await migrate(database_url)
    store = await Store.open(database_url)
    assert await store.history(PRIVATE, 1) == ["one"]
    await store.close()


async def test_migrate__waits_for_another_process_that_makes_the_file(sqlite_url: str) -> None:
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(migrate(sqlite_url))
    await asyncio.sleep(0.2)
    assert not waiting.done()
    other.execute("COMMIT")
    other.close()
    await waiting
