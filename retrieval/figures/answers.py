"""Answers to questions for figures: the row, or what is worked out from rows; nothing where that is not certain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from retrieval.figures.asking import (
    AMOUNT,
    BY_PARTS,
    CHANGED,
    COMPARED,
    PRIOR_YEAR,
    REASON,
    SEQUENTIAL,
    YEAR_AGO,
    bare,
    gist,
    is_of_each,
    joins,
    portions,
)
from retrieval.figures.columns import of_row, quarters_before, year_before
from retrieval.figures.derivation import change, percent_change, total
from retrieval.figures.line_items import LineItems
from retrieval.figures.measures import Measure
from retrieval.figures.periods import periods_asked, with_years_before
from retrieval.figures.statements import Entry
from retrieval.figures.working import Working, as_claim, quotes
from retrieval.kinds import YES_OR_NO
from retrieval.quoting import Claim
from retrieval.routing import Period
from retrieval.search import Query, Searcher
from retrieval.terms import Derived, derived

SUM = re.compile(r"\b(?:sums?|total(?: of|led)?|combined|together|altogether|plus|add(?:ed|s)?(?: up)?)\b", re.I)
TOTAL = re.compile(r"total\b", re.I)
# What asks for a change in percent, unless the measure itself is one: "margin percentage", "tax rate".
RATES = re.compile(r"(?<!margin )(?<!margins )(?<!tax )(?:%|\bpercent(?:age)?\b|\bby\b|\brates?\b)", re.I)


class Figures:
    """Answers to one `query` from the line items that `searcher` finds."""

    def __init__(self, searcher: Searcher, query: Query) -> None:
        self._searcher = searcher
        self._query = query
        self._items = LineItems(searcher, query)
        self._working = Working(self._items)

    def claims(self) -> list[Claim]:
        """What rows say to a question about one company; [] where they do not surely answer it."""
        query = self._query
        asked = gist(query.question)
        if len(query.route.companies) != 1 or REASON.search(asked) or BY_PARTS.search(asked):
            return []
        if not _is_for_figures(asked, query.question):
            return []
        is_moved = SEQUENTIAL.search(asked) or YEAR_AGO.search(asked)
        matching = [each for each in derived() if not is_moved and self._is_all(asked, each)]
        if matching:
            found = (self._plain_or_derived(asked, each) for each in matching)
            return next(filter(None, found), [])
        return self._of_two(asked) or self._sum(asked) or self._changes(asked) or self._plain(asked)

    def _is_all(self, asked: str, each: Derived) -> bool:
        """Whether a derived figure is all that is asked for."""
        if not each.asked.search(asked):
            return False
        rest = each.asked.sub(" ", asked)
        return self._items.measure(bare(rest) if is_of_each(asked) else rest) is None

    def _periods(self, asked: str) -> list[Period | None]:
        return periods_asked(asked, self._query.route, self._searcher.generation.manifest.sources().values())

    def _found(self, measure: Measure | None, period: Period | None) -> list[Entry]:
        return self._items.find(measure, period, self._items.entries(period)) if measure else []

    def _of_two(self, asked: str) -> list[Claim]:
        return self._working.share(asked, self._periods(asked))

    def _sum(self, asked: str) -> list[Claim]:
        """What a measure comes to over several periods, where their sum is asked for."""
        periods = self._periods(asked)
        measure = self._items.measure(SUM.sub(" ", asked)) if SUM.search(asked) and len(periods) > 1 else None
        found = [self._found(measure, period) for period in periods]
        if any(len(entries) != 1 for entries in found):
            return []
        rows = [entry for entries in found for entry in entries]
        formula = total(rows)
        if formula is None:
            return []
        return [*map(as_claim, rows), Claim(f"Sum of {rows[0].name}: {formula}", quotes(rows))]

    def _plain(self, asked: str) -> list[Claim]:
        sides = ([self._items.measure(side) for side in both] for both in portions(asked))
        if any(all(measure and measure.terms for measure in measures) for measures in sides):
            return []  # of two measures beside each other, the words of both name neither
        is_of_year_ago = YEAR_AGO.search(asked) and not is_of_each(asked)
        text = bare(asked) if is_of_each(asked) or is_of_year_ago else COMPARED.sub(" ", asked)
        measure = self._items.measure(text)
        if measure and is_of_year_ago:
            now = self._found(measure, self._periods(asked)[-1])
            before = self._before(asked, measure, now[0]) if len(now) == 1 else None
            return [as_claim(before)] if before else []
        return self._rows(asked, measure) or self._joined(asked, measure)

    def _joined(self, asked: str, measure: Measure | None) -> list[Claim]:
        """The rows of measures that are named one beside the other; none where one of them has none."""
        if measure is None or measure.rest or not joins(asked, [said for said, _ in measure.terms]):
            return []
        if any(each.how == "sum" and each.asked.fullmatch(said) for each in derived() for said, _ in measure.terms):
            return []  # one row of several is not their sum
        each = [self._rows(asked, replace(measure, terms=(term,))) for term in measure.terms]
        return [claim for claims in each for claim in claims] if all(each) else []

    def _rows(self, asked: str, measure: Measure | None) -> list[Claim]:
        """The row of each period; where each is asked for and there is one document, all that its row says."""
        periods = self._periods(asked)
        found = [self._found(measure, period) for period in periods]
        if is_of_each(asked) and len(periods) == len(found[0]) == 1:
            found = [of_row(found[0][0])]
        return [as_claim(entry) for entries in found for entry in entries]

    def _plain_or_derived(self, asked: str, each: Derived) -> list[Claim]:
        """The rows that give what can be worked out, or else the working."""
        claims: list[Claim] = []
        measure = self._items.measure(bare(asked) if is_of_each(asked) else asked)
        periods = self._periods(asked)
        for period in with_years_before(periods) if is_of_each(asked) else periods:
            entries = self._items.entries(period)
            stated = self._items.find(measure, period, entries) if measure else []
            if not stated and measure and each.how == "percent":
                stated = self._items.find(replace(measure, is_percent=True), period, entries)
            if each.how == "sum":
                stated = [entry for entry in stated if TOTAL.match(entry.label)]
            claims += [as_claim(entry) for entry in stated]
            if not stated or (each.how == "percent" and stated[0].suffix != "%"):
                claims += self._working.claims(each, period, entries)
        return claims

    def _changes(self, asked: str) -> list[Claim]:
        """How a measure moved: between two periods, or from a year or a quarter before."""
        periods = self._periods(asked)
        is_to_year_before = YEAR_AGO.search(asked) or PRIOR_YEAR.search(asked)
        is_between = COMPARED.search(asked) and (len(periods) == 2 or is_to_year_before)
        if not (CHANGED.search(asked) or SEQUENTIAL.search(asked) or is_between):
            return []
        measure = self._items.measure(RATES.sub(" ", bare(asked)))
        if measure is None or is_of_each(asked) or len(periods) > 2:
            return self._rows(asked, measure)
        ends = [self._found(measure, period) for period in periods]
        if any(len(found) != 1 for found in ends):
            return []
        new = ends[-1][0]
        old = ends[0][0] if len(ends) == 2 else self._before(asked, measure, new)
        if old is None or old.column == new.column:
            return []
        old, new = sorted((old, new), key=lambda entry: entry.column.ends or entry.period)
        return _moved(old, new, self._items.entries(periods[-1]))

    def _before(self, asked: str, measure: Measure, new: Entry) -> Entry | None:
        """The figure that `new` is compared with: the quarter before where that is said, else the year before."""
        if not SEQUENTIAL.search(asked) and (before := year_before(new)):
            return before
        year, quarter = self._items.columns.fiscal(new)
        if not year or not quarter:
            return None
        back = 1 if SEQUENTIAL.search(asked) else 4
        found = self._found(measure, quarters_before(year, quarter, back))
        return found[0] if found else None


def _is_for_figures(asked: str, question: str) -> bool:
    """Whether figures may answer: they do not say yes or no, except of what has changed or has an amount."""
    return not YES_OR_NO.search(asked) or bool(CHANGED.search(asked) or AMOUNT.search(question)) or is_of_each(asked)


def _moved(old: Entry, new: Entry, entries: Sequence[Entry]) -> list[Claim]:
    """Both figures, and the change as the documents state it or else worked out."""
    percent = percent_change(old, new)
    stated = [
        entry
        for entry in entries
        if percent is not None
        and entry.column.is_change
        and entry.suffix == "%"
        and entry.name == new.name
        and abs(entry.value - percent) * 10**entry.places <= 1
    ]
    formula = change(old, new)
    if stated:
        told = Claim(f"Change in {new.name}, as stated: {stated[0].shown}", quotes(stated[:1]))
        return [as_claim(new), as_claim(old), told]
    if formula is None:
        return []
    return [as_claim(new), as_claim(old), Claim(f"Change in {new.name}: {formula}", quotes([old, new]))]
