"""The headings and blocks of one document, gathered in reading order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from retrieval.loading.headings import CAPITALS_LEVEL, SLANTED_LEVEL, filing_level
from retrieval.types import Block

SEPARATOR = " › "
LONGEST_HEADING = 200
WORD = re.compile(r"\w{2,}")
COVER, COVER_LEVEL = "Cover page", SLANTED_LEVEL + 1
COVER_BEGINS = re.compile(r"united states$|(?:united states )?securities and exchange commission", re.IGNORECASE)
COVER_ENDS = re.compile(
    r"(?:table of )?contents|index|.*\bindex|.*\btable of contents|signatures?|.*forward[\s-]looking.*|exhibits?",
    re.IGNORECASE,
)
COVER_STARTS_BY, COVER_STOPS_BY = 20, 80
"""Blocks from the start of a document."""


@dataclass(slots=True)
class _Heading:
    level: int
    text: str
    page: int | None
    is_used: bool = False


class Outline:
    """Collects the blocks of the document `title`; each gets the path of the headings above it as its section.

    A first-level heading that says no more than the title is left out of the path. One with nothing below it becomes
    a paragraph, so that no text is lost where a bold line was no heading after all.
    """

    def __init__(self, title: str) -> None:
        self._title = set(WORD.findall(title.casefold()))
        self._path: list[_Heading] = []
        self._blocks: list[Block] = []
        self._is_cover = False

    def heading(self, level: int, text: str, page: int | None = None) -> None:
        """Begin the section `text`; a lower `level` stands higher. The one that is open already goes on."""
        if any(level == heading.level and text == heading.text for heading in self._path):
            return
        self._watch_cover(text)
        if self._is_cover:
            self.add("paragraph", text, page)
            return
        if not self._is_group(level):
            self._close(level)
        if len(text) > LONGEST_HEADING:
            self.add("paragraph", text, page)
        elif not (level == 1 and self._repeats_title(text)):
            self._path.append(_Heading(level, text, page))

    def add(
        self,
        kind: Literal["paragraph", "item", "table"],
        text: str,
        page: int | None = None,
        has_headings: bool = False,
    ) -> None:
        """Append one block to the open section; text without a letter or a digit is none."""
        if not any(map(str.isalnum, text)):
            return
        self._watch_cover(text)
        for heading in self._path:
            heading.is_used = True
        section = SEPARATOR.join(heading.text for heading in self._path)
        self._blocks.append(Block(kind, text, section, page, has_headings))

    def blocks(self) -> list[Block]:
        """All blocks, once the document is read to its end."""
        self._close(0)
        return self._blocks

    def _repeats_title(self, text: str) -> bool:
        words = set(WORD.findall(text.casefold()))
        return bool(words) and words <= self._title

    def _is_group(self, level: int) -> bool:
        """Whether the open heading, a bold line with another right after it, stands above a group of such sections."""
        above = [heading.level for heading in self._path[-2:-1]]
        return (
            level >= CAPITALS_LEVEL
            and bool(self._path)
            and (self._path[-1].level == level and not self._path[-1].is_used and level not in above)
        )

    def _watch_cover(self, text: str) -> None:
        """A filing opens with a page of bold lines that are no headings; it ends at the first Part, Item or index."""
        count = len(self._blocks)
        if self._is_cover:
            is_over = filing_level(text) or COVER_ENDS.fullmatch(text) or count >= COVER_STOPS_BY
            self._is_cover = not is_over
            if not self._is_cover:
                self._close(COVER_LEVEL)
        elif count < COVER_STARTS_BY and COVER_BEGINS.match(text):
            self._is_cover = True
            self._close(0)
            self._path.append(_Heading(COVER_LEVEL, COVER, None, is_used=True))

    def _close(self, level: int) -> None:
        while self._path and self._path[-1].level >= level:
            heading = self._path.pop()
            if not heading.is_used:
                self.add("paragraph", heading.text, heading.page)
