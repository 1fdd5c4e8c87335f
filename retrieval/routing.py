"""Which companies, periods and forms a question names, and how well a document fits them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz.distance import OSA

from retrieval.types import Company, Source

NAME_LIKENESS = 0.86  # of two names that differ by a typo or two
SHORTEST_FUZZY_NAME = 6
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
FORM = re.compile(r"\b(?P<form>10[\s-]?[kq]|8[\s-]?k|20[\s-]?f|40[\s-]?f|6[\s-]?k|f[\s-]?10|s[\s-]?1)(?:/a)?\b", re.I)


@dataclass(frozen=True, slots=True)
class Period:
    """A fiscal year, a quarter of one, or the day that a period ended on; what is not named is None."""

    year: int | None = None
    quarter: int | None = None
    ended_on: tuple[int, int] | None = None  # month, day


@dataclass(frozen=True, slots=True)
class Route:
    """What a question names. `names` are the very words that named the companies, as they were written."""

    companies: tuple[Company, ...] = ()
    periods: tuple[Period, ...] = ()
    forms: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    def fit(self, source: Source) -> float:
        """How well a document fits, from 0 to 1: the company counts most, then the period, then the form."""
        asked = ((bool(self.companies), 3, self.fits_company), (bool(self.periods), 2, self._fits_period),
                 (bool(self.forms), 1, self._fits_form))  # fmt: skip
        whole = sum(weight for named, weight, _ in asked if named)
        return sum(weight * fits(source) for named, weight, fits in asked if named) / whole if whole else 1.0

    def fits_company(self, source: Source) -> bool:
        """Whether a document is about one of the companies that are named."""
        return any(company.ticker in source.tickers for company in self.companies)

    def _fits_period(self, source: Source) -> bool:
        return any(_is_in(source, period) for period in self.periods)

    def _fits_form(self, source: Source) -> bool:
        return (source.form or "").removesuffix("/A") in self.forms


def route(question: str, companies: Sequence[Company]) -> Route:
    """The companies (by name, alias or ticker, typos allowed), periods and forms that `question` names."""
    found: dict[str, Company] = {}
    names = []
    for company in companies:
        for name in _mentions(question, company):
            found[company.ticker] = company
            names.append(name)
    forms = dict.fromkeys(_form(match["form"]) for match in FORM.finditer(question))
    return Route(tuple(found.values()), tuple(dict.fromkeys(periods(question))), tuple(forms), tuple(names))


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


def _is_in(source: Source, period: Period) -> bool:
    ends = source.period_end
    if period.ended_on:
        return bool(ends) and (ends.month, ends.day) == period.ended_on and period.year in (None, ends.year)  # type: ignore[union-attr]
    years = {source.fiscal_year, ends.year if ends and period.quarter is None else None}
    return period.year in (None, *years - {None}) and period.quarter in (None, source.fiscal_quarter)
