"""Pages that are set in columns: which lines are read before which."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import mean

from retrieval.loading.lines import Line

FEWEST_LINES, MOST_LINES = 5, 400  # of a column; of a page that is looked through
WORD, FEWEST_WORDS = re.compile(r"[^\W\d_]{2,}"), 3  # in a line of running text
FULL, MOSTLY = 0.8, 0.6  # how far lines of running text reach across their column, and how many of them do
NARROWEST = 0.5  # of a gutter, in line heights


@dataclass(frozen=True, slots=True)
class _Split:
    """Lines `first` to `end` stand on both sides of a free strip around `middle`."""

    first: int
    end: int
    middle: float


def by_column(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """`lines` in stretches to be read one after the other: what runs across the page, and each column."""
    done = place = 0
    while place < len(lines) <= MOST_LINES:
        splits = [_split(lines, place, gap) for gap in _gaps(lines[place])]
        split = next((split for split in splits if all(map(_is_running_text, _sides(lines, split)))), None)
        if split is None:
            place += 1
            continue
        if done < split.first:
            yield list(lines[done : split.first])
        for column in _sides(lines, split):
            yield from by_column(column)
        done = place = split.end
    if done < len(lines):
        yield list(lines[done:])


def _gaps(line: Line) -> Iterator[tuple[float, float]]:
    for before, after in zip(line.cells, line.cells[1:], strict=False):
        yield before.right, after.left


def _split(lines: Sequence[Line], first: int, gap: tuple[float, float]) -> _Split:
    """The longest stretch from the line `first` on that leaves a strip free where that line has a gap."""
    left, right = gap
    split = _Split(first, first, (left + right) / 2)
    for place, line in enumerate(lines[first:], first):
        middle = (left + right) / 2
        left = max([left, *(cell.right for cell in line.cells if cell.left < middle)])
        right = min([right, *(cell.left for cell in line.cells if cell.left >= middle)])
        if right - left < NARROWEST * line.height:
            break
        if line.cells[-1].left >= middle:
            split = _Split(first, place + 1, (left + right) / 2)
    return split


def _sides(lines: Sequence[Line], split: _Split) -> tuple[list[Line], list[Line]]:
    sides: tuple[list[Line], list[Line]] = [], []
    for line in lines[split.first : split.end]:
        for number, side in enumerate(sides):
            cells = tuple(cell for cell in line.cells if (cell.left >= split.middle) == (number == 1))
            if cells:
                side.append(replace(line, cells=cells))
    return sides


def _is_running_text(side: Sequence[Line]) -> bool:
    """Whether most lines of `side` are words that reach across it, as in no table or list."""
    if len(side) < FEWEST_LINES:
        return False
    edge, right = min(line.cells[0].left for line in side), max(line.right for line in side)
    return mean(line.right - edge > FULL * (right - edge) and _is_words(line) for line in side) > MOSTLY


def _is_words(line: Line) -> bool:
    return all(len(WORD.findall(cell.text)) >= FEWEST_WORDS for cell in line.cells)
