"""The documents that the index has held, numbered as they appeared: what is new to a subscriber is a higher number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select

from bot.storage.database import Database
from bot.storage.tables import KnownDocumentRow
from retrieval.types import Source

Numbered = tuple[tuple[int, Source], ...]
"""Documents, each with its number, in the order of the numbers."""


class KnownDocuments:
    """A document keeps its number when it leaves the index and comes back. Raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def number(self, documents: Sequence[Source]) -> Numbered:
        """These documents with their numbers, those that are new recorded."""
        await self.record(source.id for source in documents)
        numbers = await self.numbers(above=0)
        known = [(numbers[source.id], source) for source in documents if source.id in numbers]
        return tuple(sorted(known, key=lambda pair: pair[0]))

    async def record(self, document_ids: Iterable[str]) -> None:
        """Number those that are new. One that another process numbers at the same moment may wait for the next call."""
        async with self._database.transaction() as session:
            known = set(await session.scalars(select(KnownDocumentRow.document_id)))
            for document_id in document_ids:
                if document_id in known:
                    continue
                # Two processes that choose the same number wait for each other, so numbers become visible in order.
                number = select(func.coalesce(func.max(KnownDocumentRow.number), 0) + 1).scalar_subquery()
                insert = self._database.insert(KnownDocumentRow).values(document_id=document_id, number=number)
                await session.execute(insert.on_conflict_do_nothing())

    async def numbers(self, above: int) -> dict[str, int]:
        """The documents with a number above this one, by id, in order."""
        later = select(KnownDocumentRow).where(KnownDocumentRow.number > above).order_by(KnownDocumentRow.number)
        async with self._database.transaction() as session:
            return {row.document_id: row.number for row in await session.scalars(later)}
