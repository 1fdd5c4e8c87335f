"""A line of a page, with the places of its pieces."""

from __future__ import annotations

import re
from dataclasses import dataclass

from retrieval.loading.tables import Cell, is_amount, join_signs

FOOTNOTE = re.compile(r"\(\d{1,2}\)")


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
        """The pieces that are figures of a table row: never the only piece of a line, nor a number before text."""
        joined = join_signs(self.cells)
        if FOOTNOTE.fullmatch(joined[0].text):
            joined = joined[1:]
        amounts = [cell for cell in joined if is_amount(cell.text)]
        return amounts if len(joined) > 1 and amounts != joined[:1] else []


def first_word_width(cell: Cell) -> float:
    """About how much room the first word of `cell` takes up, with the space before it."""
    return (cell.right - cell.left) * (len(cell.text.split()[0]) + 1) / len(cell.text)
