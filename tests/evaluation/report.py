"""Results as tables for people."""

from __future__ import annotations

from collections.abc import Sequence


def table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Columns under their headings, as wide as their widest cell; the last one is not padded."""
    cells = [[str(cell) for cell in row] for row in (headings, *rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)][:-1]
    return "\n".join(_line(row, widths) for row in cells)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    padded = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
    return "  ".join([*padded, row[-1]]).rstrip()


def share(part: int, whole: int) -> str:
    """A count, its whole and the percentage, such as "27 of 30 (90 %)"."""
    return f"{part} of {whole} ({100 * part / whole:.0f} %)" if whole else "0 of 0"
