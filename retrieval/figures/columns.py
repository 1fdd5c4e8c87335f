"""Which period a column of a filing stands for, in the fiscal years and quarters of its company."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from retrieval.figures.statements import Entry, entries_of, read_column
from retrieval.fiscal import fiscal_period
from retrieval.routing import Period
from retrieval.types import Company, ScoredChunk, Source

PART_OF_YEAR = (6, 9)  # months of which each year has one stretch that is reported


class Columns:
    """Reads the columns of `companies`, whose fiscal years end when they do."""

    def __init__(self, companies: Sequence[Company]) -> None:
        self._companies = companies

    def is_of(self, entry: Entry, period: Period, months: int | None = None) -> bool:
        """Whether a figure stands for `period`; a year is never one of its quarters, nor its day another's.

        Of a year, `months` may be the first six or nine.
        """
        column = entry.column
        if period.ended_on:
            return column.ends is not None and period.has_day(column.ends)
        year, quarter = self.fiscal(entry)
        if period.year not in (None, year) or year is None:
            return False
        if period.quarter:
            return quarter == period.quarter and column.months != 12
        if months in PART_OF_YEAR:
            return column.months == months
        return column.months == 12 or (column.months == 0 and quarter in (None, 4))

    def fiscal(self, entry: Entry) -> tuple[int | None, int | None]:
        """The fiscal year and quarter of a figure's column, counted from what the catalogue says of the document."""
        column, source = entry.column, entry.hit.source
        if column.ends is None:
            return column.year, column.quarter
        newest = entry.reported_on or _newest(entry)
        if source.fiscal_year and newest:
            back = (newest.year - column.ends.year) * 12 + newest.month - column.ends.month
            years = round(back / 12)
            if abs(back - 12 * years) <= 1:
                return source.fiscal_year - years, source.fiscal_quarter
        return fiscal_period("10-Q", column.ends, self._year_end(source))

    def _year_end(self, source: Source) -> str | None:
        known = (company.fiscal_year_end for company in self._companies if company.ticker in source.tickers)
        return next(known, None)


def ended(entry: Entry) -> date:
    """The day that the period of a figure ended on, or about; the first of all days where none is named."""
    column = entry.column
    if column.ends:
        return column.ends
    return date(column.year, 3 * (column.quarter or 4), 28) if column.year else date.min


def is_future(entry: Entry) -> bool:
    """Whether a column looks ahead of its document, as those of commitments do, or names no period."""
    known = entry.hit.source.period_end or entry.hit.source.published_on or _reported(entry.hit)
    return ended(entry) == date.min or (known is not None and ended(entry) > known)


def years_after(source: Source, period: Period | None) -> int:
    """How many fiscal years a document is from `period`: one of the year after has it as the year before."""
    wanted = period.year if period and period.year else None
    if wanted is None or source.fiscal_year is None:
        return 0
    is_other_quarter = bool(period and period.quarter and period.quarter != source.fiscal_quarter)
    return 2 * abs(source.fiscal_year - wanted) + is_other_quarter


def year_before(entry: Entry) -> Entry | None:
    """The figure of the same row for the period that ended a year before."""
    for other in of_row(entry):
        ends, other_ends = entry.column.ends, other.column.ends
        if ends and other_ends and 350 <= (ends - other_ends).days <= 380:
            return other
        if entry.column.year and other.column.year == entry.column.year - 1:
            return other if other.column.quarter == entry.column.quarter else None
    return None


def quarters_before(year: int, quarter: int, count: int) -> Period:
    """The quarter of `count` quarters earlier."""
    years, quarters = divmod(quarter - 1 - count, 4)
    return Period(year + years, quarters + 1)


def of_row(entry: Entry) -> list[Entry]:
    """The figures of the same row for periods of the same length, oldest first."""
    row = [
        replace(other, reported_on=entry.reported_on, currency=other.currency or entry.currency)
        for other in entries_of(entry.hit, entry.carried)
        if other.row == entry.row
        and (other.column.months, other.column.words, other.kind)
        == (entry.column.months, entry.column.words, entry.kind)
        and not other.column.is_change
    ]
    return sorted(row, key=ended)


def _newest(entry: Entry) -> date | None:
    days = (read_column(entry.unit.headings[0], heading).ends for heading in entry.unit.headings[1:])
    return max((day for day in days if day), default=None)


def _reported(hit: ScoredChunk) -> date | None:
    year = hit.source.fiscal_year
    return date(year + 1, 3, 31) if year else None
