"""Figures in running text and tables: finding them, and telling whether two of them are the same amount."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

SCALES = {
    "thousand": 3, "k": 3, "million": 6, "mn": 6, "m": 6, "billion": 9, "bn": 9, "b": 9, "trillion": 12, "tn": 12,
}  # fmt: skip
MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
NOT_FIGURES = re.compile(
    rf"\(source[^)]*\)|{MONTH}\s+\d{{1,2}}(?:,?\s+\d{{4}})?|\d{{1,2}}\s+{MONTH}(?:\s+\d{{4}})?"
    r"|\b(?:10-[qk]|8-k|q[1-4])\b|\b(?:19|20)\d{2}\b(?![.,]\d|\s*(?:%|percent|million|billion))",
    re.IGNORECASE,
)
FIGURE = re.compile(
    r"(?P<currency>[$€£]\s?)?\(?(?<![\w.,])(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\)?"
    r"(?:\s?(?P<percent>%|percent\b|per cent\b)|\s?(?P<scale>thousand|million|billion|trillion|mn|bn|tn|[kmb])\b)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount as printed: `scale` is the power of ten that stands beside it, None where the text gives none."""

    number: Decimal
    digits: int
    scale: int | None = None
    is_percent: bool = False


def figures_in(text: str) -> tuple[Figure, ...]:
    """The amounts in `text`, each once. Dates, years, quarters, form names and bare small numbers are not amounts."""
    found = (_figure(match) for match in FIGURE.finditer(NOT_FIGURES.sub(" ", text)))
    return tuple(dict.fromkeys(figure for figure in found if figure is not None))


def _figure(match: re.Match[str]) -> Figure | None:
    printed = match["number"]
    is_amount = match["currency"] or match["percent"] or match["scale"] or "," in printed or "." in printed
    if not is_amount:
        return None
    digits = printed.replace(",", "").replace(".", "").lstrip("0")
    scale = SCALES[match["scale"].lower()] if match["scale"] else None
    return Figure(Decimal(printed.replace(",", "")), len(digits), scale, match["percent"] is not None)


def is_same(expected: Figure, given: Figure) -> bool:
    """Whether `given` is the amount that is `expected`, to the digits of the coarser of the two.

    A figure without a scale beside it, as in a table "in millions", may stand for any power of a thousand. Figures of
    one digit, and coarser ones of two, must be equal: rounding would let too much pass for them.
    """
    if expected.is_percent != given.is_percent or (expected.number == 0) != (given.number == 0):
        return False
    if expected.is_percent or (expected.scale is not None and given.scale is not None):
        powers = [(expected.scale or 0) - (given.scale or 0)]
    else:
        powers = [3 * step for step in range(-4, 5)]
    return any(_agree(expected.number.scaleb(power), given.number, expected, given) for power in powers)


def _agree(one: Decimal, other: Decimal, expected: Figure, given: Figure) -> bool:
    digits = min(expected.digits, given.digits)
    is_enough = digits >= 3 or (digits == 2 and given.digits >= expected.digits)
    return one == other or (is_enough and _rounded(one, digits) == _rounded(other, digits))


def _rounded(number: Decimal, digits: int) -> Decimal:
    return Decimal(f"{number:.{digits - 1}e}")
