"""Plain text to blocks; columns that are lined up with spaces become tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrieval.loading.encoding import visible
from retrieval.loading.layout import add_page
from retrieval.loading.lines import Line
from retrieval.loading.outline import Outline
from retrieval.loading.tables import Cell
from retrieval.types import Block

LONGEST_WRAPPED = 200  # characters; a longer line is a paragraph of its own
LONGEST_CAPITALS = 100
HEIGHT = 2  # of a line, in widths of a character
CELL = re.compile(r"\S+(?: \S+)*")
MARKUP = re.compile(r"\s*(?:</?[A-Z]+>\s*)+")  # EDGAR's own, in text filings: <PAGE>, <TABLE>, <S> <C>


def plain_blocks(text: str, title: str) -> list[Block]:
    """The blocks of a plain text."""
    outline = Outline(title)
    add_text(outline, text)
    return outline.blocks()


def add_text(outline: Outline, text: str) -> None:
    """Append a plain text to `outline`."""
    wrapped: list[Line] = []
    rows = text.expandtabs().splitlines()
    for number, row in enumerate(rows):
        if len(row) > LONGEST_WRAPPED:
            add_page(outline, wrapped)
            wrapped = []
            outline.add("paragraph", visible(row))
        elif cells := tuple(_cells(row)):
            around = (*rows[max(number - 1, 0) : number], *rows[number + 1 : number + 2])
            is_heading = row.isupper() and len(row) <= LONGEST_CAPITALS and not any(map(str.strip, around))
            wrapped.append(Line(cells, HEIGHT * number, HEIGHT * (number + 1), is_heading))
    add_page(outline, wrapped)


def _cells(row: str) -> Iterator[Cell]:
    """The pieces of a line that two or more spaces part; none where it is a rule or markup."""
    if any(map(str.isalnum, row)) and not MARKUP.fullmatch(row):
        for match in CELL.finditer(row):
            if text := visible(match[0]):
                yield Cell(text, match.start(), match.end())
