"""The alerts that subscribers were given: one a symbol and session, and a pause after each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, func, select

from bot.storage.database import Database
from bot.storage.tables import AlertRow


class Alerts:
    """What was alerted. Raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(
        self, chat_id: int, session: date, symbols: Sequence[str], now: datetime, quiet_since: datetime
    ) -> list[str]:
        """Mark an alert, which comes before it is sent; returns the symbols that are still to be told of.

        None, where the chat had another alert after `quiet_since`.
        """
        latest = select(func.max(AlertRow.alerted_at)).where(AlertRow.chat_id == chat_id)
        rows = [{"chat_id": chat_id, "session": session, "symbol": symbol, "alerted_at": now} for symbol in symbols]
        add = self._database.insert(AlertRow).values(rows).on_conflict_do_nothing()
        async with self._database.transaction() as transaction:
            last = await transaction.scalar(latest)
            if last is not None and last > quiet_since:
                return []
            told = set(await transaction.scalars(add.returning(AlertRow.symbol)))
        return [symbol for symbol in symbols if symbol in told]

    async def take_back(self, chat_id: int, session: date, symbols: Sequence[str]) -> None:
        """Forget an alert that cannot have arrived, so that the next look may give it."""
        untold = (AlertRow.chat_id == chat_id, AlertRow.session == session, AlertRow.symbol.in_(symbols))
        async with self._database.transaction() as transaction:
            await transaction.execute(delete(AlertRow).where(*untold))

    async def purge(self, older_than: date) -> None:
        """Delete those of earlier sessions."""
        async with self._database.transaction() as transaction:
            await transaction.execute(delete(AlertRow).where(AlertRow.session < older_than))
