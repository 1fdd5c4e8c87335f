"""The line item and the column that hold a measure asked for; nothing where that is not certain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from retrieval.fiscal import fiscal_period
from retrieval.lexicon import Lexicon
from retrieval.routing import DAY, FORM, LATEST, QUARTER, QUARTER_AFTER_YEAR, YEAR, Period
from retrieval.search import Query, Searcher
from retrieval.statements import LENGTH, Entry, entries_of, length_in_months, read_column, statement_of
from retrieval.terms import Term, terms_in, words
from retrieval.types import ScoredChunk, Source
from retrieval.units import ACCOUNT

MOST_HITS = 40
MOST_ENTRIES = 3
ASIDE = re.compile(r"\([^)]*\)|[®™*†]|(?<=[a-z])\d\b")
POSSESSIVE = re.compile(r"['’]s\b")
# Words too common to be searched by that make another line item of a label: "other income", "income before taxes".
QUALIFIER = re.compile(r"\b(?:other|before|after|excluding|less|non|per)\b", re.I)
PERCENT = re.compile(r"%|\bpercent(?:age)?s?\b|\brates?\b", re.I)


@dataclass(frozen=True, slots=True)
class Measure:
    """What is to be measured: terms of the vocabulary, and other words that must stand with the figure."""

    terms: tuple[tuple[str, Term], ...]
    rest: frozenset[str]
    months: int | None
    is_percent: bool
    qualifiers: frozenset[str] = frozenset()


def read_measure(text: str, names: Iterable[str], lexicon: Lexicon) -> Measure | None:
    """What `text` asks to be measured; None where it names nothing. `names` are those of companies in it."""
    for name in sorted(names, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?:['’]s?)?(?!\w)", " ", text)
    text = POSSESSIVE.sub(" ", text)
    months = length_in_months(text)
    for pattern in (QUARTER_AFTER_YEAR, QUARTER, DAY, YEAR, LATEST, FORM, LENGTH):
        text = pattern.sub(" ", text)
    neutral = frozenset(lexicon.stems(words("neutral")))
    terms = tuple((said, term) for said, term in terms_in(text) if not neutral.issuperset(lexicon.stems(said)))
    rest = text
    for _, term in terms:
        rest = term.asked.sub(" ", rest)
    stems = frozenset(lexicon.stems(PERCENT.sub(" ", rest))) - neutral
    if not terms and not stems:
        return None
    return Measure(terms, stems, months, bool(PERCENT.search(text)), qualifiers(text))


def qualifiers(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in QUALIFIER.findall(text))


class LineItems:
    """Finds measures among the rows that `searcher` finds."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        self._lexicon = searcher.lexicon
        self._light, self._neutral = self._stems(words("light")), self._stems(words("neutral"))

    def entries(self, query: Query, period: Period | None) -> list[Entry]:
        """All figures of the passages that fit `query` and `period`; without one also those of the newest document."""
        route = query.route
        routes = [replace(route, periods=(period,) if period else ())]
        if not period and not route.is_latest:
            routes.append(replace(route, is_latest=True))
        hits = [hit for each in routes for hit in self._searcher.search(replace(query, route=each), MOST_HITS)]
        own = {hit.chunk.id: hit for hit in hits if route.fits_company(hit.source)}
        return [entry for hit in own.values() if " | " in hit.chunk.text for entry in entries_of(hit)]

    def find(self, measure: Measure, period: Period | None, entries: Sequence[Entry]) -> list[Entry]:
        """The figures that give `measure` for `period`, or for the newest one; several where rows share the name."""
        found = [(fit, entry) for entry in entries if (fit := self._fit(measure, entry)) is not None]
        found = [(fit, entry) for fit, entry in found if not _is_future(entry)]
        matched = [(fit, entry) for fit, entry in found if period is None or self._has_period(entry, period)]
        if not matched:
            return []
        newest = max((_ended(entry) for _, entry in matched), default=date.min)
        matched = [(fit, entry) for fit, entry in matched if _ended(entry) == newest or period]
        months = self._months(measure, period, [entry for _, entry in matched])
        matched = [(fit, entry) for fit, entry in matched if entry.column.months == months]
        return _first(matched)

    @staticmethod
    def _months(measure: Measure, period: Period | None, entries: Sequence[Entry]) -> int | None:
        """How long the period is that is meant: as asked, else a quarter or a year, else the shortest there is."""
        lengths = {entry.column.months for entry in entries}
        wanted = measure.months or (12 if period and period.quarter is None and not period.ended_on else 3)
        if wanted in lengths:
            return wanted
        return min((length for length in lengths if length is not None), default=None)

    def _fit(self, measure: Measure, entry: Entry) -> tuple[bool, ...] | None:
        """How far a row is from giving `measure` in its home and its words; None where it gives something else."""
        if entry.column.is_change or (entry.suffix == "%") != measure.is_percent or not self._is_kind(measure, entry):
            return None
        label, group = self._stems(entry.label), self._stems(entry.unit.group)
        around = self._stems(f"{entry.hit.chunk.section} {entry.hit.chunk.text.split(' | ', 1)[0]}") | group
        used, is_named, is_said = set(measure.rest), True, True
        allowed_qualifiers = measure.qualifiers
        for said, term in measure.terms:
            phrases = [self._stems(phrase) for phrase in (said, *term.printed)]
            allowed_qualifiers |= frozenset().union(*map(qualifiers, term.printed))
            best = max((phrase for phrase in phrases if phrase and phrase <= label | group), key=len, default=None)
            is_around = not ACCOUNT.search(entry.unit.group) and any(phrase and phrase <= around for phrase in phrases)
            is_said = is_said and phrases[0] <= label
            if best is None and not is_around:
                return None
            if best and not best <= label and group - best - measure.rest - self._light - self._neutral:
                return None
            is_named = is_named and best is not None
            used |= best or set()
        allowed = used | self._light
        is_whole = label <= allowed
        if (
            not label
            or not qualifiers(ASIDE.sub(" ", entry.label).split(",")[0]) <= allowed_qualifiers
            or not (is_named or measure.rest & label)
            or not measure.rest <= label | around | self._stems(entry.column.words)
            or not self._stems(entry.column.words) <= allowed
            or (group - allowed and not ACCOUNT.search(entry.unit.group))
            or not (is_whole or self._is_head(entry.label, allowed, used))
        ):
            return None
        return not self._is_home(measure, entry), not is_named, not is_said, not is_whole

    @staticmethod
    def _is_kind(measure: Measure, entry: Entry) -> bool:
        """Whether a figure that stands for a day or for a stretch of time is what the measure is, and no count."""
        kinds = {kind for _, term in measure.terms for kind in term.found_in} & {"BS", "IS", "CF"}
        if kinds == {"BS"} and entry.column.months:
            return False
        is_flow = kinds and "BS" not in kinds and statement_of(entry.hit.chunk) != "CF"
        is_money = not kinds or not (entry.is_bare or entry.is_count)
        return is_money and not (is_flow and entry.column.months == 0)

    @staticmethod
    def _is_home(measure: Measure, entry: Entry) -> bool:
        kinds = {kind for _, term in measure.terms for kind in term.found_in}
        return not kinds or bool(measure.rest) or statement_of(entry.hit.chunk) in kinds

    def _stems(self, text: str) -> set[str]:
        return set(self._lexicon.stems(ASIDE.sub(" ", text)))

    def _is_head(self, label: str, allowed: set[str], used: set[str]) -> bool:
        """Whether the part of `label` before one of its commas names the measure and no more."""
        parts = re.split(r",\s|\s[—–-]\s", ASIDE.sub(" ", label))
        heads = [self._stems(", ".join(parts[:count])) for count in range(1, len(parts))]
        return any(head and head <= allowed and head & used for head in heads)

    def _has_period(self, entry: Entry, period: Period) -> bool:
        column = entry.column
        if period.ended_on:
            ends = column.ends
            is_day = ends is not None and (ends.month, ends.day) == period.ended_on
            return is_day and period.year in (None, column.ends and column.ends.year)
        year, quarter = self.fiscal(entry)
        if period.year not in (None, year) or year is None:
            return False
        if period.quarter:
            return quarter == period.quarter and column.months != 12
        return column.months == 12 or (column.months == 0 and quarter in (None, 4))

    def parts(self, labels: re.Pattern[str], period: Period | None, entries: Sequence[Entry]) -> list[Entry]:
        """The rows of one balance sheet whose labels match, for `period` or the newest day."""
        days = [entry for entry in entries if entry.column.months == 0 and statement_of(entry.hit.chunk) == "BS"]
        days = [entry for entry in days if period is None or self._has_period(entry, period)]
        if not days:
            return []
        newest = max(days, key=_ended)
        own = [entry for entry in days if entry.column == newest.column and entry.hit.source is newest.hit.source]
        return [entry for entry in own if labels.search(entry.label)]

    @staticmethod
    def year_before(entry: Entry) -> Entry | None:
        """The figure of the same row for the period that ended a year before."""
        for other in entries_of(entry.hit):
            ends, other_ends = entry.column.ends, other.column.ends
            is_row = other.unit == entry.unit and other.column.months == entry.column.months
            if is_row and other.column.words == entry.column.words and not other.column.is_change:
                if ends and other_ends and 350 <= (ends - other_ends).days <= 380:
                    return other
                if entry.column.year and other.column.year == entry.column.year - 1:
                    return other if other.column.quarter == entry.column.quarter else None
        return None

    def fiscal(self, entry: Entry) -> tuple[int | None, int | None]:
        """The fiscal year and quarter of a figure's column, counted from what the catalogue says of the document."""
        column, source = entry.column, entry.hit.source
        if column.ends is None:
            return column.year, column.quarter
        newest = _newest(entry)
        if source.fiscal_year and newest:
            back = (newest.year - column.ends.year) * 12 + newest.month - column.ends.month
            years = round(back / 12)
            if abs(back - 12 * years) <= 1:
                return source.fiscal_year - years, source.fiscal_quarter
        return fiscal_period("10-Q", column.ends, self._year_end(source))

    def _year_end(self, source: Source) -> str | None:
        known = (company.fiscal_year_end for company in self._searcher.companies if company.ticker in source.tickers)
        return next(known, None)


def _newest(entry: Entry) -> date | None:
    days = (read_column(entry.unit.headings[0], heading).ends for heading in entry.unit.headings[1:])
    return max((day for day in days if day), default=None)


def _ended(entry: Entry) -> date:
    column = entry.column
    if column.ends:
        return column.ends
    return date(column.year, 3 * (column.quarter or 4), 28) if column.year else date.min


def _is_future(entry: Entry) -> bool:
    """Whether a column looks ahead of its document, as those of commitments do, or names no period."""
    known = entry.hit.source.period_end or entry.hit.source.published_on or _reported(entry.hit)
    return _ended(entry) == date.min or (known is not None and _ended(entry) > known)


def _reported(hit: ScoredChunk) -> date | None:
    year = hit.source.fiscal_year
    return date(year + 1, 3, 31) if year else None


def _first(matched: Sequence[tuple[tuple[bool, ...], Entry]]) -> list[Entry]:
    """The best fitting figure, with those of the same table that fit as well and have another label or group."""
    best = min(fit for fit, _ in matched)
    fitting = [entry for fit, entry in matched if fit == best]
    first = fitting[0]
    beside = [entry for entry in fitting if entry.hit.chunk is first.hit.chunk and entry.unit.table == first.unit.table]
    beside = [entry for entry in beside if entry.column == first.column]
    return beside if len(beside) <= MOST_ENTRIES else []
