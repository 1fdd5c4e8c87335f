"""The way to the database: its address, its tables brought up to date, and one transaction at a time."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import URL, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from bot.storage.errors import StorageUnavailable
from bot.storage.migrations import upgrade
from bot.storage.tables import Table

_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgres": "postgresql+asyncpg", "postgresql": "postgresql+asyncpg"}
_SECONDS_TO_CONNECT = 10
_SECONDS_TO_WAIT_FOR_A_LOCK = 30
_MIGRATION_LOCK = 0x10DE  # any number, the same in every version of the bot


class Database:
    """The pool of connections that all stores share."""

    def __init__(self, url: URL) -> None:
        self._where = _place(url)
        self._engine = _engine(url)
        self._sessions = async_sessionmaker(self._engine)
        self._insert = sqlite.insert if url.get_backend_name() == "sqlite" else postgresql.insert

    @classmethod
    async def open(cls, url: str) -> Database:
        """The database at `url`, its tables up to date. Raises `StorageUnavailable`."""
        await migrate(url)
        return cls(_parse(url))

    async def close(self) -> None:
        await self._engine.dispose()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """All or nothing: committed at the end of the block, rolled back on any exception.

        Raises `StorageUnavailable` where the database fails, not where a row breaks a rule of its table.
        """
        with _failures_named(self._where):
            async with self._sessions.begin() as session:
                yield session

    def insert(self, table: type[Table]) -> sqlite.Insert | postgresql.Insert:
        """An INSERT that can say what happens when the row is there already."""
        return self._insert(table)


async def migrate(url: str) -> None:
    """Make the tables of the database at `url`, or bring them up to date; any number of processes may do so at once.

    Raises `StorageUnavailable`, also where the tables are newer than this code.
    """
    parsed = _parse(url)
    engine = _engine(parsed, foreign_keys="OFF")
    try:
        with _failures_named(_place(parsed)):
            if parsed.get_backend_name() == "sqlite":
                await asyncio.to_thread(_prepare_file, Path(str(parsed.database)))
            async with engine.begin() as connection:
                if connection.dialect.name == "postgresql":
                    await connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})"))
                await connection.run_sync(upgrade)
    finally:
        await engine.dispose()


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
        driver = _DRIVERS[parsed.get_backend_name()]
        if parsed.database in (None, "", ":memory:") or "@" in (parsed.host or ""):
            raise ValueError
    except (ArgumentError, KeyError, ValueError):
        # Not quoted: what cannot be taken apart may have a password anywhere in it.
        raise StorageUnavailable(
            "the address of the database is not of the form sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME "
            "(in a password, write @ as %40)"
        ) from None
    mode = parsed.query.get("sslmode")
    if mode is not None:  # asyncpg takes libpq's modes under another name
        parsed = parsed.difference_update_query(["sslmode"]).update_query_dict({"ssl": mode})
    return parsed.set(drivername=driver)


def _place(url: URL) -> str:
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    host = url.host or url.query.get("host", "localhost")
    return f"{host}:{url.port or 5432}/{url.database}"


def _prepare_file(file: Path) -> None:
    """Make the file and its folder, and turn on its write-ahead log, which it then keeps."""
    file.parent.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + _SECONDS_TO_WAIT_FOR_A_LOCK
    with closing(sqlite3.connect(file, timeout=_SECONDS_TO_WAIT_FOR_A_LOCK)) as connection:
        while True:
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                # Of several processes that turn it on at once, SQLite lets some fail without waiting.
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(0.01)


def _engine(url: URL, *, foreign_keys: Literal["ON", "OFF"] = "ON") -> AsyncEngine:
    if url.get_backend_name() == "postgresql":
        connect: dict[str, Any] = {"timeout": _SECONDS_TO_CONNECT}
        return create_async_engine(url, connect_args=connect, pool_pre_ping=True, hide_parameters=True)
    # One connection: SQLite has one writer, and waiting for it here is fair and quick, waiting in SQLite is neither.
    engine = create_async_engine(
        url,
        connect_args={"timeout": _SECONDS_TO_WAIT_FOR_A_LOCK, "isolation_level": None},
        poolclass=AsyncAdaptedQueuePool,
        pool_size=1,
        max_overflow=0,
        hide_parameters=True,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.execute(f"PRAGMA foreign_keys = {foreign_keys}")

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # a lock taken later could fail without waiting

    return engine


@contextmanager
def _failures_named(where: str) -> Iterator[None]:
    try:
        yield
    except IntegrityError:
        raise
    except StorageUnavailable as error:
        raise StorageUnavailable(f"the database {where} cannot be used: {error}") from None
    except (DBAPIError, PoolTimeout, sqlite3.Error, OSError) as error:
        reason = error.orig if isinstance(error, DBAPIError) else error
        raise StorageUnavailable(
            f"the database {where} cannot be used: {str(reason) or type(reason).__name__}"
        ) from error
