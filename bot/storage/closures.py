"""Days on which the exchange stays closed against its calendar, as operators declare them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import delete, select

from bot.storage.database import Database
from bot.storage.tables import ClosureRow


class Closures:
    """The declared closures. Raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> dict[date, str]:
        """Each day with the reason, oldest first."""
        async with self._database.transaction() as session:
            rows = await session.scalars(select(ClosureRow).order_by(ClosureRow.day))
            return {row.day: row.reason for row in rows}

    async def declare(self, day: date, reason: str, now: datetime) -> None:
        given = {"reason": reason, "declared_at": now}
        insert = self._database.insert(ClosureRow).values(day=day, **given)
        async with self._database.transaction() as session:
            await session.execute(insert.on_conflict_do_update(index_elements=[ClosureRow.day], set_=given))

    async def withdraw(self, day: date) -> bool:
        """Forget a closure; False if none was declared for that day."""
        async with self._database.transaction() as session:
            withdrawn = await session.scalar(delete(ClosureRow).where(ClosureRow.day == day).returning(ClosureRow.day))
        return withdrawn is not None
