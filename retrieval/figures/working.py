"""Figures that no row gives, worked out from rows: derived measures, and one measure as a share of another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from retrieval.figures.asking import bare, portions
from retrieval.figures.derivation import difference, percent_of, remainder, times, total
from retrieval.figures.line_items import LineItems
from retrieval.figures.measures import Measure
from retrieval.figures.statements import Entry
from retrieval.quoting import Claim, Quote
from retrieval.routing import Period
from retrieval.terms import Derived, derived

POINTING = re.compile(r"\b(?:its|their|the|his)\b", re.I)
OF_BENEFIT = re.compile(r"benefit\b", re.I)  # a row of this name has what is paid with a minus sign
RECKONED = {"percent": percent_of, "ratio": times, "difference": difference, "remainder": remainder}
SIGNS = {"percent": "/", "ratio": "/", "difference": "−", "remainder": "−", "sum": "+"}


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a share: its name, its figure, the rows that it is taken from, and the line that says so."""

    name: str
    figure: Entry
    rows: tuple[Entry, ...]
    told: Claim


class Working:
    """Works figures out of the rows that `items` finds."""

    def __init__(self, items: LineItems) -> None:
        self._items = items

    def claims(self, each: Derived, period: Period | None, entries: Sequence[Entry]) -> Iterator[Claim]:
        """What `each` comes to for `period`, as its formula; nothing where a row that it needs is missing."""
        rows = self._rows(each, period, entries)
        formula = total(rows) if each.how == "sum" and len(rows) > 1 else None
        if each.how != "sum" and len(rows) == 2:
            formula = RECKONED[each.how](*rows)
        if formula:
            names = f" {SIGNS[each.how]} ".join(row.name for row in rows)
            yield Claim(f"{each.name} · {rows[0].period}: {names} = {formula}", quotes(rows))

    def _rows(self, each: Derived, period: Period | None, entries: Sequence[Entry]) -> list[Entry]:
        if each.rows:
            return self._items.parts(each.rows, period, entries)
        measures = (self._items.measure(name) for name in each.of)
        found = [self._items.find(measure, period, entries) if measure else [] for measure in measures]
        rows = [one[0] for one in found if one and not OF_BENEFIT.match(one[0].label)]
        return rows if len(rows) == len(each.of) else []

    def share(self, asked: str, periods: Sequence[Period | None]) -> list[Claim]:
        """One measure as a share of another of the same period, with the rows of both."""
        for part, whole in portions(asked):
            for measures in self._sides(part, whole):
                claims = [claim for period in periods for claim in self._shared(period, *measures)]
                if claims:
                    return claims
        return []

    def _sides(self, part: str, whole: str) -> Iterator[tuple[Measure, Measure]]:
        """What a part and its whole measure: of "AWS" and "total revenue" the part is the revenue of AWS, or AWS."""
        of_whole = self._items.measure(bare(whole))
        if of_whole is None or not of_whole.terms:
            return
        named = POINTING.sub(" ", bare(part))
        wholes = " ".join(said for said, _ in of_whole.terms)
        for measure in (self._items.measure(f"{named} {wholes}"), self._items.measure(named)):
            if measure and (measure.rest or measure.terms != of_whole.terms):
                yield replace(measure, is_percent=False), replace(of_whole, is_percent=False)

    def _shared(self, period: Period | None, *measures: Measure) -> list[Claim]:
        entries = self._items.entries(period)
        sides = [side for measure in measures if (side := self._side(measure, period, entries))]
        if len(sides) != 2 or sides[0].rows == sides[1].rows:
            return []
        part, whole = sides
        reckon = percent_of if part.figure.value <= whole.figure.value else times
        formula = reckon(part.figure, whole.figure)
        rows = (*part.rows, *whole.rows)
        shown = [part.told, whole.told]
        text = f"{part.name} / {whole.name} · {part.figure.period}: {formula}"
        return [*shown, Claim(text, quotes(rows))] if formula else shown

    def _side(self, measure: Measure, period: Period | None, entries: Sequence[Entry]) -> Side | None:
        """The one row that gives a measure, or the two that it remains of."""
        found = self._items.find(measure, period, entries)
        if found:
            return Side(found[0].name, found[0], (found[0],), as_claim(found[0])) if len(found) == 1 else None
        for each in derived():
            if (
                each.how == "remainder"
                and not measure.rest
                and each.asked.fullmatch(" ".join(said for said, _ in measure.terms))
            ):
                rows = self._rows(each, period, entries)
                for told in self.claims(each, period, entries):
                    value = rows[0].value - rows[1].value
                    return Side(each.name, replace(rows[0], value=value), tuple(rows), told)
        return None


def as_claim(row: Entry) -> Claim:
    return Claim(f"{row.name} · {row.period}: {row.shown}", quotes([row]))


def quotes(rows: Sequence[Entry]) -> tuple[Quote, ...]:
    return tuple(Quote.of(row.unit, row.unit, row.hit) for row in rows)
