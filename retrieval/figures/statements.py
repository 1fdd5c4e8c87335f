"""Rows of financial tables as figures: what is measured, for which period, how much, in which unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from retrieval.types import Chunk, ScoredChunk
from retrieval.units import SHARED_PERIOD, UNIT_HEADING, Unit, cells, units_of
from retrieval.verification.dates import Moment, blank_moments, read_moments

STATEMENTS = {
    "CI": r"comprehensive (?:income|loss|earnings)",
    "BS": r"balance sheets?|statements? of (?:financial (?:position|condition))",
    "CF": r"cash flows?",
    "EQ": r"(?:share|stock)(?:holders|owners)[’']? ?(?:equity|deficit|investment)|changes in equity",
    "IS": r"(?:income|operations|earnings|profit (?:and|or) loss) statements?"
    r"|statements? of (?:\w+ ){0,3}(?:income|operations|earnings|profit|loss)",
}
MOST_WORDS_OF_TITLE = 12
LEAST_DENSITY = 0.5  # figures a row in which a statement differs from the text that speaks of it

FOOTNOTE = re.compile(r"\s*(?:\(\d{1,2}\)|[®™*†])")
NUMBERS = {
    "three": 3,
    "six": 6,
    "nine": 9,
    "twelve": 12,
    "thirteen": 3,
    "twenty-six": 6,
    "thirty-nine": 9,
    "fifty-two": 12,
}
WEEKS = {13: 3, 14: 3, 26: 6, 27: 6, 39: 9, 40: 9, 52: 12, 53: 12}
LENGTH = re.compile(
    rf"\b(?:(?P<months>{'|'.join(NUMBERS)}|3|6|9|12)[\s-]+months?|(?P<weeks>{'|'.join(NUMBERS)}|13|14|26|27|39|40|52|53)[\s-]+weeks?"
    r"|(?P<quarter>quarters?)|(?P<half>half)|(?P<year>years?))\b",
    re.I,
)
IN_THOUSANDS = re.compile(r"\$\s?[’']?000s?\b", re.I)
IN_SCALE = re.compile(
    r"\bin (?:[A-Z$€£.]+ )?(?:\w+ of )?(?:U\.?S\.? )?(?:dollars, )?(?P<scale>thousand|million|billion)s?\b"
    r"|\((?:U\.?S\.? )?(?P<scale2>thousand|million|billion)s? (?:of )?(?:U\.?S\.? )?(?:dollars|euros)\b",
    re.I,
)
IN_DOLLARS = re.compile(r"\((?:thousand|million|billion)s? (?:of )?(?:U\.?S\.? )?dollars\b", re.I)
SHARES_IN = re.compile(r"shares[^,)]*\bin (?P<scale>thousand|million|billion)s?\b", re.I)
PER_SHARE = re.compile(r"\bper (?:\w+ )?(?:share|unit|ounce|ton\w*|pound|lb|oz|rsu)\d?\b", re.I)
SHARES = re.compile(
    r"(?:basic|diluted|weighted|average|number of|common|total|)\s?(?:[\w-]+ ){0,4}shares\b(?! authorized)", re.I
)
PERCENT_OF = re.compile(r"(?:\bpercent(?:age)?s?|%) of\b", re.I)
BESIDE = re.compile(r"(?P<amount>.*\S) \([^()]*\)")  # "$67.0 million ($0.34 a share)": what stands beside an amount
CURRENCY_OVER = re.compile(r"(?<![\w$])[A-Z]{0,3}[$€£](?=\)?$)")
TURNED = re.compile(r"(?:fiscal )?(?:periods?|quarters?|years?)(?: ended)?", re.I)  # what heads a column of periods
AT_END = re.compile(r"\bend\b", re.I)
OF_PERIODS = re.compile(r"\b(?:ended|ending|as of|for|at|of|fiscal|(?:19|20)\d\d|and|the)\b|[,()*$]", re.I)
CHANGE = re.compile(r"\b(?:change|increase|decrease|growth|variance)\b|%|\bpercent\b|\bvs?\b\.?|\bversus\b", re.I)
AMOUNT = re.compile(
    r"(?P<currency>[A-Z]{0,3}[$€£¥])?\s?(?P<open>\()?(?P<minus>[-−–])?(?P<currency2>[$€£¥])?\s?"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<close>\))?\s?(?P<percent>%|percent\b)?(?P<close2>\))?"
    r"(?:\s(?P<scale>thousand|million|billion))?(?:\s?\(\d\))?(?P<unit>\s[a-z]+)?",
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading and the period that it names: the day it ends on or its fiscal year and quarter, and its
    length in months, 0 for a day. `words` is the rest of the heading."""

    heading: str
    ends: date | None = None
    months: int | None = None
    year: int | None = None
    quarter: int | None = None
    words: str = ""

    @property
    def is_change(self) -> bool:
        return bool(CHANGE.search(self.heading))


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure of a row. `value` is as printed, with its sign; `scale` is "million" where that goes for it.

    `carried` are the headings that the passage takes over from the one before, `reported_on` is the day that the
    document's own period ended on. In a turned table each row is a period and each column a measure.
    """

    unit: Unit
    hit: ScoredChunk
    label: str
    column: Column
    value: Decimal
    places: int
    currency: str
    scale: str
    suffix: str
    is_count: bool
    carried: tuple[str, ...] = ()
    reported_on: date | None = None
    is_turned: bool = False

    @property
    def row(self) -> tuple[object, ...]:
        """What the figures of a measure share: the row, or the column of a turned table."""
        return (self.unit.table, self.label) if self.is_turned else (self.unit,)

    @property
    def kind(self) -> tuple[str, str]:
        """What must agree where two figures are reckoned with."""
        return self.scale, self.suffix

    @property
    def is_bare(self) -> bool:
        """Whether nothing tells in which unit the figure is."""
        return not (self.scale or self.currency or self.suffix or self.is_count)

    @property
    def digits(self) -> str:
        """The value as it is printed, with a minus sign where it stands in brackets."""
        return plain(self.value, self.places)

    @property
    def shown(self) -> str:
        """The figure with its currency, scale and unit."""
        return self.like(self.value, self.places)

    def like(self, value: Decimal, places: int) -> str:
        """`value`, shown with the currency, scale and unit of this figure."""
        sign = "−" if value < 0 else ""
        unit = "%" if self.suffix == "%" else "".join(f" {word}" for word in (self.scale, self.suffix) if word)
        return f"{sign}{self.currency}{plain(abs(value), places)}{unit}"

    @property
    def name(self) -> str:
        """The row's label without marks of footnotes and currencies, after the group that it stands under."""
        is_under = self.unit.group and self.label != self.unit.group
        name = f"{self.unit.group}: {self.label}" if is_under else self.label
        return FOOTNOTE.sub("", name).rstrip(" $€£")

    @property
    def period(self) -> str:
        """The heading of the column, without what only names a unit."""
        return " ".join(CURRENCY_OVER.sub(" ", UNIT_HEADING.sub(" ", self.column.heading)).split())


def plain(value: Decimal, places: int) -> str:
    return f"{value:,.{places}f}".replace("-", "−")


def statement_of(chunk: Chunk) -> str | None:
    """Which statement a passage is part of, by its own heading and its figures: BS, IS, CI, CF or EQ; None for none.

    A note or a table of contents that only names a statement has no such heading, or no columns of figures under it.
    """
    kind = titled(chunk.section)
    if kind is None:
        return None
    rows = [line for line in chunk.text.splitlines() if "|" in line]
    figures = sum(any(AMOUNT.fullmatch(cell) for cell in cells(row)[1:]) for row in rows)
    return kind if figures >= max(2, LEAST_DENSITY * len(rows)) else None


@lru_cache(maxsize=1000)
def titled(section: str) -> str | None:
    """The statement that one of the last two headings of a section names."""
    for heading in reversed(section.rsplit(" › ", 2)[-2:]):
        if len(heading.split()) <= MOST_WORDS_OF_TITLE and re.search(r"statements?|sheets?", heading, re.I):
            kinds = (kind for kind, pattern in STATEMENTS.items() if re.search(pattern, heading, re.I))
            return next(kinds, None)
    return None


def entries_of(hit: ScoredChunk, carried: tuple[str, ...] = ()) -> Iterator[Entry]:
    """The figures of all rows of a passage that stand in a column with a heading.

    `carried` are the headings of the passage before that its first table goes on under.
    """
    before = f"{hit.chunk.section}\n{hit.chunk.text.split(' | ', 1)[0]}"
    units = [unit for unit in units_of(hit.chunk, carried) if unit.is_row and len(unit.headings) > 1]
    signs, dollars = _currencies(units), "$" if IN_DOLLARS.search(hit.chunk.section) else ""
    for unit in units:
        label, *figures = cells(unit.quote)
        label = label or unit.group
        period = _period_of(unit, label)
        for place, (heading, cell) in enumerate(zip(unit.headings[1:], figures, strict=False), start=1):
            beside = BESIDE.fullmatch(cell) if period else None
            figure = AMOUNT.fullmatch(beside["amount"] if beside else cell)
            if figure and label:
                column = _at_end(period, heading) if period else read_column(unit.headings[0], heading)
                named = heading if period else label
                around = (before, signs.get((unit.table, place)) or dollars)
                entry = _entry(unit, hit, column, figure, around, label=named)
                yield replace(entry, carried=carried, is_turned=period is not None)


def _period_of(unit: Unit, label: str) -> Column | None:
    """The period that a row stands for, where the rows are periods and the columns measures."""
    if not TURNED.fullmatch(unit.headings[0]):
        return None
    column = replace(read_column("", label), words="")
    return column if column.ends or column.year else None


def _at_end(period: Column, measure: str) -> Column:
    """The column of a measure in a turned table: what is there at the end of a period is of a day."""
    return replace(period, months=0) if AT_END.search(measure) else period


def _currencies(units: Sequence[Unit]) -> dict[tuple[int | None, int], str]:
    """The currency that stands first in each column of each table, or over it; "%" where its first figure has one."""
    found: dict[tuple[int | None, int], str] = {}
    for unit in units:
        for place, cell in enumerate(cells(unit.quote)):
            figure = AMOUNT.fullmatch(cell)
            if place and figure:
                known = found.setdefault((unit.table, place), figure["percent"] or "")
                if not known or known[0] in "%p":
                    found[unit.table, place] = figure["currency"] or figure["currency2"] or known
        for place, heading in enumerate(unit.headings):
            over = CURRENCY_OVER.search(heading)
            if place and over and not found.get((unit.table, place)):
                found[unit.table, place] = over[0]
    return found


def _entry(
    unit: Unit, hit: ScoredChunk, column: Column, figure: re.Match[str], around: tuple[str, str], *, label: str
) -> Entry:
    """One figure; `around` is what stands before the table's columns and the currency of its column."""
    before, sign = around
    digits = figure["digits"].replace(",", "")
    is_negative = bool(figure["minus"] or (figure["open"] and (figure["close"] or figure["close2"])))
    is_part = any(map(PERCENT_OF.search, (label, unit.group))) and not (figure["currency"] or figure["currency2"])
    is_percent = figure["percent"] or is_part or (sign[:1] in ("%", "p") and not figure["currency"])
    suffix = "%" if is_percent else (figure["unit"] or "").strip()
    is_count = any(map(SHARES.match, (label, unit.group)))
    is_rate = not is_count and any(map(PER_SHARE.search, (label, unit.group)))
    scale = figure["scale"] or ""
    if not (suffix or scale or is_rate):
        scale = _scale(f"{column.heading} {unit.headings[0]}", is_count) or _scale(before, is_count)
    has_sign = not suffix and not is_count and (is_rate or scale or not unit.headings[0])
    return Entry(
        unit,
        hit,
        label,
        column,
        value=-Decimal(digits) if is_negative else Decimal(digits),
        places=len(digits.partition(".")[2]),
        currency=figure["currency"] or figure["currency2"] or (sign if has_sign else ""),
        scale=scale.lower(),
        suffix=suffix,
        is_count=is_count,
    )


def _scale(text: str, is_count: bool) -> str:
    """The scale that `text` gives; for a number of shares the one of shares, where these are told apart."""
    shares = SHARES_IN.search(text)
    if is_count and (shares or re.search(r"except[^)]*\bshares\b", text, re.I)):
        return shares["scale"].lower() if shares else ""
    match = IN_SCALE.search(text) or IN_THOUSANDS.search(text)
    found = match.groupdict() if match else {}
    return (found.get("scale") or found.get("scale2") or "thousand").lower() if match else ""


@lru_cache(maxsize=4000)
def read_column(first: str, heading: str) -> Column:
    """What the heading of a column says; `first`, over the labels, may hold part of it ("Year Ended December 31,")."""
    text = f"{first} {heading}" if SHARED_PERIOD.search(first) else heading
    moments = read_moments(text)
    moment = next((one for one in moments if one.grain == "day" and one.year), None) or next(
        (one for one in moments if one.year), None
    )
    if moment is None:
        return Column(heading, words=_words(heading, ()))
    words, heading = _words(text, moments), text
    months = length_in_months(text)
    if moment.grain == "day":
        ends = _day(moment)
        return Column(heading, ends, 0 if months is None else months, words=words)
    quarter = moment.part if moment.grain == "quarter" else None
    length = 3 if quarter else months or (12 if moment.grain == "year" else None)
    return Column(heading, None, length, moment.year, quarter, words)


def _words(heading: str, moments: tuple[Moment, ...]) -> str:
    """What a heading says besides its period and its unit."""
    rest = LENGTH.sub(" ", UNIT_HEADING.sub(" ", blank_moments(heading, moments)))
    return " ".join(OF_PERIODS.sub(" ", rest).split())


def length_in_months(text: str) -> int | None:
    match = LENGTH.search(text)
    if match is None:
        return None
    if match["months"]:
        return NUMBERS.get(match["months"].lower()) or int(match["months"])
    if match["weeks"]:
        return NUMBERS.get(match["weeks"].lower()) or WEEKS[int(match["weeks"])]
    return 3 if match["quarter"] else 6 if match["half"] else 12


def _day(moment: Moment) -> date | None:
    try:
        return date(moment.year or 0, moment.part or 0, moment.day or 0)
    except ValueError:
        return None
