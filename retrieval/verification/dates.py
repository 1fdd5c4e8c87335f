"""Days, months, quarters and years as a text names them, and whether one wording says what another one says."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Literal

Grain = Literal["day", "month", "quarter", "half", "year", "earlier"]

_FULL_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_MONTHS = {name[:size]: n for n, name in enumerate(_FULL_NAMES, start=1) for size in (3, 4, len(name))}
_ORDINALS = {
    "first": 1, "1st": 1, "opening": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4,
    "final": 4, "closing": 4,
}  # fmt: skip
_LAST_DAYS = {(3, 31): 1, (6, 30): 2, (9, 30): 3, (12, 31): 4}

_M = (
    r"(?P<m>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_D = r"(?:(?P<d1>\d{1,2})(?:st|nd|rd|th)?\s*(?:-|–|and|to)\s*)?(?P<d>\d{1,2})(?:st|nd|rd|th)?(?![\d%])"
_Y = r"(?P<y>(?:19|20)\d\d)\b"
_OF_YEAR = (
    r"(?:\s*,?\s*(?:of\s+|in\s+)?(?:the\s+)?(?:fiscal(?:\s+years?)?\s*|fy\s*['’]?|['’])?"
    r"(?P<y>(?:19|20)\d\d|(?<=['’y])\d\d)\b)?"
)
_CAPITAL_MONTH = r"(?:January|February|April|June|July|August|September|October|November|December)"

# In this order: what an earlier pattern has read is blanked out before the next one looks.
_PATTERNS = tuple(
    re.compile(pattern, flags)
    for pattern, flags in (
        (r"\b(?P<y>(?:19|20)\d\d)-(?P<m>0[1-9]|1[0-2])-(?P<d>\d\d)\b", 0),
        (rf"\b{_D}\s+(?:of\s+)?{_M}(?:,?\s+{_Y})?", re.I),
        (rf"\b{_M}\s+{_D}(?!,\d)(?:,?\s+{_Y})?", re.I),
        (rf"\b(?:q(?P<q>[1-4])|(?P<q2>[1-4])q(?=\d\d|\b)){_OF_YEAR}(?P<short>(?<=[1-4]q)\d\d\b)?", re.I),
        (
            rf"\b(?:same|comparable|corresponding|equivalent|matching)\s+(?P<same>period|quarter)\s+(?:of|in)\s+{_Y}",
            re.I,
        ),
        (rf"\b(?P<o>{'|'.join(_ORDINALS)})[\s-]+(?:fiscal[\s-]+)?(?:quarter|three[\s-]months)\b{_OF_YEAR}", re.I),
        (rf"\b{_M}(?:,?\s+{_Y})?\s+(?P<ending>quarter)\b", re.I),
        (rf"\b(?P<span>three|six|nine|twelve)[\s-]+months\s+of\s+(?:fiscal\s+(?:year\s+)?)?{_Y}", re.I),
        (rf"\b(?:h(?P<h>[12])|(?P<oh>first|second)[\s-]+half)\b{_OF_YEAR}", re.I),
        (rf"\b{_M},?\s+(?:of\s+)?{_Y}", re.I),
        (r"\bfy\s*['’]?(?P<short>\d\d)\b", re.I),
        (r"(?<![\w$€£.,])(?:fy\s*)?(?P<y>(?:19|20)\d\d)(?![\w%]|[,.]\d)", re.I),
        (rf"\b(?:(?P<m>{_CAPITAL_MONTH})|(?:in|by|of|from|since|until|early|late|to)\s+(?P<m2>March|May))\b", 0),
        (r"\b(?:an?|the|one)\s+year\s+(?:before|earlier|ago|prior)\b|\byear[\s-](?:ago|earlier)\b", re.I),
        (r"\b(?:previous|prior|preceding|last)[\s-]year\b|\bof\s+the\s+year\s+before\b", re.I),
    )
)
_PART_BEFORE = re.compile(r"\b(early|mid|late|(?:end|close|start|beginning|middle) of)[\s-]+(?:in\s+)?$", re.I)
# Which days of a month, and which months of a year, the words before it leave.
_PARTS = {
    "early": ((1, 10), (1, 4)), "start of": ((1, 10), (1, 3)), "beginning of": ((1, 10), (1, 3)),
    "mid": ((11, 20), (5, 8)), "middle of": ((11, 20), (5, 8)), "late": ((21, 31), (9, 12)),
    "end of": ((25, 31), (12, 12)), "close of": ((25, 31), (12, 12)),
}  # fmt: skip
_ELLIPTICAL = re.compile(
    r"\b(?:in|for|from|of|to)\s+the\s+(?P<o>first|second|third|fourth)(?=\s*(?:[,.;)]|\band\b|$))", re.I
)
_LISTED = re.compile(r"\s*(?:,|and|,\s*and)\s*")
_SPAN_BEFORE = re.compile(
    r"\b(?:(?P<n>three|six|nine|twelve|[369]|12)[\s-]months?|(?P<quarter>quarter)|(?P<half>half[\s-]?year)|(?P<year>year))"
    r"(?:\s+period)?\s+(?:to|ended|ending|through|until)\s+(?:the\s+)?$",
    re.I,
)
_BASE_BEFORE = re.compile(r"\b(?:on|over|than|against|versus|vs\.?|compared (?:with|to)|from)\s+(?:the\s+)?$", re.I)
_SPANS = {"three": 3, "six": 6, "nine": 9, "twelve": 12, "3": 3, "6": 6, "9": 9, "12": 12}


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, month, quarter, half or year that stands between `start` and `end` of a text; what it leaves out is None.

    `part` is the month, quarter or half. `months` is the length of the period that ends there, where it is named, and
    `is_base` says that something is compared with it ("up 5% on Q1 2025"). The grain "earlier" is "a year earlier",
    which has no date of its own; a quarter without a `part` is the same one as another ("the same period of 2025").
    `within` are the first and the last day of a month, or month of a year, that it may be ("early February").
    """

    grain: Grain
    year: int | None
    part: int | None
    day: int | None
    start: int
    end: int
    months: int | None = None
    is_base: bool = False
    within: tuple[int, int] | None = None

    @property
    def quarter(self) -> int | None:
        """The quarter that this is, or that ends on this day; quarters of calendar years."""
        if self.grain == "quarter":
            return self.part
        if self.grain == "day" and self.months in (None, 3) and self.part and self.day:
            return _LAST_DAYS.get((self.part, self.day))
        return None


def read_moments(text: str) -> tuple[Moment, ...]:
    """The dates and periods that `text` names, in order."""
    read = text
    found: list[Moment] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            found += _moments(match)
        text = pattern.sub(lambda match: " " * len(match.group()), text)
    found += _elliptical(text, found)
    return tuple(_with_shared_parts(sorted(found, key=lambda moment: moment.start), read))


def _elliptical(text: str, found: Collection[Moment]) -> Iterator[Moment]:
    """Quarters and halves named after others without the word ("in the third quarter of 2025 ... in the fourth")."""
    for match in _ELLIPTICAL.finditer(text):
        before = [one for one in found if one.grain in ("quarter", "half") and one.end <= match.start()]
        if before:
            last = max(before, key=lambda one: one.start)
            yield replace(last, part=_ordinal(match["o"]), start=match.start(), end=match.end(), is_base=False)


def _with_shared_parts(moments: list[Moment], text: str) -> Iterator[Moment]:
    """The moments, where a year alone after a finer one means the same of that year ("June 30, 2025 and 2024")."""
    before: Moment | None = None
    for moment in moments:
        is_finer = before and before.year and before.grain in ("day", "quarter", "half")
        if before and is_finer and moment.grain == "year" and _LISTED.fullmatch(text[before.end : moment.start]):
            before = replace(before, year=moment.year, start=moment.start, end=moment.end)
        else:
            before = moment
        yield before


def blank_moments(text: str, moments: Collection[Moment]) -> str:
    """`text` with spaces where `moments` stand, so that their digits are not read as amounts."""
    for moment in moments:
        text = text[: moment.start] + " " * (moment.end - moment.start) + text[moment.end :]
    return text


def _moments(match: re.Match[str]) -> Iterator[Moment]:
    named = match.groupdict()
    place = match.span()
    is_base = _BASE_BEFORE.search(match.string[max(0, match.start() - 16) : match.start()]) is not None
    year = named.get("y") or named.get("short")
    in_year = (int(year) if len(year) > 2 else 2000 + int(year)) if year else None
    month = named.get("m") or named.get("m2")
    number = int(month) if month and month.isdigit() else _MONTHS[month.rstrip(".").lower()] if month else None
    quarter = named.get("q") or named.get("q2") or named.get("o")
    ending = number // 3 if number and named.get("ending") and number % 3 == 0 else None
    half = named.get("h") or named.get("oh")
    if named.get("d"):
        months, start = _span(match.string, match.start())
        for day in filter(None, (named.get("d1"), named["d"])):
            yield Moment("day", in_year, number, int(day), start, match.end(), months)
    elif named.get("same") or ending:
        yield Moment("quarter", in_year, ending, None, *place, 3, is_base)
    elif month:
        part = _part_before(match)
        start = part.start() if part else match.start()
        yield Moment("month", in_year, number, None, start, match.end(), within=_within(part, 0))
    elif quarter:
        yield Moment("quarter", in_year, _ordinal(quarter), None, *place, 3, is_base)
    elif half:
        yield Moment("half", in_year, _ordinal(half), None, *place, months=6)
    else:
        within = _within(_part_before(match), 1) if year else None
        months = _SPANS.get((named.get("span") or "").lower())
        yield Moment("year" if year else "earlier", in_year, None, None, *place, months, is_base and bool(year), within)


def _part_before(match: re.Match[str]) -> re.Match[str] | None:
    return _PART_BEFORE.search(match.string, max(0, match.start() - 16), match.start())


def _within(part: re.Match[str] | None, at: int) -> tuple[int, int] | None:
    return _PARTS[part[1].lower()][at] if part else None


def _ordinal(word: str) -> int:
    return int(word) if word.isdigit() else _ORDINALS[word.lower()]


def _span(text: str, start: int) -> tuple[int | None, int]:
    """The months of the period that ends on the day at `start`, and where its name begins ("six months to")."""
    match = _SPAN_BEFORE.search(text, max(0, start - 40), start)
    if not match:
        return None, start
    if match["n"]:
        return _SPANS[match["n"].lower()], match.start()
    return 3 if match["quarter"] else 6 if match["half"] else 12, match.start()


def bears(stated: Moment, claimed: Moment, years: Collection[int]) -> bool:
    """Whether a text that has `stated` says `claimed`, as finely or more so.

    `years` are the years that the surroundings of `stated` name, for where it names none itself.
    """
    if "earlier" in (claimed.grain, stated.grain):
        return claimed.grain == stated.grain
    is_year = claimed.year in (None, stated.year) or (not stated.year and claimed.year in years)
    is_length = claimed.months == stated.months or None in (claimed.months, stated.months)
    return is_year and is_length and _is_part(stated, claimed)


def _is_part(stated: Moment, claimed: Moment) -> bool:
    """Whether `stated` is the month, quarter or day `claimed`, or lies in it, in whatever year."""
    if claimed.within and stated.within != claimed.within:
        finer = stated.part if claimed.grain == "year" else stated.day
        first, last = claimed.within
        if stated.grain not in ("day", "month") or finer is None or not first <= finer <= last:
            return False
    if claimed.grain == "year":
        return stated.year is not None
    if claimed.grain == "quarter":
        return claimed.part in (None, stated.quarter)
    if claimed.grain == "month":
        return stated.grain in ("day", "month") and stated.part == claimed.part
    return (stated.grain, stated.part, stated.day) == (claimed.grain, claimed.part, claimed.day)


def is_period(stated: Moment, claimed: Moment, years: Collection[int]) -> bool:
    """Whether `stated`, over the column or row of a figure, is the period that `claimed` names, and no part of it."""
    if claimed.grain == "year" and (stated.grain in ("quarter", "half") or stated.months not in (None, 12)):
        return False
    return bears(stated, claimed, years) or bears(claimed, stated, years)
