"""A passage cut into what an answer quotes: sentences, list items and table rows, each word for word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.sentences import split_sentences
from retrieval.types import Chunk

CELL = " | "
LABEL_WORDS = 5
# How documents say that they do not know. A unit like this answers no question for a fact.
UNKNOWN = re.compile(
    r"\b(?:not|none) (?:in|shown in|named in|given in) (?:our|the|any) (?:sources?|cop(?:y|ies)|text)\b|\bnone shown\b"
    r"|\b(?:we|our sources?) (?:could|can|did|do|have|found) (?:not|no)\b|\bwe found no\w*\b"
    r"|\bcould not be (?:found|established|read)"
    r"|\b(?:was|were|is|are) not (?:found|visible|readable|disclosed|published|known|stated|reported)\b"
    r"|\bno (?:\w+ ){1,5}(?:was|were) (?:found|named|given|published)\b",
    re.I,
)
UNKNOWN_SECTION = re.compile(
    r"^(?:gaps?|what (?:we|the sources|our sources) (?:could|do|did|does) not\b.*"
    r"|(?:open|unanswered) questions|unknowns?)$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence or row: `quote` stands word for word in the passage, `shown` adds a row's column headings to it.

    `position` counts the units of the passage from 0, `start` the characters before the quote.
    `table` numbers the table that a row stands in, within its passage, from 0; None for a sentence.
    """

    chunk: Chunk
    position: int
    start: int
    quote: str
    shown: str
    table: int | None = None

    @property
    def is_row(self) -> bool:
        return self.table is not None

    def is_followed_by(self, other: Unit) -> bool:
        """Whether `other` comes next in the same table, or in the same paragraph or list item."""
        if other.position != self.position + 1 or other.table != self.table:
            return False
        return self.is_row or "\n" not in self.chunk.text[self.start : other.start]

    @property
    def is_unknown(self) -> bool:
        """Whether this says that something is not known."""
        last = self.chunk.section.rsplit(" › ", 1)[-1]
        return bool(UNKNOWN_SECTION.match(last)) or (not self.is_row and bool(UNKNOWN.search(self.quote)))


def units_of(chunk: Chunk) -> list[Unit]:
    """The sentences and rows of `chunk`, in order. The headings of a table are no unit."""
    found: list[Unit] = []
    table, start = -1, 0
    for block in chunk.text.split("\n\n"):
        start = chunk.text.index(block, start)
        lines = block.splitlines()
        is_table = len(lines) > 1 and all(CELL.strip() in line for line in lines)
        table += is_table
        for quote in lines[1:] if is_table else _sentences(block):
            start = chunk.text.index(quote, start)
            shown = labelled(lines[0], quote) if is_table else quote
            found.append(Unit(chunk, len(found), start, quote, shown, table if is_table else None))
            start += len(quote)
    return found


def _sentences(block: str) -> Iterator[str]:
    """The sentences of `block`; a short one that only names what follows ("Heavy rare earths.") is not left alone."""
    opening, end = "", 0
    for sentence in split_sentences(block):
        start = block.index(sentence, end)
        end = start + len(sentence)
        whole = block[block.rindex(opening, 0, start) : end] if opening else sentence
        if "\n" in whole:
            yield opening
            whole = sentence
        if len(whole.split()) <= LABEL_WORDS:
            opening = whole
        else:
            yield whole
            opening = ""
    if opening:
        yield opening


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")]


def labelled(headings: str, row: str) -> str:
    """A row with each cell after its column's heading: "Company: NioCorp · Move: almost 19%"."""
    pairs = zip(cells(headings), cells(row), strict=False)
    return " · ".join(f"{heading}: {cell}" if heading else cell for heading, cell in pairs if cell)
