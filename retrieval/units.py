"""A passage cut into what an answer quotes: sentences, list items and table rows, each word for word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

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
    r"|\bno (?:[\w.’'-]+ ){1,8}(?:was|were) (?:found|named|given|published)\b",
    re.I,
)
# What a column of labels is headed with where it has no name: the unit of the whole table.
UNIT_HEADING = re.compile(
    r"(?:\([^()]*\b(?:in|unaudited|audited|dollars|thousands|millions|amounts|except)\b[^()]*\)\s*)+", re.I
)
# A heading over the labels that belongs to those of the columns: "Year Ended December 31," over "2025".
SHARED_PERIOD = re.compile(r"\b(?:ended|ending|as of|as at)\b|\b[A-Z][a-z]+ \d{1,2},?$", re.I)
# A row that sums up or stands for itself ends the group above it, and is understood without it.
SUM = re.compile(
    r"(?:total|subtotal|net|gross|income|loss|earnings|profit|ebitda|operating|(?:comprehensive|consolidated|basic|diluted)"
    r" \w+|cash (?:flows?|generated|provided|used)|increase|decrease)\b",
    re.I,
)
# A group that a sum ends without naming it. Others ("North America") hold for the sums below them as well.
ACCOUNT = re.compile(
    r"\b(?:costs?|expenses?|income|revenues?|sales|assets|liabilities|equity|activities|adjustments|changes|earnings|cash|loss(?:es)?"
    r"|operations|financing|investing|taxes|share|margin|profit)\b",
    re.I,
)
LIST_ITEM = re.compile(r"\s*(?:[-*+•◦▪–]|\(?\d{1,2}[.)])\s+")
LONGEST_LABEL = 100  # characters before the colon of a list item that say what it is about
UNKNOWN_SECTION = re.compile(
    r"^(?:gaps?|what (?:we|the sources|our sources) (?:could|do|did|does) not\b.*"
    r"|(?:open|unanswered) questions|unknowns?)$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence or row: `quote` stands word for word in the passage, `shown` adds a row's column headings to it.

    `position` counts the units of the passage from 0, `start` the characters before the quote.
    `table` numbers the table that a row stands in, within its passage, from 0; None for a sentence. `headings` are
    those of a row's columns, `group` the headings among the rows that it stands under ("Current assets").
    """

    chunk: Chunk
    position: int
    start: int
    quote: str
    shown: str
    table: int | None = None
    headings: tuple[str, ...] = ()
    group: str = ""

    @property
    def is_row(self) -> bool:
        return self.table is not None

    @property
    def line(self) -> str:
        """The paragraph, list item or row that the unit stands in."""
        text, end = self.chunk.text, self.start + len(self.quote)
        rest = text.find("\n", end)
        return text[text.rfind("\n", 0, self.start) + 1 : len(text) if rest < 0 else rest]

    @property
    def told(self) -> str:
        """The row with its headings, or the paragraph or list item that a sentence stands in."""
        return self.shown if self.is_row else self.line

    @property
    def placed(self) -> str:
        """What is `told` under its section."""
        return f"{self.chunk.section} {self.told}"

    def of_whole_item(self) -> Unit:
        """The list item that the unit stands in, as one unit."""
        line = self.line
        bullet = LIST_ITEM.match(line)
        item = line[bullet.end() if bullet else 0 :]
        return replace(self, start=self.chunk.text.rindex(item, 0, self.start + len(item)), quote=item, shown=item)

    @property
    def label(self) -> str:
        """What the list item that the unit stands in is about, where it says so before a colon; "" elsewhere."""
        bullet = LIST_ITEM.match(self.line)
        label, colon, _ = self.line[bullet.end() if bullet else 0 :].partition(": ")
        return label if bullet and colon and len(label) <= LONGEST_LABEL else ""

    def is_followed_by(self, other: Unit) -> bool:
        """Whether `other` comes next in the same table, or in the same paragraph or list item."""
        is_next = other.chunk.id == self.chunk.id and other.position == self.position + 1
        if not is_next or other.table != self.table:
            return False
        return self.is_row or "\n" not in self.chunk.text[self.start : other.start]

    @property
    def is_unknown(self) -> bool:
        """Whether this says that something is not known."""
        last = self.chunk.section.rsplit(" › ", 1)[-1]
        return bool(UNKNOWN_SECTION.match(last)) or (not self.is_row and bool(UNKNOWN.search(self.quote)))


def units_of(chunk: Chunk, carried: Sequence[str] = ()) -> list[Unit]:
    """The sentences and rows of `chunk`, in order. The headings of a table, and those among its rows, are no units.

    `carried` are the headings of the passage before that the first table goes on under.
    """
    found: list[Unit] = []
    table, start, groups = -1, 0, list(carried)
    for block in chunk.text.split("\n\n"):
        start = chunk.text.index(block, start)
        lines = block.splitlines()
        is_table = len(lines) > 1 and CELL.strip() in lines[0] and sum(CELL.strip() in line for line in lines) > 1
        table += is_table
        headings = tuple(cells(lines[0])) if is_table else ()
        for quote, group in _rows(lines, groups) if is_table else ((sentence, "") for sentence in _sentences(block)):
            start = chunk.text.index(quote, start)
            shown = labelled(headings, quote, group) if is_table else quote
            found.append(Unit(chunk, len(found), start, quote, shown, table if is_table else None, headings, group))
            start += len(quote)
        groups = [] if is_table else groups
    return found


def carried_over(chunk: Chunk, before: Chunk, carried: Sequence[str] = ()) -> tuple[str, ...]:
    """The headings among rows of the passage `before`, which began under `carried`, that a table of `chunk` goes on
    under where it is the rest of one.
    """
    *_, last = before.text.split("\n\n")
    opening, cell, rest = chunk.text.partition(CELL)
    opening += cell + rest.partition("\n")[0]
    is_same = cell and last.startswith(opening.rpartition("\n")[2] + "\n") and opening in before.text
    if not is_same or chunk.section != before.section or before.ordinal != chunk.ordinal - 1:
        return ()
    groups = list(carried) if sum(CELL in block for block in before.text.split("\n\n")) == 1 else []
    for _ in _rows(last.splitlines(), groups):
        pass
    return tuple(groups)


def _rows(lines: Sequence[str], groups: list[str]) -> Iterator[tuple[str, str]]:
    """The rows after the first line, each with the group that it stands under, up to the row that sums it up.

    `groups` are those that are open before the first row, and in the end those after the last. A row without a label
    is the sum of the innermost, and stands under the names of all.
    """
    for above, line in pairwise(lines):
        if CELL.strip() not in line:
            if groups and CELL.strip() in above:
                groups.pop()
            groups.append(line.strip().rstrip(":"))
            continue
        if groups and line.lstrip().startswith(CELL.strip()):
            yield line, ": ".join(groups)
            groups.pop()
        elif groups and SUM.match(line) and ACCOUNT.search(groups[-1]):
            yield line, ""
            groups.pop()
        else:
            yield line, groups[-1] if groups else ""


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


def labelled(headings: Sequence[str], row: str, group: str = "") -> str:
    """A row with each cell after its column's heading: "Company: NioCorp · Move: almost 19%".

    The unit of a table follows the label, and the group comes before it.
    """
    label, *rest = zip_longest(headings, cells(row), fillvalue="")
    name = f"{group}: {label[1]}" if group and label[1] else label[1]
    unit = UNIT_HEADING.match(label[0])
    shared = label[0][unit.end() :] if unit else label[0]
    if SHARED_PERIOD.search(shared):
        rest, shared = [(f"{shared} {heading}", cell) for heading, cell in rest], ""
    first = f"{shared}: {name}" if shared and name else name
    if unit and name:
        first += f" {unit[0].strip()}"
    parts = (f"{heading}: {cell}" if heading else cell for heading, cell in rest if cell)
    return " · ".join(part for part in (first, *parts) if part)
