"""A sentence or table row cut into the parts that say something of their own, with the figures and dates of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from retrieval.verification.dates import Moment
from retrieval.verification.figures import Figure
from retrieval.verification.wording import senses_of, sign_words, signs_of

EARLIER = "a year earlier"

_BREAK = re.compile(
    r"[;|]|(?<!\d),|,(?!\d)|\((?=[^)]*\d)|(?<=\d)\)"
    r"|\b(?:and|but|or|while|whereas|plus|against|versus|compared (?:with|to)|as well as|followed by)\b",
    re.I,
)
_BETWEEN = re.compile(r"\bbetween\s[^,;.]*\d[^,;.]*$", re.I)  # its "and" parts no range
BETWEEN_REACH = 30  # characters
_BREAK_AFTER_FIGURE = re.compile(
    r"\bwith\b(?=\s+(?:(?:about|around|roughly|another|up to|an?)\s+)*[$€£\d])"
    r"|\bon\b(?=\s+(?:net\s+)?(?:revenues?|sales)\b)",
    re.I,
)


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """A part of a statement, between commas, cells and conjunctions.

    `start` is where it stands in the statement and `cell` counts the cells of a row from 0. `lead` are the senses and
    dates that come before the first figure since the last semicolon: what all the figures of a list are about. `keys`
    are all that the segment says, in words to compare: senses, companies, figures, dates, up and down.
    """

    text: str
    start: int
    cell: int
    lead: frozenset[str]
    figures: tuple[Figure, ...]
    moments: tuple[Moment, ...]
    companies: frozenset[str]
    senses: frozenset[str]
    signs: frozenset[str]
    keys: frozenset[str]


def segments_of(
    rest: str, words: str, figures: Sequence[Figure], moments: Sequence[Moment], tickers: Sequence[tuple[int, str]]
) -> Iterator[Segment]:
    """The parts of the text `rest`, which is `words` where its figures are blank; `tickers` come with their places."""
    start = cell = clause = 0
    dated = _respective(rest, figures, moments)
    breaks = sorted([*_breaks_at_words(rest, figures), *_breaks_between_dates(figures, moments)])
    for end, after in [*breaks, (len(rest), len(rest))]:
        first = min(next((figure.start for figure in figures if figure.start >= clause), clause), end)
        leading = (moment_keys(moment) for moment in moments if clause <= moment.start < first)
        part = _segment(
            text=rest[start:end],
            words=words[start:end],
            start=start,
            cell=cell,
            lead=senses_of(words[clause:first]).union(*leading),
            figures=tuple(figure for figure in figures if start <= figure.start < after),
            moments=_moments_between(start, after, dated, moments),
            companies=frozenset(ticker for at, ticker in tickers if start <= at < after),
        )
        if part.text.strip() or part.keys:
            yield part
        start = after
        cell += rest[end:after] == "|"
        clause = after if rest[end:after] == ";" else clause


def _breaks_at_words(text: str, figures: Sequence[Figure]) -> Iterator[tuple[int, int]]:
    """Where commas, conjunctions and the like stand, and words that lead on from one figure to another."""
    for match in _BREAK.finditer(text):
        if not _BETWEEN.search(text, max(0, match.start() - BETWEEN_REACH), match.start()):
            yield match.span()
    for match in _BREAK_AFTER_FIGURE.finditer(text):
        if any(figure.end <= match.start() for figure in figures):
            yield match.span()


def _breaks_between_dates(figures: Sequence[Figure], moments: Sequence[Moment]) -> Iterator[tuple[int, int]]:
    """Where a figure with its date ends and another one with its own begins ("from $1 in May to $2 in June")."""
    for figure, following in pairwise(figures):
        between = [moment.end for moment in moments if figure.end <= moment.start < following.start]
        if between and any(moment.start >= following.end for moment in moments):
            yield between[-1], between[-1]


def _respective(text: str, figures: Sequence[Figure], moments: Sequence[Moment]) -> dict[int, Moment]:
    """The dates of figures by where these start, as "respectively" gives out the dates beside them in turn.

    A list of dates and one of as many figures need no such word.
    """
    end = text.lower().find("respectively")
    if end < 0 and _are_listed(text, figures) and _are_listed(text, moments) and len(figures) == len(moments):
        return {figure.start: moment for figure, moment in zip(figures, moments, strict=True)}
    before = [figure for figure in figures if figure.end <= end]
    dates = [moment for moment in moments if moment.end <= end]
    if len(dates) < 2 or len(before) % len(dates):
        return {}
    return {figure.start: dates[at % len(dates)] for at, figure in enumerate(before)}


def _are_listed(text: str, stated: Sequence[Figure] | Sequence[Moment]) -> bool:
    """Whether there are two or more, and nothing but "and" or a comma between each and the next."""
    places = [(one.start, one.end) for one in stated]
    between = [text[end:start].strip() for (_, end), (start, _) in pairwise(places)]
    return bool(between) and all(words in ("and", ",", ", and") for words in between)


def _moments_between(
    start: int, end: int, dated: Mapping[int, Moment], moments: Sequence[Moment]
) -> tuple[Moment, ...]:
    given = [moment for at, moment in dated.items() if start <= at < end]
    return tuple(given) or tuple(moment for moment in moments if start <= moment.start < end)


def _segment(
    *,
    text: str,
    words: str,
    start: int,
    cell: int,
    lead: frozenset[str],
    figures: tuple[Figure, ...],
    moments: tuple[Moment, ...],
    companies: frozenset[str],
) -> Segment:
    senses, signs = senses_of(words), signs_of(text)
    keys = (senses - sign_words()).union(*map(moment_keys, moments)) | set(map(figure_key, figures))
    keys |= {f"company {ticker}" for ticker in companies} | {sign_key(sign) for sign in signs & {"up", "down"}}
    return Segment(text, start, cell, lead, figures, moments, companies, senses, signs, keys)


def sign_key(sign: str) -> str:
    return f"sign {sign}"


def figure_key(figure: Figure) -> str:
    return f"figure {abs(figure.value).normalize()}"


def is_figure(key: str) -> bool:
    return key.startswith("figure ")


def is_name(key: str) -> bool:
    """Whether a key stands for one thing only: a company or a figure."""
    return key.startswith(("company ", "figure "))


def moment_keys(moment: Moment) -> frozenset[str]:
    if moment.grain == "earlier":
        return frozenset({EARLIER})
    keys = {f"year {moment.year}"} if moment.year else set()
    if moment.months and not moment.quarter:
        keys.add(f"months {moment.months}")
    if moment.part:
        keys.add(f"quarter {moment.quarter}" if moment.quarter else f"part {moment.part} {moment.day}")
    return frozenset(keys)
