"""Lines of a page, as they are placed on it, to paragraphs, headings, list items and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median, median_low

from retrieval.loading.headings import filing_level, styled_level
from retrieval.loading.outline import Outline
from retrieval.loading.tables import Cell, is_amount, is_period, join_signs, table_text

LARGE = 1.2  # times the size of the text, and a line is set off like a bold one
FULL = 0.95  # of the way to the right margin; what ends before it with room for another word ends a paragraph
WIDEST_GAP_IN_TEXT, WIDEST_GAP_IN_TABLE = 0.7, 3.0  # between lines, in line heights
DEEPEST_INDENT = 6  # of a paragraph's first line, in line heights
MOST_HEADING_LINES, MOST_LABEL_LINES = 8, 4
LONGEST_HEADING = 60
UNITS = re.compile(
    r"(?:\((?:[^()]*\b)?(?:in|unaudited|audited|dollars|thousands|millions|amounts|shares|percent|%)\b[^()]*\)\s*)+",
    re.IGNORECASE,
)
FOOTNOTE = re.compile(r"\(\d{1,2}\)")
BULLET = re.compile(r"[•·▪■●○◦‣–—*§Øo-]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: its pieces from left to right, parted where the gap is wider than between words.

    `top` and `bottom` grow down the page, in the same unit as the stretches of the cells.
    """

    cells: tuple[Cell, ...]
    top: float
    bottom: float
    is_bold: bool = False

    @property
    def text(self) -> str:
        return " ".join(cell.text for cell in self.cells)

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def right(self) -> float:
        return self.cells[-1].right

    @property
    def amounts(self) -> list[Cell]:
        """The pieces that are figures of a table row: never the only piece of a line."""
        joined = join_signs(self.cells)
        if FOOTNOTE.fullmatch(joined[0].text):
            joined = joined[1:]
        return [cell for cell in joined if is_amount(cell.text)] if len(joined) > 1 else []


@dataclass(frozen=True, slots=True)
class _Region:
    """The lines `first` to `end` of a page are a table, those before `body` its headings."""

    first: int
    body: int
    end: int


def add_page(outline: Outline, lines: Sequence[Line], page: int | None = None) -> None:
    """Append what stands on a page to `outline`; `lines` are in reading order."""
    size = median(line.height for line in lines) if lines else 0.0
    margin = max((line.right for line in lines), default=0.0)
    done = 0
    for region in [*_regions(lines), _Region(len(lines), len(lines), len(lines))]:
        for paragraph in _paragraphs(lines[done : region.first], margin):
            _add_paragraph(outline, paragraph, size, page)
        if region.body < region.end:
            _add_table(outline, lines[region.first : region.body], lines[region.body : region.end], page)
        done = region.end


def _paragraphs(lines: Sequence[Line], margin: float) -> Iterator[list[Line]]:
    """Lines that belong together: a line goes on with the one before it where its first word did not fit there."""
    paragraph: list[Line] = []
    for line in lines:
        if paragraph and not _goes_on(paragraph[-1], line, margin):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    if paragraph:
        yield paragraph


def _goes_on(before: Line, line: Line, margin: float) -> bool:
    cell = line.cells[0]
    word = cell.text.split()[0]
    if (
        BULLET.fullmatch(word)
        or FOOTNOTE.fullmatch(cell.text)
        or line.is_bold != before.is_bold
        or abs(line.height - before.height) > 0.2 * line.height
    ):
        return False
    if before.cells[0].left - cell.left > DEEPEST_INDENT * line.height:
        return False
    is_full = before.right + _first_word_width(cell) > FULL * margin
    return line.top - before.bottom < WIDEST_GAP_IN_TEXT * line.height and (is_full or word[0].islower())


def _first_word_width(cell: Cell) -> float:
    """About how much room the first word of `cell` takes up, with the space before it."""
    return (cell.right - cell.left) * (len(cell.text.split()[0]) + 1) / len(cell.text)


def _add_paragraph(outline: Outline, lines: Sequence[Line], size: float, page: int | None) -> None:
    text = _joined(lines)
    first = lines[0].cells[0].text.split()[0]
    if BULLET.fullmatch(first) and len(text) > len(first):
        outline.add("item", text[len(first) :].strip(), page)
        return
    is_set_off = all(line.is_bold or line.height > LARGE * size for line in lines)
    level = filing_level(text) or styled_level(text, is_set_off, is_slanted=False)
    if level:
        outline.heading(level, text, page)
    else:
        outline.add("paragraph", text, page)


def _joined(lines: Sequence[Line]) -> str:
    return " ".join(line.text for line in lines)


def _regions(lines: Sequence[Line]) -> Iterator[_Region]:
    """The tables among `lines`: rows of figures, the labels between them, and the headings above them."""
    done = place = 0
    while place < len(lines):
        if not lines[place].amounts:
            place += 1
            continue
        end = _end_of_rows(lines, place)
        rows = [line for line in lines[place:end] if line.amounts]
        if len(rows) > 1 or len(rows[0].amounts) > 1:
            yield _Region(*_headings(lines, done, place, rows), end)
            done = end
        place = end


def _end_of_rows(lines: Sequence[Line], first: int) -> int:
    """The line after the last row of the table whose first row is the line `first`."""
    end = first + 1
    figures, right = lines[first].amounts[0].left, lines[first].right
    for place in range(first + 1, len(lines)):
        line = lines[place]
        if line.top - lines[place - 1].bottom > WIDEST_GAP_IN_TABLE * line.height:
            break
        if line.amounts:
            end = place + 1
            left = line.amounts[0].left
            figures = left if figures - 5 * line.height < left < figures else figures
        elif place - end >= MOST_LABEL_LINES or line.right > (2 * figures + right) / 3 or filing_level(line.text):
            break
    return end


def _headings(lines: Sequence[Line], done: int, first: int, rows: Sequence[Line]) -> tuple[int, int]:
    """Where the headings of the table begin whose first row of figures is the line `first`, and where they end.

    Between the two may stand labels such as "Current assets:". Without headings both are `first`.
    """
    usual = median_low(row.amounts[0].left for row in rows)
    figures = min(left for row in rows if (left := row.amounts[0].left) > usual - 12 * row.height)
    start = body = first
    for place in range(first - 1, max(done, first - MOST_HEADING_LINES) - 1, -1):
        line = lines[place]
        if lines[place + 1].top - line.bottom > WIDEST_GAP_IN_TABLE * line.height or filing_level(line.text):
            break
        if _is_heading(line, figures):
            body = place + 1 if start == first else body
            start = place
        elif start < first or line.right > figures or len(line.cells) > 1:
            break
    return start, body


def _is_heading(line: Line, figures: float) -> bool:
    """Whether `line` stands over the figures, from `figures` to the right, or only names their unit."""
    if UNITS.fullmatch(line.text):
        return True
    over = [cell for cell in line.cells if cell.left > figures - min((cell.right - cell.left) / 2, 8 * line.height)]
    return 2 * len(over) >= len(line.cells) and all(len(cell.text) <= LONGEST_HEADING for cell in line.cells)


def _add_table(outline: Outline, headings: Sequence[Line], body: Sequence[Line], page: int | None) -> None:
    left = min(line.cells[0].left for line in (*headings, *body))
    above = [_placed_heading(line.cells, left) for line in headings]
    slack = max(line.height for line in body)
    rows = [_placed(row, left, slack) for row in _rows(body)]
    text, has_headings = table_text([*above, *rows], len(above), slack)
    outline.add("table", text, page, has_headings)


def _placed_heading(row: Sequence[Cell], left: float) -> Sequence[Cell]:
    """A line that only names the unit of the whole table belongs to the labels."""
    return [Cell(row[0].text, left, left + 1)] if len(row) == 1 and UNITS.fullmatch(row[0].text) else row


def _placed(row: Sequence[Cell], left: float, gap: float) -> list[Cell]:
    """`row` with its label in one piece and drawn out to the left edge, so that indented labels share a column."""
    label, *rest = row
    if is_amount(label.text) or is_period(label.text):
        return list(row)
    while rest and rest[0].left - label.right < gap and not is_amount(rest[0].text):
        label = _merged(label, rest.pop(0))
    return [Cell(label.text, left, label.right), *rest]


def _rows(body: Sequence[Line]) -> list[list[Cell]]:
    """The rows of a table, with labels that were broken over several lines put together again."""
    rows: list[list[Cell]] = []
    widest = max((line.cells[0].right for line in body if not is_amount(line.cells[0].text)), default=0.0)
    for line in body:
        row = join_signs(line.cells)
        last = rows[-1] if rows else []
        is_tail = not is_amount(row[0].text) and (
            row[0].text[0].islower() or (len(last) == 1 and last[0].right + _first_word_width(row[0]) > widest)
        )
        if len(row) == 1 and is_tail and last and not is_amount(last[0].text):
            rows[-1] = [_merged(last[0], row[0]), *last[1:]]
        elif len(last) == 1 and len(row) > 1 and not last[0].text.endswith(":") and is_tail:
            rows[-1] = [_merged(last[0], row[0]), *row[1:]]
        elif len(last) == 1 and is_amount(row[0].text) and not last[0].text.endswith(":"):
            rows[-1] = [last[0], *row]
        else:
            rows.append(row)
    return rows


def _merged(above: Cell, below: Cell) -> Cell:
    return Cell(f"{above.text} {below.text}", min(above.left, below.left), max(above.right, below.right))
