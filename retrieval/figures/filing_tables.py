"""The tables of one filing read as figures, with what only the rest of the filing tells of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import pairwise

from retrieval.figures.statements import Entry, entries_of, read_column, statement_of, titled
from retrieval.types import Chunk, ScoredChunk, Source
from retrieval.units import carried_over, cells

MOST_BEFORE = 4  # passages over which a table may go on


class Filing:
    """The document `source` with all of its `chunks`, in order."""

    def __init__(self, source: Source, chunks: Sequence[Chunk]) -> None:
        self._source = source
        self._chunks = chunks

    def entries_of(self, hit: ScoredChunk) -> Iterator[Entry]:
        """The figures of a passage, each row also under headings that stand in the passage before.

        Those of statements have the currency of the statements where their own passage names none.
        """
        before = self._chunks[max(hit.chunk.ordinal - MOST_BEFORE, 0) : hit.chunk.ordinal + 1]
        carried: tuple[str, ...] = ()
        for earlier, chunk in pairwise(before):
            carried = carried_over(chunk, earlier, carried)
        for entry in entries_of(hit, carried):
            is_bare = entry.scale and not (entry.currency or entry.suffix or entry.is_count)
            is_money = is_bare and titled(hit.chunk.section) is not None
            yield replace(entry, reported_on=self.reported_on, currency=self._currency if is_money else entry.currency)

    @cached_property
    def statements(self) -> list[Chunk]:
        """The passages that are statements."""
        return [chunk for chunk in self._chunks if statement_of(chunk)]

    @cached_property
    def reported_on(self) -> date | None:
        """The day that the period of the filing ended on: as the catalogue says, or the newest of its statements."""
        if self._source.period_end or not self.statements:
            return self._source.period_end
        headings = (cells(line) for chunk in self.statements for line in chunk.text.splitlines() if " | " in line)
        days = (read_column(first, heading).ends for first, *others in headings for heading in others)
        return max((day for day in days if day), default=None)

    @cached_property
    def _currency(self) -> str:
        """The currency that most figures of the statements have."""
        hits = (ScoredChunk(chunk, self._source, 0.0) for chunk in self.statements)
        found = Counter(entry.currency for hit in hits for entry in entries_of(hit) if entry.currency)
        return found.most_common(1)[0][0] if found else ""
