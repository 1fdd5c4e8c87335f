"""Lines of a page, as they are placed on it, to paragraphs, headings, list items and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from statistics import median

from retrieval.loading.columns import by_column
from retrieval.loading.headings import NOTE_LEVEL, filing_level, styled_level
from retrieval.loading.lines import FOOTNOTE, Line, first_word_width
from retrieval.loading.outline import Outline
from retrieval.loading.page_tables import Region, region_text, table_regions

LARGE, HUGE = 1.2, 1.5  # times the size of the text, and a line is set off like a bold one, or like a chapter's title
FULL = 0.95  # of the way across; what ends before it with room for another word ends a paragraph
OPEN = 0.6  # of the way; what ends after it without a stop goes on
WIDEST_GAP = 0.7  # between the lines of a paragraph, in line heights
NARROWEST = 15  # column that text is wrapped to, in line heights
DEEPEST_INDENT = 6  # of a paragraph's first line, in line heights
BULLET = re.compile(r"[•·▪■●○◦‣–—*§Øo-]")


def add_page(outline: Outline, lines: Sequence[Line], page: int | None = None) -> None:
    """Append what stands on a page to `outline`; `lines` go from the top down."""
    size = median(line.height for line in lines) if lines else 0.0
    for column in by_column(lines):
        _add_column(outline, column, size, page)


def _add_column(outline: Outline, lines: Sequence[Line], size: float, page: int | None) -> None:
    edge, margin = min(line.cells[0].left for line in lines), max(line.right for line in lines)
    done = 0
    for region in (*table_regions(lines), Region(len(lines), len(lines), len(lines))):
        for paragraph in _paragraphs(lines[done : region.first], edge, margin):
            _add_paragraph(outline, paragraph, size, page)
        if region.body < region.end:
            text, has_headings = region_text(lines, region)
            outline.add("table", text, page, has_headings)
        done = region.end


def _paragraphs(lines: Sequence[Line], edge: float, margin: float) -> Iterator[list[Line]]:
    """Lines that belong together: a line goes on with the one before it where its first word did not fit there."""
    paragraph: list[Line] = []
    for line in lines:
        if paragraph and not _goes_on(paragraph[-1], line, edge, margin):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    if paragraph:
        yield paragraph


def _goes_on(before: Line, line: Line, edge: float, margin: float) -> bool:
    cell, indent = line.cells[0], before.cells[0].left - line.cells[0].left
    word = cell.text.split()[0]
    is_near = line.top - before.bottom < WIDEST_GAP * line.height and indent < DEEPEST_INDENT * line.height
    if not is_near or abs(line.height - before.height) > 0.2 * line.height:
        return False
    if BULLET.fullmatch(word) or FOOTNOTE.fullmatch(cell.text):
        return False
    reach, room = before.right - edge, max(margin - edge, NARROWEST * line.height)
    is_full, is_tail = reach + first_word_width(cell) > FULL * room, word[0].islower()
    if line.is_bold != before.is_bold:
        return is_full and is_tail
    is_open = before.text[-1] not in ".:;?!" and reach > OPEN * room and abs(indent) < 2 * line.height
    return is_full or is_tail or (is_open and not line.is_bold)


def _add_paragraph(outline: Outline, lines: Sequence[Line], size: float, page: int | None) -> None:
    text = _joined(lines)
    first = lines[0].cells[0].text.split()[0]
    if BULLET.fullmatch(first) and len(text) > len(first):
        outline.add("item", text[len(first) :].strip(), page)
        return
    is_in_capitals = len(lines) == 1 and text.isupper() and " " in text
    is_set_off = is_in_capitals or all(line.is_bold or line.height > LARGE * size for line in lines)
    level = filing_level(text) or styled_level(text, is_set_off, is_slanted=False)
    if level and lines[0].height > HUGE * size:
        level = min(level, NOTE_LEVEL)
    if level:
        outline.heading(level, text, page)
    else:
        outline.add("paragraph", text, page)


def _joined(lines: Sequence[Line]) -> str:
    return " ".join(line.text for line in lines)
