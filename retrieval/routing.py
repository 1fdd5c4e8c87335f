"""Which companies, periods and forms a question names, and how well a document fits them."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rapidfuzz.distance import OSA

from retrieval.types import Company, Source

NAME_LIKENESS = 0.86  # of two names that differ by a typo or two
SHORTEST_FUZZY_NAME = 6
UNKNOWN_FIT = 0.7
DAYS_ABOUT = 7  # by which a fiscal period may end after the month that it is named for
LEGAL_FORM = re.compile(r",?\s+(?:inc|corp|corporation|ltd|limited|plc|llc|company|co|n\.?v|s\.?a|ag|se)\b\.?", re.I)
WORD = re.compile(r"[$#]?[A-Za-z0-9&]+(?:[.-][A-Za-z0-9&]+)*")
POSSESSIVE = re.compile(r"['’]s?\b")
# Tickers that are also words of a question: written in capitals or with a $ they are tickers, otherwise words.
ORDINARY = frozenset(
    re.findall(
        r"\w+",
        """a all an and any are as at be big but by can cash cost day did do eat fast for fun get go good had has he her
        his how if in is it key life low man me my new no now of on one open or our out own play post real run safe see
        she so them they this to two up us was we well what when where who will with you""",
    )
)

MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sep sept", "october oct", "november nov", "december dec"), start=1,
    )
    for name in names.split()
}  # fmt: skip
ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_YEAR = r"(?:fy\s*|fiscal\s+(?:year\s+)?|of\s+|in\s+)*['’]?(?P<year>20\d\d|\d\d)\b"
QUARTER = re.compile(
    rf"\b(?:q(?P<q>[1-4])|(?P<ordinal>{'|'.join(ORDINALS)})[\s-]+(?:fiscal\s+)?quarter)\b(?:[\s,/-]*{_YEAR})?", re.I
)
QUARTER_AFTER_YEAR = re.compile(r"\b(?P<year>20\d\d)[\s-]*q(?P<q>[1-4])\b", re.I)
YEAR = re.compile(r"\b(?:fy\s*['’]?(?P<short>\d\d)\b|(?:fy\s*|fiscal\s+(?:year\s+)?)?(?P<year>20\d\d)\b)", re.I)
DAY = re.compile(
    rf"\b(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m1>{_MONTH})|(?P<m2>{_MONTH})\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?)\b"
    r"(?:,?\s+(?P<year>20\d\d))?",
    re.I,
)
MONTH_END = re.compile(
    r"\b(?:end(?:ed|ing|s)?(?: of| in)?|as (?:of|at)|at)(?: the)?(?: end of)? "
    rf"(?P<m1>{_MONTH})\.?,?(?: of)? (?P<y1>20\d\d)\b"
    rf"|\b(?P<m2>{_MONTH})\.?,? (?P<y2>20\d\d)(?: fiscal)? (?:quarter|year)[ -]?(?:end)?\b",
    re.I,
)
LATEST = re.compile(
    r"\b(?:latest|newest|most recent|last (?:reported )?(?:quarter|year|filing|report|results))\b", re.I
)
FORM = re.compile(r"\b(?P<form>10[\s-]?[kq]|8[\s-]?k|20[\s-]?f|40[\s-]?f|6[\s-]?k|f[\s-]?10|s[\s-]?1)(?:/a)?\b", re.I)


@dataclass(frozen=True, slots=True)
class Period:
    """A fiscal year, a quarter of one, or the day that a period ended on; what is not named is None.

    `is_about` where only the month of that day is named: fiscal periods end some days before or after a month does.
    """

    year: int | None = None
    quarter: int | None = None
    ended_on: tuple[int, int] | None = None  # month, day
    is_about: bool = False

    def has_day(self, day: date) -> bool:
        """Whether the period may have ended on `day`."""
        if not self.ended_on:
            return False
        if self.is_about and self.year:
            end = date(self.year, *self.ended_on)
            return end.replace(day=1) <= day <= end + timedelta(days=DAYS_ABOUT)
        return (day.month, day.day) == self.ended_on and self.year in (None, day.year)


@dataclass(frozen=True, slots=True)
class Route:
    """What a question names. `names` are the very words that named the companies, as they were written;
    `is_latest` says that the newest document is wanted.
    """

    companies: tuple[Company, ...] = ()
    periods: tuple[Period, ...] = ()
    forms: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    is_latest: bool = False

    def fits(self, sources: Mapping[str, Source]) -> dict[str, float]:
        """How well each document fits, from 0 to 1: the company counts most, then the period, then the form.

        A document of which no period or form is known fits it less than one that has it, and more than one that has
        another. "The latest" is the newest document of those that fit otherwise.
        """
        if not (self.companies or self.periods or self.forms):
            return dict.fromkeys(sources, 1.0)
        fits = {document_id: self._fit(source) for document_id, source in sources.items()}
        if not self.is_latest or self.periods or not self.companies:
            return fits
        best_fit = max(fits.values(), default=0.0)
        best = [source for document_id, source in sources.items() if fits[document_id] == best_fit]
        newest = max(map(_age, best), default=None)
        return {id_: fit if _age(sources[id_]) == newest else fit * UNKNOWN_FIT for id_, fit in fits.items()}

    def _fit(self, source: Source) -> float:
        fit, whole = 0.0, 3 * bool(self.companies) + 2 * bool(self.periods) + bool(self.forms)
        if self.companies:
            fit += 3 * self.fits_company(source)
        if self.periods:
            fit += 2 * max(_fit_of_period(source, period) for period in self.periods)
        if self.forms:
            fit += self._fit_of_form(source)
        return fit / whole

    def fits_company(self, source: Source) -> bool:
        """Whether a document is about one of the companies that are named."""
        return any(company.ticker in source.tickers for company in self.companies)

    def _fit_of_form(self, source: Source) -> float:
        if source.form is None:
            return UNKNOWN_FIT
        return float(source.form.removesuffix("/A") in self.forms)


def route(question: str, companies: Sequence[Company]) -> Route:
    """The companies (by name, alias or ticker, typos allowed), periods and forms that `question` names."""
    found: dict[str, Company] = {}
    names = []
    for company in companies:
        for name in _mentions(question, company):
            found[company.ticker] = company
            names.append(name)
    forms = dict.fromkeys(_form(match["form"]) for match in FORM.finditer(question))
    return Route(
        companies=tuple(found.values()),
        periods=tuple(dict.fromkeys(periods(question))),
        forms=tuple(forms),
        names=tuple(names),
        is_latest=bool(LATEST.search(question)),
    )


def _mentions(question: str, company: Company) -> Iterator[str]:
    words = [POSSESSIVE.sub("", match[0]) for match in WORD.finditer(question)]
    for word in words:
        if word.lstrip("$#").upper() == company.ticker.upper() and (not word.islower() or word not in ORDINARY):
            yield word
    for name in {LEGAL_FORM.sub("", full).strip() for full in (company.name, *company.aliases)}:
        size = len(name.split())
        for start in range(len(words) - size + 1):
            said = " ".join(words[start : start + size])
            if _is_same_name(said, name):
                yield said


def _is_same_name(said: str, name: str) -> bool:
    said, name = said.lower(), name.lower()
    if said == name:
        return True
    is_long = min(len(said), len(name)) >= SHORTEST_FUZZY_NAME
    return is_long and said[0] == name[0] and OSA.normalized_similarity(said, name) >= NAME_LIKENESS


def periods(text: str) -> Iterator[Period]:
    """The periods that `text` names, those with a quarter or a day first; their years are not repeated."""
    rest = text
    for pattern, read in ((QUARTER_AFTER_YEAR, _quarter), (QUARTER, _quarter), (DAY, _day), (YEAR, _year)):
        for match in pattern.finditer(rest):
            period = read(match)
            if period:
                yield period
        rest = pattern.sub(" ", rest)


def with_whole_months(text: str) -> str:
    """`text` with the months of its days written out, as documents print them: "feb 3" is "february 3"."""
    return DAY.sub(_with_whole_month, text)


def _with_whole_month(match: re.Match[str]) -> str:
    said = match["m1"] or match["m2"]
    whole = next(name for name, number in MONTHS.items() if number == MONTHS[said.lower()])
    return match[0].replace(said, whole)


def month_ends(text: str) -> Iterator[Period]:
    """The ends of months that `text` names: "end of dec 2022", "the June 2023 quarter"."""
    for match in MONTH_END.finditer(text):
        month, year = MONTHS[(match["m1"] or match["m2"]).lower()], int(match["y1"] or match["y2"])
        yield Period(year, ended_on=(month, monthrange(year, month)[1]), is_about=True)


def _quarter(match: re.Match[str]) -> Period:
    parts = match.groupdict()
    year = parts["year"]
    quarter = int(parts["q"]) if parts["q"] else ORDINALS[parts["ordinal"].lower()]
    return Period(year=_full_year(year) if year else None, quarter=quarter)


def _day(match: re.Match[str]) -> Period | None:
    month = MONTHS[(match["m1"] or match["m2"]).lower()]
    day = int(match["d1"] or match["d2"])
    try:
        date(2024, month, day)
    except ValueError:
        return None
    return Period(year=int(match["year"]) if match["year"] else None, ended_on=(month, day))


def _year(match: re.Match[str]) -> Period:
    return Period(year=_full_year(match["short"] or match["year"]))


def _full_year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _form(text: str) -> str:
    letters = re.sub(r"[\s-]", "", text.upper())
    return f"{letters[0]}-{letters[1:]}" if letters[0].isalpha() else f"{letters[:-1]}-{letters[-1]}"


def _fit_of_period(source: Source, period: Period) -> float:
    if source.period_end is None and source.fiscal_year is None:
        return UNKNOWN_FIT
    ends = source.period_end
    if period.ended_on and ends:
        return float(period.has_day(ends))
    years = {source.fiscal_year, ends.year if ends and period.quarter is None else None}
    return float(period.year in (None, *years - {None}) and period.quarter in (None, source.fiscal_quarter))


def _age(source: Source) -> tuple[int, int, date]:
    """What orders documents from old to new: fiscal year and quarter, or else the day they appeared."""
    appeared = source.period_end or source.published_on or date.min
    return source.fiscal_year or appeared.year, source.fiscal_quarter or (appeared.month + 2) // 3, appeared
