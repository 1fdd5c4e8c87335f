"""Rows of cells, as a grid or a page places them, to the text of a table: one line a row, headings first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

SEPARATOR = " | "
MOST_HEADING_ROWS = 6
MOST_ALIGNED_CELLS = 100  # a row of more is no table that a person made; it is kept, without columns
MOST_PLACED_COLUMNS = 30
CURRENCY = re.compile(r"\(?(?:[A-Za-z]{0,3}[$€£¥]|[A-Z]{3})\s*\(?|\(")
CLOSING = re.compile(r"[)%\]]+|\([a-z]\)")
SPACED_SIGN = re.compile(r"(?<=[\d%])\s+(?=[)%]+$)|(?<=^[$€£¥])\s+(?=[\d(])")
RANGE = re.compile(r"(?<=[\d%])\s?[–—-]\s?(?=\d)")
PERIOD = re.compile(
    r"(?:19|20)\d\d[,:]?|(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)\w*\.?|[qh][1-4]|fy\d*", re.I
)
LASTING = re.compile(
    r"\b(?:ended|ending|months|weeks|quarters?|years?|(?:19|20)\d\d|as of|as at)\b|\d,$", re.IGNORECASE
)
UNIT = re.compile(
    r"%|percent|thousand|million|billion|trillion|years?|months?|weeks?|days?|hours?|bps|points?|pts|x|t|oz|lbs?|kg|mt"
    r"|tonn?es?|tons|ounces|pounds|shares",
    re.IGNORECASE,
)
AMOUNT = re.compile(r"[^\w\s]*(?:[A-Z]{1,3}\$)?\d[\d.,]*[^\w\s]*|[$€£¥(]*[—–-]+[)%]*|nil|none|n/?[ma]\.?", re.I)

Spans = tuple[tuple[int, int], ...]
"""For each of some headings the first and the last column below it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a cell and the stretch it takes up from left to right, in grid columns or in points."""

    text: str
    left: float
    right: float

    def overlap(self, other: Cell) -> float:
        """How long the stretch is that both take up; negative: how far apart they are."""
        return min(self.right, other.right) - max(self.left, other.left)


def is_amount(text: str) -> bool:
    """Whether `text` is a number or a range, maybe with a unit, or the dash for none, and not a date or a year."""
    return not is_period(text) and all(_is_figure(part) for part in RANGE.split(text.replace("$ ", "$")))


def _is_figure(text: str) -> bool:
    words = text.split()
    return bool(words) and AMOUNT.fullmatch(words[0]) is not None and all(map(UNIT.fullmatch, words[1:]))


def is_period(text: str) -> bool:
    """Whether `text` names a date, a month, a quarter or a year, such as "June 25," or "2022"."""
    return any(PERIOD.fullmatch(word) for word in text.split())


def join_signs(row: Sequence[Cell]) -> list[Cell]:
    """`row` with each currency sign joined to the amount after it, and each ")" or "%" to the one before it."""
    joined: list[Cell] = []
    for placed in row:
        cell = Cell(SPACED_SIGN.sub("", placed.text), placed.left, placed.right)
        last = joined[-1] if joined else None
        if last and (
            (CURRENCY.fullmatch(last.text) and is_amount(cell.text))
            or (CLOSING.fullmatch(cell.text) and is_amount(last.text))
        ):
            joined[-1] = Cell(last.text + cell.text, last.left, cell.right)
        else:
            joined.append(cell)
    return joined


def table_text(rows: Sequence[Sequence[Cell]], marked: int = 0, slack: float = 0.0) -> tuple[str, bool]:
    """The text of a table and whether its first line is headings.

    The first `marked` rows are known to be headings; otherwise they are found. Several heading rows become one line:
    each column gets the texts that stand above it, a text above several columns goes to each of them. `slack` is how
    far beside its column a heading may stand.
    """
    rows = [join_signs(row) for row in rows]
    if any(len(row) > MOST_ALIGNED_CELLS for row in rows):
        return "\n".join(_line([cell.text for cell in row]) for row in rows), False
    heading_rows = marked or _count_heading_rows(rows)
    columns = _columns(rows[heading_rows:] or rows, rows[:heading_rows], slack)
    lines = [_line(_filled(row, columns)) for row in rows[heading_rows:]]
    if heading_rows:
        lines.insert(0, _line(_headings(rows[:heading_rows], columns, slack)))
    return "\n".join(line for line in lines if line), heading_rows > 0


def _line(cells: Sequence[str]) -> str:
    """One row of text, without the empty cells at its end."""
    return SEPARATOR.join(cell.replace("|", "¦") for cell in cells).rstrip("| ").lstrip()


def _count_heading_rows(rows: Sequence[Sequence[Cell]]) -> int:
    """How many of the first rows hold names and periods only; none where no row holds an amount."""
    edge = min(row[0].left for row in rows)
    has_label = False
    for count, row in enumerate(rows):
        labelled = row[0].left <= edge
        beyond = row[1:] if labelled else row
        names_row = labelled and not row[0].text.startswith("(") and not is_period(row[0].text)
        if any(is_amount(cell.text) for cell in beyond):
            return count
        if not beyond or count == MOST_HEADING_ROWS or (names_row and has_label):
            return count if any(is_amount(cell.text) for later in rows[count:] for cell in later[1:]) else 0
        has_label = has_label or names_row
    return 0


def _columns(body: Sequence[Sequence[Cell]], headings: Sequence[Sequence[Cell]], slack: float) -> list[Cell]:
    """The stretches of the columns, from left to right; a cell across several columns makes none."""
    columns: list[Cell] = []
    for rows in (body, headings):
        for cell in sorted((cell for row in rows for cell in row), key=lambda cell: cell.right - cell.left):
            touched = [place for place, column in enumerate(columns) if cell.overlap(column) > 0]
            if not touched and (rows is body or not slack):
                columns.append(cell)
            elif len(touched) == 1 and rows is body:
                column = columns[touched[0]]
                columns[touched[0]] = Cell("", min(cell.left, column.left), max(cell.right, column.right))
    return sorted(columns, key=lambda column: column.left)


def _filled(row: Sequence[Cell], columns: Sequence[Cell]) -> list[str]:
    """The texts of `row`, one a column; "" where it has none."""
    texts = [""] * len(columns)
    for cell in row:
        place = max(range(len(columns)), key=lambda number: cell.overlap(columns[number]))
        texts[place] = f"{texts[place]} {cell.text}".strip()
    return texts


def _headings(rows: Sequence[Sequence[Cell]], columns: Sequence[Cell], slack: float) -> list[str]:
    """What stands above each column, from the topmost row down."""
    texts: list[list[str]] = [[] for _ in columns]
    fullest = max(rows, key=len)
    is_flush = all(any(abs(cell.right - column.right) < slack / 2 for column in columns) for cell in fullest[1:])
    widened = _widened(columns, fullest) if slack else columns
    for row in rows:
        for place, text in _above(row, widened, slack, is_flush):
            if text not in texts[place]:
                texts[place].append(text)
    return [" ".join(text) for text in texts]


def _widened(columns: Sequence[Cell], row: Sequence[Cell]) -> Sequence[Cell]:
    """`columns` made as wide as the headings of `row`, if no two of these stand nearest to the same column."""
    nearest = [max(range(len(columns)), key=lambda number: cell.overlap(columns[number])) for cell in row]
    if len(set(nearest)) < len(row):
        return columns
    widened = list(columns)
    for place, cell in zip(nearest, row, strict=True):
        widened[place] = Cell("", min(columns[place].left, cell.left), max(columns[place].right, cell.right))
    return widened


def _above(row: Sequence[Cell], columns: Sequence[Cell], slack: float, is_flush: bool) -> Iterator[tuple[int, str]]:
    """The columns, by number, that the cells of a heading row belong to.

    In a grid (`slack` is 0) a cell tells which; on a page it is centred above them or set flush with the last one.
    """
    labels, figures = columns[0], columns[1:]
    over = [cell for cell in row if figures and cell.overlap(labels) <= max(map(cell.overlap, figures))]
    yield from ((0, cell.text) for cell in row if cell not in over)
    spans: Spans = ()
    if slack:
        spans = (_flush_right(over, figures, slack) if is_flush else ()) or _centred(over, figures, slack)
    for cell, (first, last) in zip(over, spans, strict=False):
        yield from ((place + 1, cell.text) for place in range(first, last + 1))
    for place, column in enumerate(figures if over and not spans else ()):
        above = max(over, key=column.overlap)
        if column.overlap(above) > 0 or above.overlap(column) == max(map(above.overlap, figures)):
            yield place + 1, above.text


def _centred(over: Sequence[Cell], columns: Sequence[Cell], slack: float) -> Spans:
    """The columns that each heading is centred above, if each is; only a period stands above several.

    Of several ways the one that leaves the fewest columns bare.
    """

    @cache
    def best(number: int, start: int) -> tuple[int, Spans]:
        if number == len(over):
            return 0, ()
        ways: list[tuple[int, Spans]] = [(-1, ())]
        cell, end = over[number], len(columns)
        for first in range(start, end):
            for last in range(first, end if LASTING.search(cell.text) else first + 1):
                if abs(columns[first].left + columns[last].right - cell.left - cell.right) <= 3 * slack:
                    covered, rest = best(number + 1, last + 1)
                    ways.append((covered + last - first + 1 if covered >= 0 else -1, ((first, last), *rest)))
        return max(ways)

    covered, spans = best(0, 0) if len(columns) <= MOST_PLACED_COLUMNS else (0, ())
    return spans if covered > 0 else ()


def _flush_right(over: Sequence[Cell], columns: Sequence[Cell], slack: float) -> Spans:
    """The column that each heading ends with, if each does, and for a period the bare ones before it as well."""
    spans: list[tuple[int, int]] = []
    for cell in over:
        first = spans[-1][1] + 1 if spans else 0
        last = [place for place in range(first, len(columns)) if abs(columns[place].right - cell.right) < slack / 2]
        if not last:
            return ()
        spans.append((first if LASTING.search(cell.text) else last[0], last[0]))
    return tuple(spans)
