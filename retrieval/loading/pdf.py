"""PDF to blocks, page by page; scans, which hold pictures of text and no text, are refused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from ctypes import c_double, c_int, create_string_buffer
from dataclasses import dataclass
from math import isfinite, pi
from statistics import median_low, mode
from sys import maxunicode
from threading import Lock

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from retrieval.errors import DocumentUnreadable
from retrieval.loading.encoding import visible
from retrieval.loading.layout import add_page
from retrieval.loading.lines import Line
from retrieval.loading.outline import Outline
from retrieval.loading.page_furniture import without_furniture
from retrieval.loading.tables import Cell
from retrieval.types import Block

MOST_PAGES, MOST_CHARACTERS = 3000, 200_000  # of a document, of a page
GAP, FIGURES_GAP = 0.75, 0.35  # in line heights; a wider one parts the cells of a row, or two figures in it
ENDS_FIGURE, BEGINS_FIGURE = re.compile(r"(?:\d|[)%—–])$"), re.compile(r"[$€£¥—–\d]|\((?!\d\))")
HEAVY = 1.3  # times the usual weight of the page's fonts, and a line is bold
BOLD, BOLD_NAME, LONGEST_FONT_NAME = 700, re.compile(rb"bold|black|heavy", re.IGNORECASE), 100
ANGLES_SAMPLED, LEAST_HEIGHT = 50, 1.0
WORD = re.compile(r"\S+")
_one_at_a_time = Lock()  # PDFium keeps global state and must not be called from two threads at once


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    left: float
    right: float
    top: float
    bottom: float
    index: int


def pdf_blocks(content: bytes, title: str) -> list[Block]:
    """The blocks of a PDF. Raises `DocumentUnreadable` where it is damaged, encrypted or holds no text."""
    with _one_at_a_time:
        pages = _read(content)
    if not any(pages):
        raise DocumentUnreadable("there is no text in this PDF; a scan has to go through text recognition (OCR) first")
    outline = Outline(title)
    for number, lines in enumerate(without_furniture(pages), 1):
        add_page(outline, lines, number)
    return outline.blocks()


def pdf_front(content: bytes) -> tuple[str, int]:
    """The title in the metadata of a PDF, empty where there is none, and the number of its pages.

    Raises `DocumentUnreadable` where it is damaged or encrypted.
    """
    with _one_at_a_time, closing(_opened(content)) as document:
        return document.get_metadata_value("Title"), len(document)


def _opened(content: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise DocumentUnreadable("this PDF is encrypted: save it without a password") from None
        raise DocumentUnreadable("this PDF is damaged, or it is no PDF") from None


def _read(content: bytes) -> list[list[Line]]:
    with closing(_opened(content)) as document:
        if len(document) > MOST_PAGES:
            raise DocumentUnreadable(f"this PDF has more than {MOST_PAGES} pages")
        return [_page_lines(document, number) for number in range(len(document))]


def _page_lines(document: pypdfium2.PdfDocument, number: int) -> list[Line]:
    try:
        page = document[number]
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError:
        raise DocumentUnreadable(f"page {number + 1} of this PDF is damaged") from None
    words = list(_words(text_page))
    rows = _grouped(words)
    weights = [_weight(text_page, row) for row in rows]
    usual = median_low(weights) if weights else 0
    lines = [_line(row, weight > HEAVY * usual) for row, weight in zip(rows, weights, strict=True)]
    text_page.close()
    page.close()
    return lines


def _words(text_page: pypdfium2.PdfTextPage) -> Iterator[_Word]:
    """The words of a page in the order of its content, placed by the boxes of their first and last characters."""
    count = text_page.count_chars()
    if count > MOST_CHARACTERS:
        raise DocumentUnreadable("a page of this PDF holds more text than a page can")
    codes = (pdfium.FPDFText_GetUnicode(text_page, index) for index in range(count))
    text = "".join(chr(code) if code <= maxunicode else " " for code in codes)
    turns = _quarter_turns(text_page, count)
    for match in WORD.finditer(text):
        first, last = (_box(text_page, index, turns) for index in (match.start(), match.end() - 1))
        left, top, right, bottom = first[0], min(first[1], last[1]), last[2], max(first[3], last[3])
        if (word := visible(match[0])) and isfinite(left + top + right + bottom):
            yield _Word(word, left, max(left, right), top, max(top + LEAST_HEIGHT, bottom), match.start())


def _quarter_turns(text_page: pypdfium2.PdfTextPage, count: int) -> int:
    """How many quarter turns to the left most of a page's text has made, as on a page laid on its side."""
    sample = range(0, count, max(1, count // ANGLES_SAMPLED))
    angles = [pdfium.FPDFText_GetCharAngle(text_page, index) for index in sample]
    return mode(-round(angle / (pi / 2)) % 4 for angle in angles) if angles else 0


def _box(text_page: pypdfium2.PdfTextPage, index: int, turns: int) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a character on the page as it is read, with the top smaller than the bottom."""
    if not turns:
        box = pdfium.FS_RECTF()
        pdfium.FPDFText_GetLooseCharBox(text_page, index, box)
        return box.left, -box.top, box.right, -box.bottom
    left, right, bottom, top = c_double(), c_double(), c_double(), c_double()
    pdfium.FPDFText_GetCharBox(text_page, index, left, right, bottom, top)
    upright = (left.value, -top.value, right.value, -bottom.value)
    for _ in range(turns):
        upright = (-upright[3], upright[0], -upright[1], upright[2])
    return upright


def _grouped(words: Sequence[_Word]) -> list[list[_Word]]:
    """Words by line, from the top down and from left to right; those whose heights overlap by half share a line."""
    rows: list[list[_Word]] = []
    for word in sorted(words, key=lambda word: word.top + word.bottom):
        last = rows[-1][0] if rows else None
        if last and 2 * (min(last.bottom, word.bottom) - max(last.top, word.top)) > min(
            last.bottom - last.top, word.bottom - word.top
        ):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda word: word.left) for row in rows]


def _weight(text_page: pypdfium2.PdfTextPage, row: Sequence[_Word]) -> int:
    """The weight of the lighter end of a line, by the name of its font or else the width of its stems."""
    return min(_font_weight(text_page, word.index) for word in (row[0], row[-1]))


def _font_weight(text_page: pypdfium2.PdfTextPage, index: int) -> int:
    name, flags = create_string_buffer(LONGEST_FONT_NAME), c_int()
    pdfium.FPDFText_GetFontInfo(text_page, index, name, LONGEST_FONT_NAME, flags)
    return BOLD if BOLD_NAME.search(name.value) else int(pdfium.FPDFText_GetFontWeight(text_page, index))


def _line(row: Sequence[_Word], is_bold: bool) -> Line:
    typical = sorted(row, key=lambda word: word.bottom - word.top)[len(row) // 2]  # no raised footnote mark
    cells: list[Cell] = []
    for word in row:
        last = cells[-1] if cells else None
        if last and (word.left - last.right) / (word.bottom - word.top) < (
            FIGURES_GAP if ENDS_FIGURE.search(last.text) and BEGINS_FIGURE.match(word.text) else GAP
        ):
            cells[-1] = Cell(f"{last.text} {word.text}", last.left, max(last.right, word.right))
        else:
            cells.append(Cell(word.text, word.left, word.right))
    return Line(tuple(cells), typical.top, typical.bottom, is_bold)
