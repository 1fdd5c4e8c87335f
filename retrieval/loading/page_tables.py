"""Tables on a page that only places its words: rows of figures, the labels between them, the headings above them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median_low

from retrieval.loading.headings import filing_level
from retrieval.loading.lines import Line, first_word_width
from retrieval.loading.tables import Cell, is_amount, is_period, join_signs, table_text

WIDEST_GAP = 3.0  # between lines, in line heights
MOST_HEADING_LINES, MOST_LABEL_LINES = 8, 4
LONGEST_HEADING = 60
UNITS = re.compile(
    r"(?:\((?:[^()]*\b)?(?:in|unaudited|audited|dollars|thousands|millions|amounts|shares|percent|%)\b[^()]*\)\s*)+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Region:
    """The lines `first` to `end` of a page are a table, those before `body` its headings."""

    first: int
    body: int
    end: int


def table_regions(lines: Sequence[Line]) -> Iterator[Region]:
    """The tables among `lines`: rows of figures, the labels between them, and the headings above them."""
    done = place = 0
    while place < len(lines):
        if not lines[place].amounts:
            place += 1
            continue
        end = _end_of_rows(lines, place)
        rows = [line for line in lines[place:end] if line.amounts]
        if len(rows) > 1 or len(rows[0].amounts) > 1:
            yield Region(*_headings(lines, done, place, rows), end)
            done = end
        place = end


def _end_of_rows(lines: Sequence[Line], first: int) -> int:
    """The line after the last row of the table whose first row is the line `first`."""
    end = first + 1
    figures, right = lines[first].amounts[0].left, lines[first].right
    for place in range(first + 1, len(lines)):
        line = lines[place]
        if line.top - lines[place - 1].bottom > WIDEST_GAP * line.height:
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
    labels = max(row.cells[0].right if row.cells[0].right < figures else 0.0 for row in rows)
    start = body = first
    for place in range(first - 1, max(done, first - MOST_HEADING_LINES) - 1, -1):
        line = lines[place]
        if lines[place + 1].top - line.bottom > WIDEST_GAP * line.height or filing_level(line.text):
            break
        if _is_heading(line, labels, figures):
            body = place + 1 if start == first else body
            start = place
        elif start < first or line.right > figures or len(line.cells) > 1:
            break
    return start, body


def _is_heading(line: Line, labels: float, figures: float) -> bool:
    """Whether `line` stands over the figures, to the right of the labels, or only names their unit."""
    if UNITS.fullmatch(line.text):
        return True
    is_title = len(line.cells) == 1 and line.text.isupper() and " " in line.text
    if is_title or line.text.endswith(":") or any(len(cell.text) > LONGEST_HEADING for cell in line.cells):
        return False
    over = sum(cell.left > min(labels or figures, figures - _overhang(cell, line.height)) for cell in line.cells)
    return 2 * over >= len(line.cells) or (over > 0 and len(line.cells) > 2)


def _overhang(heading: Cell, height: float) -> float:
    """How far `heading` may begin to the left of the figures below it."""
    return min((heading.right - heading.left) / 2, 8 * height)


def region_text(lines: Sequence[Line], region: Region) -> tuple[str, bool]:
    """The text of the table at `region` of `lines`, and whether its first line is headings."""
    headings, body = lines[region.first : region.body], lines[region.body : region.end]
    left = min(line.cells[0].left for line in (*headings, *body))
    above = [_placed_heading(line.cells, left) for line in headings]
    slack = max(line.height for line in body)
    rows = [_placed(row, left, slack) for row in _rows(body)]
    return table_text([*above, *rows], len(above), slack)


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
    figures = min((line.amounts[0].left for line in body if line.amounts), default=0.0)
    for line in body:
        row = join_signs(line.cells)
        last = rows[-1] if rows else []
        is_tail = not is_amount(row[0].text) and (
            row[0].text[0].islower()
            or (
                len(last) == 1 and last[0].right > figures * 2 / 3 and last[0].right + first_word_width(row[0]) > widest
            )
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
