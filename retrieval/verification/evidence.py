"""A passage cut into the lines that can bear a claim: each sentence or row, with all that holds for it besides."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from retrieval.orders import is_order
from retrieval.sentences import split_sentences
from retrieval.types import ScoredChunk
from retrieval.verification.dates import Moment
from retrieval.verification.segments import Segment
from retrieval.verification.statements import Reader, Statement, union

CELL = "|"
_PLUS = re.compile(r"\+\s?\d[\d.,]*\s?%")


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A sentence or table row of a passage, which is a substring of its text, and what stands around it.

    `headings` are the column headings of a row, one a cell; `groups` are the headings among the rows that it stands
    under. `paragraph` are the other sentences of its paragraph, or what introduces the table; `header` is the passage's
    header with the document's title.
    """

    hit: ScoredChunk
    said: Statement
    paragraph: Statement
    section: Statement
    header: Statement
    headings: tuple[Statement, ...] = ()
    groups: tuple[Statement, ...] = ()

    @property
    def quote(self) -> str:
        return self.said.text

    @property
    def reading(self) -> str:
        """The line as one would read it aloud: a row with the headings of its columns, under its section."""
        cells = self.quote.split(CELL)
        pairs = zip([heading.text for heading in self.headings], cells, strict=False)
        row = ", ".join(f"{heading} {cell.strip()}".strip() for heading, cell in pairs)
        return f"{self.section.text}: {row or self.quote}"

    @property
    def is_row(self) -> bool:
        return CELL in self.quote

    @property
    def own(self) -> tuple[Statement, ...]:
        """The line with the headings of its table."""
        return (self.said, *self.headings, *self.groups)

    @property
    def surroundings(self) -> tuple[Statement, ...]:
        """The line itself and all that holds for it, the nearest first."""
        return (*self.own, self.paragraph, self.section, self.header)

    @property
    def label(self) -> list[Segment]:
        """The first cell of a row, those without figures and the groups that it stands under: what the row is about."""
        if not self.is_row:
            return []
        full = {segment.cell for segment in self.said.segments if segment.figures and segment.cell}
        own = [segment for segment in self.said.segments if segment.cell not in full]
        return [*own, *(segment for group in self.groups for segment in group.segments)]

    def heading(self, segment: Segment) -> list[Statement]:
        """The heading of the column that `segment` of this row stands in, if it has one."""
        return list(self.headings[segment.cell : segment.cell + 1])

    @property
    def latest(self) -> Moment | None:
        """The latest day among the column headings."""
        days = [moment for heading in self.headings for moment in heading.moments if moment.grain == "day"]
        return max(days, key=lambda day: (day.year or 0, day.part or 0, day.day or 0), default=None)

    def has_fiscal(self, asked: Moment, day: Moment) -> bool:
        """Whether the column of `day` is the fiscal quarter or year `asked`, the latest column being the document's."""
        latest = self.latest
        if asked.grain not in ("quarter", "year") or not asked.year or not day.year or not latest or not latest.year:
            return False
        documents = [one.year for one in self.header.moments if (one.grain, one.part) == (asked.grain, asked.part)]
        years_back = latest.year - day.year
        return latest.part == day.part and any(year and year - asked.year == years_back for year in documents)

    @property
    def years(self) -> frozenset[int]:
        """The years that dates without one may belong to."""
        return union(statement.years for statement in self.surroundings)

    @property
    def signs(self) -> frozenset[str]:
        """Up, down, profit and loss as the line says them, by its words, the signs of its figures or its columns."""
        negative = {"down" if figure.unit == "%" else "loss" for _, figure in self.said.figures if figure.value < 0}
        positive = {"up"} if _PLUS.search(self.quote) else set()
        return union(part.signs for part in self.own) | negative | positive | self._signs_of_columns()

    def column(self, at: int) -> tuple[int, int] | None:
        """The year and the month or quarter over the cell of segment `at`, for comparing; None where there is none."""
        dated = [moment for heading in self.heading(self.said.segments[at]) for moment in heading.moments]
        return (dated[-1].year or 0, dated[-1].part or 0) if dated else None

    def _signs_of_columns(self) -> set[str]:
        """Whether the figures of a row go up or down from its earliest column to its latest one, for each unit."""
        dated: dict[str, list[tuple[tuple[int, int], Decimal]]] = {}
        for at, figure in self.said.figures:
            if column := self.column(at):
                dated.setdefault(figure.unit, []).append((column, abs(figure.value)))
        ends = [(min(column), max(column)) for column in dated.values()]
        return {"up" if new[1] > old[1] else "down" for old, new in ends if new[0] != old[0] and new[1] != old[1]}


def lines_of(hit: ScoredChunk, reader: Reader) -> list[Line]:
    """The lines of the passage, in order, but for the headings of tables and for orders to the machine that reads."""
    section = reader.read(hit.chunk.section)
    header = reader.read(f"{hit.chunk.header}\n{hit.source.title}")
    lines, before = [], ""
    for block in hit.chunk.text.split("\n\n"):
        for part in _parts(block, before):
            headings, groups = (tuple(map(reader.read, texts)) for texts in (part.headings, part.groups))
            said, around = reader.read(part.said), reader.read(part.around)
            if not is_order(part.said):
                lines.append(Line(hit, said, around, section, header, headings, groups))
        before = block
    return lines


@dataclass(frozen=True, slots=True)
class _Part:
    said: str
    around: str
    headings: Sequence[str] = ()
    groups: Sequence[str] = ()


def _parts(block: str, before: str) -> Iterator[_Part]:
    """The sentences or rows of `block`, which stands after the block `before`."""
    rows = block.splitlines()
    if sum(CELL in row for row in rows) > 1 and CELL in rows[0]:
        caption = before.rpartition("\n")[2]
        yield from _rows(rows, caption if caption.endswith(":") else "")
        return
    for paragraph in _paragraphs(block):
        for sentence in paragraph:
            yield _Part(sentence, " ".join(other for other in paragraph if other is not sentence))


def _rows(rows: Sequence[str], caption: str) -> Iterator[_Part]:
    """The rows of a table under its headings. One without cells names the group of those after it, up to its total."""
    headings = [cell.strip() for cell in rows[0].split(CELL)]
    groups: list[str] = []
    for above, row in pairwise(rows):
        if CELL in row:
            yield _Part(row.strip(), caption, headings, tuple(groups))
            if groups and row.lower().startswith("total"):
                groups.pop()
        else:
            if groups and CELL in above:
                groups.pop()
            groups.append(row.strip())


def _paragraphs(block: str) -> Iterator[list[str]]:
    """The sentences of `block`, those together that no line break parts."""
    paragraph: list[str] = []
    end = 0
    for sentence in split_sentences(block):
        start = block.index(sentence, end)
        if paragraph and "\n" in block[end:start]:
            yield paragraph
            paragraph = []
        paragraph.append(sentence)
        end = start + len(sentence)
    if paragraph:
        yield paragraph
