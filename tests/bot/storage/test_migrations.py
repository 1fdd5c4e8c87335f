"""Migrations: they make the tables of the models, side by side too, and know a database from the future."""

import asyncio
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from bot.storage.database import Database
from bot.storage.errors import StorageUnavailable
from bot.storage.tables import Table

MIGRATE = "import asyncio, sys; from bot.storage.database import migrate; asyncio.run(migrate(sys.argv[1]))"


async def test_migrations__make_exactly_the_tables_of_the_models(database_url: str) -> None:
    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), Table.metadata))

    database = await Database.open(database_url)
    async with database.transaction() as session:
        found = await (await session.connection()).run_sync(differences)
    await database.close()
    assert found == []


async def test_migrations__several_processes_at_once(database_url: str) -> None:
    processes = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-W", "error", "-c", MIGRATE, database_url),
            cwd=Path(__file__).parents[3],
            stderr=asyncio.subprocess.PIPE,
        )
        for _ in range(4)
    ]
    errors = [(await process.communicate())[1].decode() for process in processes]
    assert errors == [""] * 4
    assert [process.returncode for process in processes] == [0] * 4
    database = await Database.open(database_url)
    async with database.transaction() as session:
        assert await session.scalar(text("SELECT count(*) FROM alembic_version")) == 1
    await database.close()


async def test_migrations__database_of_a_newer_version_is_refused_and_left_alone(database_url: str) -> None:
    database = await Database.open(database_url)
    async with database.transaction() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageUnavailable, match=r"cannot be used: its tables are newer .*\(migration 9999\)"):
        await Database.open(database_url)
    async with database.transaction() as session:
        assert await session.scalar(text("SELECT version_num FROM alembic_version")) == "9999"
    await database.close()
