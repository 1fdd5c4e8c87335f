"""What documents say about why a share moved: sentences about that company, that day and that direction. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from retrieval.routing import DAY, periods, route
from retrieval.types import Chunk, Company, Source
from retrieval.units import Unit, units_of

_PORTRAIT = "company"  # a document that describes a company and is no news of any day
_UP = re.compile(
    r"\b(?:up|higher|rise[sn]?|rising|rose|gain(?:s|ed|ing)?|jump(?:s|ed|ing)?|surg(?:es?|ed|ing)|soar(?:s|ed|ing)?|"
    r"climb(?:s|ed|ing)?|rally|rallie[sd]|rallying|spike[sd]?|leap(?:s|ed|t)?|advance[sd]?)\b",
    re.I,
)
_DOWN = re.compile(
    r"\b(?:down|lower|falls?|fallen|falling|fell|los(?:es?|ing|t)|drop(?:s|ped|ping)?|declin(?:es?|ed|ing)|slid(?:es?)?|"
    r"sliding|s[aiu]nk(?:s|ing)?|plung(?:es?|ed|ing)|tumbl(?:es?|ed|ing)|slump(?:s|ed|ing)?|shed|sell-?off|reversal)\b",
    re.I,
)
_OF_SHARES = re.compile(r"\b(?:shares?|stocks?)\b", re.I)
_PERCENT = re.compile(r"\d\s?(?:%|per ?cent)", re.I)


@dataclass(frozen=True, slots=True)
class Statement:
    """What may explain the moves of `symbols`: words of a document. `direction` is 1, -1, or 0 where it names none."""

    symbols: frozenset[str]
    quote: str
    direction: int


@dataclass(frozen=True, slots=True)
class Account:
    """A document of the day with its statements, in reading order."""

    source: Source
    statements: tuple[Statement, ...]

    def explains(self, symbol: str, direction: int) -> str | None:
        """The first words about a symbol that do not say the opposite of its `direction`."""
        fitting = (one for one in self.statements if symbol in one.symbols and one.direction in (0, direction))
        return next((one.quote for one in fitting), None)


def is_of_the_day(source: Source, day: date, previous_session: date) -> bool:
    """Whether a document appeared since the session before and no later than the day after, and tells of an event.

    A filing of the day after cannot have moved anything.
    """
    if source.published_on is None or source.kind == _PORTRAIT:
        return False
    return previous_session <= source.published_on <= (day if source.form else day + timedelta(days=1))


def account_of(source: Source, passages: Sequence[Chunk], companies: Sequence[Company], day: date) -> Account:
    """What a document says about the moves of `day`: a filing by being there, a headline by naming the company."""
    if source.form:
        return Account(source, (Statement(frozenset(source.tickers), source.title, 0),))
    statements = [*_headline(source, companies, day)]
    for passage in passages:
        for unit in units_of(passage):
            statements += _statement(unit, source, companies, day)
    return Account(source, tuple(statements))


def _headline(source: Source, companies: Sequence[Company], day: date) -> Iterator[Statement]:
    assert source.published_on
    named = _named(source.title, companies)
    if named and source.published_on <= day:
        yield Statement(named, source.title, _direction(source.title) or 0)


def _statement(unit: Unit, source: Source, companies: Sequence[Company], day: date) -> Iterator[Statement]:
    """A sentence that tells of a move; or the title of the document, for a row of a table of moves."""
    context = f"{unit.chunk.section} {unit.quote}" if unit.is_row else unit.quote
    direction = _direction(source.title if unit.is_row else unit.quote)
    is_move = _OF_SHARES.search(context) or _PERCENT.search(context)
    if direction is None or not is_move or unit.is_unknown or not _is_about(day, unit, source):
        return
    if named := _named(unit.quote, companies):
        yield Statement(named, source.title if unit.is_row else unit.quote, direction)


def _is_about(day: date, unit: Unit, source: Source) -> bool:
    """Whether the nearest date, of the words, of their section or of the document, is that of the day."""
    for text in (unit.quote, unit.chunk.section):
        if DAY.search(text):
            return any(one.ended_on == (day.month, day.day) and one.year in (None, day.year) for one in periods(text))
    return source.published_on == day


def _named(text: str, companies: Sequence[Company]) -> frozenset[str]:
    return frozenset(company.ticker for company in route(text, companies).companies)


def _direction(text: str) -> int | None:
    is_up, is_down = bool(_UP.search(text)), bool(_DOWN.search(text))
    return is_up - is_down if is_up or is_down else None
