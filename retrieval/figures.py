"""Answers to questions for figures: the row, or what is worked out from rows; nothing where that is not certain."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from retrieval.derivation import change, difference, percent_change, percent_of, times, total
from retrieval.kinds import YES_OR_NO
from retrieval.line_items import LineItems, Measure, read_measure
from retrieval.quoting import Claim, Quote
from retrieval.routing import Period
from retrieval.search import Query, Searcher
from retrieval.statements import Entry
from retrieval.terms import Derived, derived

MOST_PERIODS = 8
REASON = re.compile(r"\b(?:why|reasons?|caus\w+|driv\w+|factors?|explain|because|how come)\b", re.I)
CHANGED = re.compile(
    r"\b(?:grow(?:th|n|ing)?|grew|increas\w*|decreas\w*|declin\w*|chang\w*|ris(?:e|en|ing)|rose|f[ae]ll(?:en|ing)?|drop\w*"
    r"|fluctuat\w*|differ(?:ence|ed)?|year[\s-](?:over|on)[\s-]year|yoy)\b",
    re.I,
)
COMPARED = re.compile(r"\b(?:compar\w+|versus|vs)\b", re.I)
SEQUENTIAL = re.compile(
    r"\b(?:sequential\w*|quarter[\s-](?:over|on)[\s-]quarter|qoq|(?:previous|prior|preceding) quarter)\b", re.I
)
EACH = re.compile(
    r"\b(?:(?:each|every|all(?: the)?|(?:across|over|in) (?:the|these|all)|across|by)(?: reported| last)?"
    r" (?:quarters?|periods?|years?)|over time|quarterly|quarter by quarter)\b",
    re.I,
)
SHARE = re.compile(
    r"\b(?:as an? (?:percent(?:age)?|share|proportion) of|in percent of|compared? (?:with|to|against))\b", re.I
)
RATIO = re.compile(r"\bratio of (?P<part>.+?) to\b", re.I)
TOTAL = re.compile(r"total\b", re.I)
POINTING = re.compile(r"^\W*(?:its|their|the|his)\b", re.I)


class Figures:
    """Answers from the line items that `searcher` finds."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        self._items = LineItems(searcher)

    def claims(self, query: Query) -> list[Claim]:
        """What rows say to a question about one company; [] where they do not surely answer it."""
        asked = query.question
        if len(query.route.companies) != 1 or REASON.search(asked):
            return []
        if YES_OR_NO.search(asked) and not CHANGED.search(asked):
            return []
        for each in derived():
            match = each.asked.search(asked)
            if match and self._measure(query, each.asked.sub(" ", asked)) is None:
                return self._plain_or_derived(query, asked, each)
        return self._share(query, asked) or self._changes(query, asked) or self._plain(query, asked)

    def _measure(self, query: Query, text: str) -> Measure | None:
        return read_measure(text, query.route.names, self._searcher.lexicon)

    def _periods(self, query: Query, asked: str) -> list[Period | None]:
        """The periods asked for, oldest first; those of the company's documents where each of them is."""
        named = list(query.route.periods)
        if EACH.search(asked) and all(period.quarter is None for period in named):
            years = {period.year for period in named}
            sources = self._searcher.generation.manifest.sources().values()
            own = {
                Period(source.fiscal_year, source.fiscal_quarter)
                for source in sources
                if query.route.fits_company(source)
                and source.fiscal_year
                and (not years or source.fiscal_year in years)
            }
            named = sorted(own, key=lambda period: (period.year or 0, period.quarter or 0))[-MOST_PERIODS:]
        return [*named] or [None]

    def _found(self, query: Query, measure: Measure | None, period: Period | None) -> list[Entry]:
        return self._items.find(measure, period, self._items.entries(query, period)) if measure else []

    def _plain(self, query: Query, asked: str) -> list[Claim]:
        measure = self._measure(query, EACH.sub(" ", COMPARED.sub(" ", asked)))
        return self._rows(query, measure, self._periods(query, asked))

    def _rows(self, query: Query, measure: Measure | None, periods: Sequence[Period | None]) -> list[Claim]:
        found = [self._found(query, measure, period) for period in periods]
        return [_row(entry) for entries in found for entry in entries]

    def _plain_or_derived(self, query: Query, asked: str, each: Derived) -> list[Claim]:
        """The rows that give what can be worked out, or else the working."""
        claims: list[Claim] = []
        measure = self._measure(query, asked)
        for period in self._periods(query, asked):
            entries = self._items.entries(query, period)
            stated = self._items.find(measure, period, entries) if measure else []
            if not stated and measure and each.how == "percent":
                stated = self._items.find(replace(measure, is_percent=True), period, entries)
            if each.how == "sum":
                stated = [entry for entry in stated if TOTAL.match(entry.label)]
            claims += [_row(entry) for entry in stated]
            if not stated or (each.how == "percent" and stated[0].suffix != "%"):
                claims += self._worked_out(query, each, period, entries)
        return claims

    def _worked_out(
        self, query: Query, each: Derived, period: Period | None, entries: Sequence[Entry]
    ) -> Iterator[Claim]:
        measures = [self._measure(query, name) for name in each.of]
        found = [self._items.find(measure, period, entries) if measure else [] for measure in measures]
        if each.rows:
            parts = self._items.parts(each.rows, period, entries)
            formula = total(parts) if len(parts) > 1 else None
        else:
            parts = [one[0] for one in found if one]
            if len(parts) != len(each.of):
                return
            formula = {"percent": percent_of, "ratio": times, "difference": difference}[each.how](*parts)
        if formula:
            names = f" {'+' if each.rows else '−' if each.how == 'difference' else '/'} ".join(e.name for e in parts)
            yield Claim(f"{each.name} · {parts[0].period}: {names} = {formula}", _quotes(parts))

    def _share(self, query: Query, asked: str) -> list[Claim]:
        """One measure as a share of another of the same period, with both."""
        sides = SHARE.split(RATIO.sub(r"\g<part> as a share of", asked))
        measures = [self._measure(query, POINTING.sub(" ", side)) for side in sides]
        if len(measures) != 2 or not all(measure and measure.terms for measure in measures):
            return []
        period = self._periods(query, asked)[0]
        entries = self._items.entries(query, period)
        found = [
            self._items.find(replace(measure, is_percent=False), period, entries) for measure in measures if measure
        ]
        if not all(found):
            return []
        part, whole = found[0][0], found[1][0]
        formula = percent_of(part, whole)
        names = f"{part.name} / {whole.name}"
        share = [Claim(f"{names} · {part.period}: {formula}", _quotes([part, whole]))] if formula else []
        return [_row(part), _row(whole), *share]

    def _changes(self, query: Query, asked: str) -> list[Claim]:
        """How a measure moved: between two periods, or from a year or a quarter before."""
        periods = self._periods(query, asked)
        if not (CHANGED.search(asked) or SEQUENTIAL.search(asked) or (COMPARED.search(asked) and len(periods) == 2)):
            return []
        bare = re.sub("|".join(each.pattern for each in (CHANGED, SEQUENTIAL, COMPARED, EACH)), " ", asked, flags=re.I)
        measure = self._measure(query, re.sub(r"%|\bpercent(?:age)?\b|\bby\b|\brates?\b", " ", bare, flags=re.I))
        if measure is None or len(periods) > 2:
            return self._rows(query, measure, periods)
        ends = [self._found(query, measure, period) for period in periods]
        if any(len(found) != 1 for found in ends):
            return []
        new = ends[-1][0]
        old = ends[0][0] if len(ends) == 2 else self._before(query, asked, measure, new)
        if old is None or old.column == new.column:
            return []
        old, new = sorted((old, new), key=lambda entry: entry.column.ends or entry.period)
        return _moved(old, new, self._items.entries(query, periods[-1]))

    def _before(self, query: Query, asked: str, measure: Measure, new: Entry) -> Entry | None:
        """The figure that `new` is compared with: the quarter before where that is said, else the year before."""
        if not SEQUENTIAL.search(asked):
            return self._items.year_before(new)
        year, quarter = self._items.fiscal(new)
        if not year or not quarter:
            return None
        found = self._found(query, measure, Period(year, quarter - 1) if quarter > 1 else Period(year - 1, 4))
        return found[0] if found else None


def _row(entry: Entry) -> Claim:
    return Claim(f"{entry.name} · {entry.period}: {entry.shown}", _quotes([entry]))


def _quotes(entries: Sequence[Entry]) -> tuple[Quote, ...]:
    return tuple(Quote.of(entry.unit, entry.unit, entry.hit) for entry in entries)


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
        told = Claim(f"Change in {new.name}, as stated: {stated[0].shown}", _quotes(stated[:1]))
        return [_row(new), _row(old), told]
    if formula is None:
        return []
    return [_row(new), _row(old), Claim(f"Change in {new.name}: {formula}", _quotes([old, new]))]
