"""What admins did: written down before it is done, so that a crash leaves a trace too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from bot.storage.database import Database
from bot.storage.tables import AuditRow

BEGUN = "begun"


@dataclass(frozen=True, slots=True)
class Entry:
    """One action of an admin. Its `outcome` is `BEGUN` while it lasts, and stays so where the bot died over it."""

    admin_id: int
    chat_id: int
    begun_at: datetime
    action: str
    target: str
    outcome: str


class Audit:
    """The list of actions, which only grows. Raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, admin_id: int, chat_id: int, action: str, target: str, now: datetime) -> int:
        """Write down an action that is about to be done; returns its number."""
        row = AuditRow(admin_id=admin_id, chat_id=chat_id, begun_at=now, action=action, target=target, outcome=BEGUN)
        async with self._database.transaction() as session:
            session.add(row)
            await session.flush()
            return row.id

    async def end(self, number: int, outcome: str) -> None:
        async with self._database.transaction() as session:
            await session.execute(update(AuditRow).where(AuditRow.id == number).values(outcome=outcome))

    async def count(self) -> int:
        async with self._database.transaction() as session:
            return await session.scalar(select(func.count()).select_from(AuditRow)) or 0

    async def latest(self, skip: int, limit: int) -> list[Entry]:
        """At most `limit` actions, the latest first, after leaving out the `skip` latest ones."""
        rows = select(AuditRow).order_by(AuditRow.id.desc()).offset(skip).limit(limit)
        async with self._database.transaction() as session:
            return [
                Entry(row.admin_id, row.chat_id, row.begun_at, row.action, row.target, row.outcome)
                for row in await session.scalars(rows)
            ]
