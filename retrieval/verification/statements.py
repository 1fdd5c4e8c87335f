"""A sentence or table row taken apart: figures, dates, codes, companies and names, each in its part of the sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from retrieval.types import Company
from retrieval.verification.dates import Moment, blank_moments, read_moments
from retrieval.verification.figures import Figure, read_figures
from retrieval.verification.measures import Setting, read_setting
from retrieval.verification.segments import Segment, segments_of
from retrieval.verification.spellings import plain
from retrieval.verification.wording import senses_of, signs_of, words_of

T = TypeVar("T")

_ADDRESS = re.compile(r"\b(?:https?://|www\.)[^\s|<>\"]+|\b[\w.+-]+@[\w-]+\.\w+|(?<!\w)@\w{4,}|\bt\.me/\w+", re.I)
_CODE = re.compile(
    r"\b\d{10}-\d{2}-\d{6}\b"  # the accession number of a filing
    r"|\b(?:S|H\.?\s?R)\.\s?\d[\d-]*\b"  # a bill
    r"|\b(?:[A-Z]{1,4}-\d+(?:\.\d+)?|\d{1,3}-[A-Z]{1,2})(?:/A)?(?=s?\b)"  # a form: F-10/A, EX-99.1, 10-K
    r"|\b(?:[A-Z]{1,4}\d+[A-Za-z]?|\d+[AC-JLN-Z]|\d[ac-fh-jln-su-z])\b"  # a name with a number in it: 10X, ALI1, 1a
    r"|(?<=\b[Ii]tem )\d+(?:\.\d+)?[A-Z]?|(?<=\b[Ii]tems )\d+\.\d+|(?<=\b[Ee]xhibit )\d+(?:\.\d+)?|(?<=\bNo\. )\d+"
    r"|(?<=\bCIK )\d+|\b\d{3}-\d{6}\b|\b[A-Za-z]+\.(?:com|org|net|gov|top|de|ai|io)(?:\.[a-z]{2})?\b"
)
_NAME = re.compile(r"(?<![\w.'’-])[A-Z][\w&]*(?:[-'’.][A-Za-z][\w&]*)*")
_TITLES = frozenset(
    {
        "Mr",
        "Mrs",
        "Ms",
        "Dr",
        "President",
        "Senator",
        "Chairman",
        "Secretary",
        "Company",
        "Form",
        "I",
        "Representative",
        "Representatives",
        "Senators",
        "Vice",
        "Ambassador",
        "Minister",
        "Governor",
        "Congressman",
        "Rep",
        "Sen",
        "Gov",
    }
)
_LEGAL_FORM = re.compile(r",?\s+(?:Inc|Corp|Corporation|Ltd|Limited|PLC|plc|LLC|Co|Company)\b\.?$")
_LEGAL_FORM_AFTER = r"(?:,?\s+(?:Inc|Corp|Ltd)\b\.?)?"


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """What a sentence or row says. `companies` are tickers; `names` are other words with a capital, the first aside.

    `plain` is the text without its figures, dates, codes, companies and addresses.
    """

    text: str
    plain: str
    segments: tuple[Segment, ...]
    companies: frozenset[str]
    moments: tuple[Moment, ...]
    senses: frozenset[str]
    signs: frozenset[str]
    codes: frozenset[str]
    addresses: frozenset[str]
    names: tuple[str, ...]
    setting: Setting

    @property
    def keys(self) -> frozenset[str]:
        return union(segment.keys for segment in self.segments)

    @property
    def years(self) -> frozenset[int]:
        return frozenset(moment.year for moment in self.moments if moment.year)

    @property
    def figures(self) -> Iterator[tuple[int, Figure]]:
        """Each figure with the number of the segment that it stands in."""
        return ((at, figure) for at, segment in enumerate(self.segments) for figure in segment.figures)


def union(sets: Iterable[frozenset[T]]) -> frozenset[T]:
    return frozenset[T]().union(*sets)


def stems_of(statements: Iterable[Statement]) -> frozenset[str]:
    """The stems of every word of `statements`."""
    return frozenset(word for statement in statements for word in words_of(statement.text))


class Reader:
    """Takes texts apart, with `companies` known by name, alias and ticker. What it has read it remembers."""

    def __init__(self, companies: Sequence[Company]) -> None:
        names = {name: company.ticker for company in companies for name in _names(company)}
        self._tickers = {name.lower(): ticker for name, ticker in names.items()}
        pattern = "|".join(_name_pattern(name) for name in sorted(names, key=len, reverse=True))
        self._companies = re.compile(rf"(?<![\w.])(?P<name>{pattern or '(?!)'}){_LEGAL_FORM_AFTER}(?!\w)")
        self._read_again = lru_cache(maxsize=4096)(self._read)

    def read(self, text: str) -> Statement:
        return self._read_again(text)

    def _read(self, text: str) -> Statement:
        rest, addresses = _take(_ADDRESS, text)
        moments = read_moments(rest)
        rest, codes = _take(_CODE, blank_moments(rest, moments))
        rest, companies = _take(self._companies, rest)
        figures = read_figures(rest)
        words = rest
        for figure in figures:
            words = _blanked(words, figure.start, figure.end)
        tickers = [(match.start(), self._tickers[match["name"].lower()]) for match in companies]
        segments = tuple(segments_of(rest, words, figures, moments, tickers))
        return Statement(
            text=text,
            plain=words,
            segments=segments,
            companies=frozenset(ticker for _, ticker in tickers),
            moments=moments,
            senses=senses_of(words),
            signs=signs_of(rest),
            codes=frozenset(re.sub(r"[\s.]", "", match.group()).upper() for match in codes),
            addresses=frozenset(match.group().rstrip(".,;:)").lower() for match in addresses),
            names=tuple(_proper_names(plain(words))),
            setting=read_setting(text),
        )


def _proper_names(text: str) -> Iterator[str]:
    """The words of `text` with a capital, but for its first word."""
    first = re.search(r"\w", text)
    for match in _NAME.finditer(text):
        if first and match.start() > first.start() and match.group() not in _TITLES:
            yield match.group()


def _names(company: Company) -> Iterator[str]:
    for name in (company.name, *company.aliases, company.ticker):
        yield _LEGAL_FORM.sub("", name)


def _name_pattern(name: str) -> str:
    """A pattern for `name` that asks for its capitals, which tell "Energy Fuels" from energy fuels, and for no more."""
    if name.isupper():
        return re.escape(name)
    return r"\s+".join(f"{re.escape(word[0])}(?i:{re.escape(word[1:])})" for word in name.split())


def _take(pattern: re.Pattern[str], text: str) -> tuple[str, list[re.Match[str]]]:
    """`text` with spaces where `pattern` matches, and the matches."""
    matches = list(pattern.finditer(text))
    for match in matches:
        text = _blanked(text, match.start(), match.end())
    return text, matches


def _blanked(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]
