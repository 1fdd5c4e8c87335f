"""What an HTML table is: rows of figures, a list, headings, or mere layout."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from retrieval.loading.headings import ITEM
from retrieval.loading.tables import Cell, is_amount, table_text

Kind = Literal["paragraph", "item", "table"]
LONGEST_CELL = 1500  # characters; a longer one is a page's column, not a table's
WIDEST_SPAN = 1000
MOST_OPEN_SPANS = 100
BULLET = re.compile(r"[•·▪■●○◦‣–—*§Øo-]")
MARK = re.compile(r"\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)]|\*{1,3}|[¹²³†‡☐☒☑✓✗]|\[[ xX]?\]")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph and whether all of it is bold, or italic or underlined."""

    text: str
    is_bold: bool = False
    is_slanted: bool = False


@dataclass(frozen=True, slots=True)
class _Span:
    """Grid columns that a cell of a row above still takes up, for some more rows."""

    left: int
    right: int
    rows: int


@dataclass(slots=True)
class _HtmlCell:
    left: int
    right: int
    is_heading: bool
    paragraphs: list[Paragraph] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(paragraph.text for paragraph in self.paragraphs)

    @property
    def is_bold(self) -> bool:
        return all(paragraph.is_bold for paragraph in self.paragraphs)


class HtmlTable:
    """A table while it is read. `is_cell_open`: whether paragraphs belong to a cell of it."""

    def __init__(self) -> None:
        self._rows: list[list[_HtmlCell]] = []
        self._cell: _HtmlCell | None = None
        self._column = 0
        self._spans: list[_Span] = []
        self._is_layout = False

    @property
    def is_cell_open(self) -> bool:
        return self._cell is not None and not self._is_layout

    def begin_row(self) -> None:
        self._rows.append([])
        self._column = 0
        self._spans = [_Span(span.left, span.right, span.rows - 1) for span in self._spans if span.rows > 1]

    def begin_cell(self, is_heading: bool, colspan: str | None, rowspan: str | None) -> None:
        for span in sorted(self._spans, key=lambda span: span.left):
            if span.left <= self._column < span.right:
                self._column = span.right
        left, self._column = self._column, self._column + _span(colspan)
        if _span(rowspan) > 1 and len(self._spans) < MOST_OPEN_SPANS:
            self._spans.append(_Span(left, self._column, _span(rowspan)))
        self._cell = _HtmlCell(left, self._column, is_heading)

    def add(self, paragraph: Paragraph) -> None:
        """Append a paragraph to the open cell."""
        assert self._cell is not None
        self._cell.paragraphs.append(paragraph)

    def end_cell(self) -> None:
        cell, self._cell = self._cell, None
        if cell and cell.paragraphs:
            self._rows[-1].append(cell)

    def give_up(self) -> list[Paragraph]:
        """Treat the table as layout, because it holds another one; returns what has been read of it."""
        self.end_cell()
        rows, self._rows, self._is_layout = self._rows, [], True
        return [paragraph for row in rows for cell in row for paragraph in cell.paragraphs]

    def blocks(self) -> Iterator[tuple[Kind, Paragraph | str, bool]]:
        """What the table comes to: kind, paragraph or text, and whether a table's text begins with headings."""
        rows = [row for row in self._rows if row]
        if all(len(row) == 1 for row in rows) or any(len(cell.text) > LONGEST_CELL for row in rows for cell in row):
            yield from (
                ("paragraph", paragraph, False) for row in rows for cell in row for paragraph in cell.paragraphs
            )
        elif all(len(row) == 2 and _is_mark(row[0].text) for row in rows):
            yield from (_marked(*row) for row in rows)
        else:
            while _is_caption(rows):
                yield "paragraph", Paragraph(rows.pop(0)[0].text), False
            cells = [[Cell(cell.text, cell.left, cell.right) for cell in row] for row in rows]
            yield ("table", *table_text(cells, _count_marked(rows)))


def _span(attribute: str | None) -> int:
    digits = (attribute or "").strip()
    return min(max(int(digits), 1), WIDEST_SPAN) if digits.isascii() and digits.isdigit() and len(digits) < 9 else 1


def _is_mark(text: str) -> bool:
    return bool(BULLET.fullmatch(text) or MARK.fullmatch(text) or ITEM.fullmatch(text))


def _marked(mark: _HtmlCell, content: _HtmlCell) -> tuple[Kind, Paragraph | str, bool]:
    """A bullet with its text is a list item, "Item 2.02." with its text is a heading."""
    if BULLET.fullmatch(mark.text):
        return "item", content.text, False
    text = f"{mark.text} {content.text}"
    if ITEM.fullmatch(mark.text) or (mark.is_bold and content.is_bold):
        return "paragraph", Paragraph(text, is_bold=True), False
    return "item", text, False


def _is_caption(rows: list[list[_HtmlCell]]) -> bool:
    """Whether the first row is one cell over half of the table, beginning at its left edge."""
    left = min(row[0].left for row in rows)
    right = max(row[-1].right for row in rows)
    return len(rows[0]) == 1 and rows[0][0].left == left and rows[0][0].right - left > (right - left) / 2


def _count_marked(rows: list[list[_HtmlCell]]) -> int:
    """How many of the first rows are marked up as headings, or, in a table without amounts, set in bold."""
    has_amounts = any(is_amount(cell.text) for row in rows for cell in row)
    count = 0
    while count < len(rows) - 1 and all(cell.is_heading or (cell.is_bold and not has_amounts) for cell in rows[count]):
        count += 1
    return count
