"""The bars that were fetched, so that prices can be shown when no provider answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import date

from sqlalchemy import delete, select

from bot.market.bars import Bar
from bot.storage.database import Database
from bot.storage.tables import BarRow

_FIELDS = tuple(field.name for field in fields(Bar))
_KEY = ("symbol", "source", "session")


class Bars:
    """The last series of bars of each symbol and source. Raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def replace(self, bars: Sequence[Bar]) -> None:
        """Keep a series, of one symbol and one source, in place of the one before.

        All of it: after a split, earlier bars are in other shares than the ones of today.
        """
        if not bars:
            return
        of_the_series = [BarRow.symbol == bars[0].symbol, BarRow.source == bars[0].source]
        insert = self._database.insert(BarRow).values([asdict(bar) for bar in bars])
        # Another process may keep the same series between the two statements.
        taken_over = {name: insert.excluded[name] for name in _FIELDS if name not in _KEY}
        async with self._database.transaction() as session:
            await session.execute(delete(BarRow).where(*of_the_series))
            await session.execute(insert.on_conflict_do_update(index_elements=list(_KEY), set_=taken_over))

    async def series(self, symbol: str, since: date) -> dict[str, list[Bar]]:
        """The bars of a symbol by source, oldest first, from the day `since` on."""
        kept = select(BarRow).where(BarRow.symbol == symbol, BarRow.session >= since).order_by(BarRow.session)
        found: dict[str, list[Bar]] = {}
        async with self._database.transaction() as session:
            for row in await session.scalars(kept):
                found.setdefault(row.source, []).append(Bar(*(getattr(row, name) for name in _FIELDS)))
        return found
