"""The line item and the column that hold a measure asked for; nothing where that is not certain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from retrieval.figures.columns import Columns, ended, is_future, years_after
from retrieval.figures.filing_tables import Filing
from retrieval.figures.measures import Measure, qualifiers, read_measure
from retrieval.figures.statements import Entry, statement_of, titled
from retrieval.routing import Period
from retrieval.search import Query, Searcher
from retrieval.terms import STATED, words
from retrieval.types import ScoredChunk, Source
from retrieval.units import ACCOUNT

MOST_HITS = 40
MOST_DOCUMENTS = 3  # whose statements are read for one period
MOST_ENTRIES = 3
ASIDE = re.compile(r"\([^)]*\)|[®™*†]|(?<=[a-z])\d\b")
OF_CHANGES = re.compile(r"changes? in\b", re.I)
# What is told of another company than the one that reports.
OF_OTHERS = re.compile(
    r"\b(?:equity[- ]method|equity investments?|investees?|unconsolidated|joint ventures?|pro forma)\b", re.I
)
YEAR_LONG = 12
HOME = 2  # of what a fit is made of: whether the row says all, and stands in the statement that holds the measure
SLACK = 45  # days by which the newest figure may be older than the statements
OF_ALL = re.compile(r"\b(?:consolidated|total)\b", re.I)


class LineItems:
    """Finds measures for one `query` among the rows that `searcher` finds; each row is read once."""

    def __init__(self, searcher: Searcher, query: Query) -> None:
        self._searcher = searcher
        self._query = query
        self._filings: dict[str, Filing] = {}
        self._entries: dict[Period | None, list[Entry]] = {}
        self._lexicon = searcher.lexicon
        self.columns = Columns(searcher.companies)
        self._light, self._neutral = self._stems(words("light")), self._stems(words("neutral"))

    def measure(self, text: str) -> Measure | None:
        """What `text`, a part of the question, asks to be measured."""
        route = self._query.route
        measure = read_measure(text, route.names, self._lexicon)
        names = " ".join(name for company in route.companies for name in (company.name, *company.aliases))
        return replace(measure, said=measure.said | self._stems(names)) if measure else None

    def entries(self, period: Period | None) -> list[Entry]:
        """All figures of the passages that fit the query and `period`, and of the statements of the documents that do;
        without a period also those of the newest document.
        """
        if period not in self._entries:
            self._entries[period] = [
                entry for hit in self._hits(period) for entry in self._filing(hit.source).entries_of(hit)
            ]
        return self._entries[period]

    def _hits(self, period: Period | None) -> Iterable[ScoredChunk]:
        """The company's passages with tables that are searched for a period, and those of statements."""
        route = self._query.route
        routes = [replace(route, periods=(period,) if period else ())]
        if not period and not route.is_latest:
            routes.append(replace(route, is_latest=True))
        hits = [hit for each in routes for hit in self._searcher.search(replace(self._query, route=each), MOST_HITS)]
        own = {hit.chunk.id: hit for hit in hits if route.fits_company(hit.source) and " | " in hit.chunk.text}
        for source in self._documents(period)[:MOST_DOCUMENTS]:
            for chunk in self._filing(source).statements:
                own.setdefault(chunk.id, ScoredChunk(chunk, source, 0.0))
        return own.values()

    def _filing(self, source: Source) -> Filing:
        if source.id not in self._filings:
            chunks = self._searcher.generation.manifest.chunks_of(source.id)
            self._filings[source.id] = Filing(source, chunks)
        return self._filings[source.id]

    def _documents(self, period: Period | None) -> list[Source]:
        """The company's documents that may hold figures of `period`, or of now, those that fit it best first."""
        route, sources = self._query.route, self._searcher.generation.manifest.sources()
        own = {id_: source for id_, source in sources.items() if route.fits_company(source)}
        fits = replace(route, periods=(period,) if period else (), is_latest=not period).fits(own)
        return sorted(own.values(), key=lambda source: (-fits[source.id], years_after(source, period)))

    def find(self, measure: Measure, period: Period | None, entries: Sequence[Entry]) -> list[Entry]:
        """The figures that give `measure` for `period`, or for the newest one; several where rows share the name."""
        found = [(fit, entry) for entry in entries if (fit := self._fit(measure, entry)) is not None]
        found = [(fit, entry) for fit, entry in found if not is_future(entry)]
        matched = [
            (fit, entry) for fit, entry in found if period is None or self.columns.is_of(entry, period, measure.months)
        ]
        if not matched:
            return []
        newest = max((ended(entry) for _, entry in matched), default=date.min)
        if not (period and period.year) and self._is_outdated(measure, newest, entries):
            return []
        matched = [(fit, entry) for fit, entry in matched if ended(entry) == newest or (period and period.year)]
        best = min(fit[:HOME] for fit, _ in matched)
        matched = [(fit, entry) for fit, entry in matched if fit[:HOME] == best]
        months = self._months(measure, period, [entry for _, entry in matched])
        if not period and measure.months == YEAR_LONG and months not in (0, YEAR_LONG):
            return []  # "last year" is no quarter
        matched = [(fit, entry) for fit, entry in matched if entry.column.months == months]
        return _first(matched)

    @staticmethod
    def _is_outdated(measure: Measure, newest: date, entries: Sequence[Entry]) -> bool:
        """Whether the statements go further than the newest figure of what they should hold themselves."""
        if measure.rest or not measure.kinds & STATED:
            return False
        stated = (ended(entry) for entry in entries if statement_of(entry.hit.chunk) in STATED and not is_future(entry))
        return (max(stated, default=newest) - newest).days > SLACK

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
        own = label | group | self._stems(entry.column.words)
        is_own = measure.rest <= own
        section = "" if titled(entry.hit.chunk.section) else entry.hit.chunk.section
        opening = f"{section} {entry.hit.chunk.text.split(' | ', 1)[0]}"
        if (
            OF_CHANGES.match(entry.unit.group)
            or OF_OTHERS.search(opening)
            or (not is_own and (measure.rest & own or OF_ALL.search(f"{entry.unit.group} {entry.label}")))
        ):
            return None
        around = self._stems(opening) | group
        used, is_named, is_said = set(measure.rest), True, True
        allowed_qualifiers, needed = measure.qualifiers, measure.needed
        for said, term in measure.terms:
            phrases = [self._stems(phrase) for phrase in (said, *term.printed)]
            allowed_qualifiers |= frozenset().union(*map(qualifiers, term.printed))
            needed |= frozenset.intersection(*map(qualifiers, term.printed or ("",)))
            printed = [phrase for phrase in phrases if phrase and phrase <= label | group]
            best = max(printed, key=lambda phrase: (phrase <= label, len(phrase)), default=None)
            is_around = not ACCOUNT.search(entry.unit.group) and any(phrase and phrase <= around for phrase in phrases)
            is_said = is_said and phrases[0] <= label
            if best is None and not is_around:
                return None
            if best and not best <= label and group - best - measure.rest - measure.said - self._light - self._neutral:
                return None
            is_named = is_named and best is not None
            used |= best or set()
        allowed = used | self._light | measure.said
        is_whole = label <= allowed
        if (
            not label
            or not qualifiers(ASIDE.sub(" ", entry.label).split(",")[0]) <= allowed_qualifiers
            or not needed <= qualifiers(f"{entry.unit.group} {entry.label}")
            or "per" in qualifiers(entry.unit.group) - allowed_qualifiers
            or not (is_named or measure.rest & label)
            or not measure.rest <= label | around | self._stems(entry.column.words)
            or not self._stems(entry.column.words) <= allowed
            or (group - allowed and not ACCOUNT.search(entry.unit.group))
            or not (is_whole or self._is_head(entry.label, allowed, used))
        ):
            return None
        is_exact = label <= measure.said | self._light
        return not is_own, not self._is_home(measure, entry), not is_named, not is_said, not is_exact, not is_whole

    @staticmethod
    def _is_kind(measure: Measure, entry: Entry) -> bool:
        """Whether a figure that stands for a day or for a stretch of time is what the measure is, and no count."""
        kinds = measure.kinds & STATED
        if kinds == {"BS"} and entry.column.months:
            return False
        statement = titled(entry.hit.chunk.section)
        if kinds and statement in STATED - kinds and (statement == "CF" or not measure.rest):
            return False
        is_flow = kinds and "BS" not in kinds and statement_of(entry.hit.chunk) != "CF"
        is_money = not kinds or not (entry.is_bare or entry.is_count)
        return is_money and not (is_flow and entry.column.months == 0)

    @staticmethod
    def _is_home(measure: Measure, entry: Entry) -> bool:
        kinds = measure.kinds
        return not kinds or bool(measure.rest) or statement_of(entry.hit.chunk) in kinds

    def _stems(self, text: str) -> set[str]:
        return set(self._lexicon.stems(ASIDE.sub(" ", text)))

    def _is_head(self, label: str, allowed: set[str], used: set[str]) -> bool:
        """Whether the part of `label` before one of its commas names the measure and no more."""
        parts = re.split(r",\s|\s[—–-]\s", ASIDE.sub(" ", label))
        heads = [self._stems(", ".join(parts[:count])) for count in range(1, len(parts))]
        return any(head and head <= allowed and head & used for head in heads)

    def parts(self, labels: re.Pattern[str], period: Period | None, entries: Sequence[Entry]) -> list[Entry]:
        """The rows of one balance sheet whose labels match, for `period` or the newest day."""
        days = [entry for entry in entries if entry.column.months == 0 and statement_of(entry.hit.chunk) == "BS"]
        days = [entry for entry in days if period is None or self.columns.is_of(entry, period)]
        if not days:
            return []
        newest = max(days, key=ended)
        own = [entry for entry in days if entry.column == newest.column and entry.hit.source is newest.hit.source]
        return [entry for entry in own if labels.search(entry.label)]


def _first(matched: Sequence[tuple[tuple[bool, ...], Entry]]) -> list[Entry]:
    """The best fitting figure, with those of the same table that fit as well and have another label or group."""
    best = min(fit for fit, _ in matched)
    fitting = [entry for fit, entry in matched if fit == best]
    first = fitting[0]
    beside = [entry for entry in fitting if entry.hit.chunk is first.hit.chunk and entry.unit.table == first.unit.table]
    beside = [entry for entry in beside if entry.column == first.column]
    return beside if len(beside) <= MOST_ENTRIES else []
