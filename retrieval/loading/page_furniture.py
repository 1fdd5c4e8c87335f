"""Running headers, footers and page numbers, found by what repeats in the same place from page to page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

from retrieval.loading.lines import Line

DEEPEST = 4  # lines from the top or the bottom of a page
FEWEST_PAGES = 3
NUMBER = re.compile(r"\d+")
AT_AN_END = re.compile(r"^\W*(\d{1,4})\b|\b(\d{1,4})\W*$")


def without_furniture(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """`pages` without the first and last lines of each that stand on others too, or count the pages.

    What stands in the same place on three pages is such a line, and so is what stands anywhere on half of them.
    """
    places = Counter(place for lines in pages for place in {*map(_place, _edges(lines))})
    texts = Counter(text for lines in pages for text in {_text(line) for line in _edges(lines)})
    usual = max(FEWEST_PAGES, len(pages) / 2)
    offset = _numbering(pages)
    kept: list[list[Line]] = []
    for page, lines in enumerate(pages):
        furniture = {
            line
            for line in _edges(lines)
            if places[_place(line)] >= FEWEST_PAGES or texts[_text(line)] >= usual or page + offset in _numbers(line)
        }
        head = sum(1 for _ in takewhile(furniture.__contains__, lines))
        foot = sum(1 for _ in takewhile(furniture.__contains__, reversed(lines)))
        kept.append(list(lines[head : max(head, len(lines) - foot)]))
    return kept


def _edges(lines: Sequence[Line]) -> list[Line]:
    return [*lines[:DEEPEST], *lines[max(DEEPEST, len(lines) - DEEPEST) :]]


def _text(line: Line) -> str:
    """What a line says, whatever its numbers."""
    return NUMBER.sub("0", line.text.casefold())


def _place(line: Line) -> tuple[str, int]:
    """What a line says and about where on the page it stands."""
    return _text(line), round(line.top / line.height)


def _numbers(line: Line) -> set[int]:
    return {int(number) for match in AT_AN_END.finditer(line.text) for number in match.groups() if number}


def _numbering(pages: Sequence[Sequence[Line]]) -> int:
    """What has to be added to the place of a page, from 0, to get the number printed on it; beyond reach: none is."""
    offsets = Counter(
        number - page
        for page, lines in enumerate(pages)
        for number in {number for line in _edges(lines) for number in _numbers(line)}
    )
    offset, count = max(offsets.items(), key=lambda item: item[1], default=(0, 0))
    return offset if count >= max(FEWEST_PAGES, len(pages) / 2) else -len(pages) - 1
