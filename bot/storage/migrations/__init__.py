"""Brings the tables of a database up to date: Alembic, set up in code.

A migration is a file in `versions/`, written by hand; on SQLite it runs with foreign keys off, so that a table may be
copied and replaced (`op.batch_alter_table`) without taking the rows that point to it along.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from bot.storage.errors import StorageUnavailable


def upgrade(connection: Connection) -> None:
    """Run the migrations that are missing, within the transaction of `connection`, which must hold a lock on them.

    Raises `StorageUnavailable` where the database has a migration that this code does not know.
    """
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    unknown = set(MigrationContext.configure(connection).get_current_heads()) - known
    if unknown:
        raise StorageUnavailable(
            f"its tables are newer than this version of the bot (migration {', '.join(sorted(unknown))}): "
            "run the newer version, or use another database"
        )
    command.upgrade(config, "head")
