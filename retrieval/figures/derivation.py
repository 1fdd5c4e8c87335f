"""Figures worked out from printed ones: changes, ratios, sums and differences, each written as its formula."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from retrieval.figures.statements import Entry, plain

TENTH, HUNDREDTH = Decimal("0.1"), Decimal("0.01")


def change(old: Entry, new: Entry) -> str | None:
    """The difference of two figures and, above a positive base, its share of the base; None if they do not compare."""
    if old.kind != new.kind or old.column.months != new.column.months:
        return None
    places = max(old.places, new.places)
    moved = new.value - old.value
    difference = f"{new.digits} − {_bracketed(old)} = {'+' if moved > 0 else ''}"
    if new.suffix == "%":
        return f"{difference}{plain(moved, places)} percentage points"
    difference += new.like(moved, places)
    if old.value <= 0:
        return difference
    return (
        f"{difference}; ({new.digits} − {old.digits}) / {old.digits} {_rounded_percent(moved / old.value, sign=True)}"
    )


def percent_of(part: Entry, whole: Entry) -> str | None:
    """One figure as a share of another, both of the same period and scale."""
    if not _compare(part, whole):
        return None
    return f"{part.digits} / {whole.digits} {_rounded_percent(part.value / whole.value)}"


def times(part: Entry, whole: Entry) -> str | None:
    """One figure as a multiple of another, both of the same period and scale."""
    if not _compare(part, whole):
        return None
    ratio = part.value / whole.value
    rounded = ratio.quantize(HUNDREDTH, ROUND_HALF_UP)
    return f"{part.digits} / {whole.digits} {_equals(ratio, rounded)} {plain(rounded, 2)}{_note(ratio, rounded)}"


def total(parts: Sequence[Entry]) -> str | None:
    """The sum of figures of one scale: of one period, or of several of one length; amounts held on days do not."""
    periods = {(part.column.ends, part.column.year, part.column.quarter) for part in parts}
    lengths = {part.column.months for part in parts}
    if len({part.kind for part in parts}) != 1 or (len(periods) > 1 and (len(lengths) > 1 or not any(lengths))):
        return None
    places = max(part.places for part in parts)
    terms = " + ".join(_bracketed(part) for part in parts)
    return f"{terms} = {parts[0].like(sum((part.value for part in parts), Decimal(0)), places)}"


def difference(first: Entry, second: Entry) -> str | None:
    """One figure less the size of another: payments are printed with and without a minus sign."""
    if first.kind != second.kind or first.column != second.column:
        return None
    places = max(first.places, second.places)
    left = first.value - abs(second.value)
    return f"{first.digits} − {plain(abs(second.value), second.places)} = {first.like(left, places)}"


def remainder(first: Entry, second: Entry) -> str | None:
    """One figure less another that may be negative: gross profit less an operating loss."""
    if first.kind != second.kind or first.column != second.column:
        return None
    places = max(first.places, second.places)
    return f"{first.digits} − {_bracketed(second)} = {first.like(first.value - second.value, places)}"


def percent_change(old: Entry, new: Entry) -> Decimal | None:
    """By how many percent a figure has moved; None where there is no base to count from."""
    return 100 * (new.value - old.value) / old.value if old.kind == new.kind and old.value > 0 else None


def _compare(part: Entry, whole: Entry) -> bool:
    is_same = part.kind == whole.kind and part.column.ends == whole.column.ends
    return is_same and part.column.months == whole.column.months and whole.value > 0 and part.suffix != "%"


def _rounded_percent(ratio: Decimal, *, sign: bool = False) -> str:
    percent = 100 * ratio
    rounded = percent.quantize(TENTH, ROUND_HALF_UP)
    shown = _signed(rounded, 1) if sign else plain(rounded, 1)
    return f"{_equals(percent, rounded)} {shown}%{_note(percent, rounded)}"


def _equals(exact: Decimal, rounded: Decimal) -> str:
    return "=" if exact == rounded else "≈"


def _note(exact: Decimal, rounded: Decimal) -> str:
    return "" if exact == rounded else " (rounded)"


def _signed(value: Decimal, places: int) -> str:
    return f"+{plain(value, places)}" if value > 0 else plain(value, places)


def _bracketed(entry: Entry) -> str:
    return f"({entry.digits})" if entry.value < 0 else entry.digits
