"""What a question demands of its answer: an amount, a date, a name, a currency, a period, a role, a company."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, replace
from itertools import pairwise

from retrieval.concepts import Concepts
from retrieval.deeds import (
    counted_in,
    deeds_in,
    is_only_planned,
    is_owner_told,
    is_spoken,
    measured_in,
    names,
    tells_of,
)
from retrieval.embedding import Encoder
from retrieval.figures.measures import read_measure
from retrieval.kinds import NAME, NUMBER, YES_OR_NO, is_told, kinds_wanted, measures_of
from retrieval.lexicon import Lexicon
from retrieval.routing import FORM, MONTHS, Period, Route, periods
from retrieval.search import Query
from retrieval.terms import STATED, Term, alike_stems, asked_for, phrasings, terms_in
from retrieval.types import ScoredChunk
from retrieval.units import Unit, cells
from retrieval.verification.dates import blank_moments, read_moments

WORD = re.compile(r"[^\W\d_]{2,}")
AMOUNT_ASKED = re.compile(r"\bhow (?:much|many)\b", re.I)
ORDINAL = re.compile(r"\b\d+(?:st|nd|rd|th)\b", re.I)
MONEY_ASKED = re.compile(
    r"\b(?:money|funding|price|revenues?|costs?|loss|income|profit|cash|debt|worth|capex|dividend|salary|earnings"
    r"|market cap)\b",
    re.I,
)
MONEY = re.compile(
    r"[$€£¥]\s?\d|\d[\d.,]*\s?(?:million|billion|thousand|bn)?\s?(?:dollars|euros|pounds|cents|usd|eur)\b", re.I
)
# In a table the currency stands in the heading: any figure that is no share, year or quarter may be money.
FIGURE = re.compile(r"(?<![\w.,])(?!(?:19|20)\d\d\b(?![.,]\d))\d[\d.,]*(?![\d.,]*\s?%)(?![\w])")
CURRENCIES = ((re.compile(r"\beuros?\b|€", re.I), re.compile(r"€|\beuros?\b|\bEUR\b", re.I)),)
NONE = r"\b(?:no|without|zero|nil|not (?:yet )?(?:had|have|generated?|reported) any)\s+(?:[a-z]+\s+)?"
BILL = re.compile(r"\b(?:H\. ?R\.|S\.) ?\d+")
ROLE = frozenset({"GOV"})
MEASURED = STATED | {"EQ"}  # where in a filing stands what is measured


@dataclass(frozen=True, slots=True)
class Met:
    """Which demands a unit meets; a demand that the question does not make is met.

    `subject` is that it speaks of something that the question does, beside its companies.
    """

    subject: bool
    kind: bool
    money: bool
    measure: bool
    period: bool
    company: bool
    role: bool
    deed: bool
    counted: bool
    named: bool

    @property
    def is_all(self) -> bool:
        return all(astuple(self))


class Demands:
    """The demands of one question; `passages` are those that were found for it, and show what it calls by a name."""

    def __init__(self, query: Query, lexicon: Lexicon, encoder: Encoder, passages: Iterable[str] = ()) -> None:
        self._asked = query.question
        self._route: Route = query.route
        self._periods = list(periods(query.question))
        # Which of several companies is asked for by "who" is known where each is asked about by itself.
        self._kinds = [kind for kind in kinds_wanted(query.question) if kind is not NAME or not query.is_compared]
        self._measures_told = measures_of(query.question)
        self._currencies = [told for asked, told in CURRENCIES if asked.search(query.question)]
        self._wants_money = bool(MONEY_ASKED.search(query.question)) and NUMBER in self._kinds
        self._deeds = deeds_in(query.question, query.route.names)
        self._counted = counted_in(query.question)
        self._measured = measured_in(query.question) if NUMBER in self._kinds else None
        asked = terms_in(query.question)
        role_terms = (term for _, term in asked if term.found_in & ROLE)
        self._roles = list(zip(role_terms, phrasings(query.question, ROLE), strict=True))
        self._names = _own_names(query, [said for said, _ in asked], lexicon, encoder)
        self._names_of_words = [set(lexicon.stems(name)) for name in _names_of_words(query, " ".join(passages))]
        measure = read_measure(asked_for(query.question), query.route.names, lexicon)
        # What is said beside companies, periods and the measure.
        self._further = measure.rest.difference(lexicon.stems(" ".join(MONTHS))) if measure else frozenset[str]()
        self._terms = [term for _, term in asked] if NUMBER in self._kinds else []
        measured = [term for _, term in asked if term.found_in & MEASURED]
        if measured and not (self._terms or self._further or YES_OR_NO.search(query.question)):
            self._kinds.append(NUMBER)  # "MP dividend 2025": a measure alone asks how much
            self._terms = measured
        self._none = [re.compile(f"{NONE}(?:{term.asked.pattern})", re.I) for term in self._terms]
        self._measures = [set(lexicon.stems(phrase)) for said, term in asked for phrase in (said, *term.printed)]
        self._concepts = Concepts(asked_for(query.question), lexicon, query.route.names)
        self._lexicon = lexicon
        self._encoder = encoder

    def met(self, unit: Unit, hit: ScoredChunk) -> Met:
        """Which demands `unit` meets where it stands."""
        is_none = self._tells_of_none(unit)
        has_currencies = all(told.search(unit.shown) for told in self._currencies)
        return Met(
            subject=not self._concepts.weights or self._concepts.coverage(unit.placed) > 0,
            kind=is_none or self._tells_kinds(unit),
            money=is_none or (self._tells_money(unit) and has_currencies),
            measure=self.is_of_measure(unit, hit),
            period=period_fit(self._periods, unit) > 0,
            company=not self._route.companies or self._is_about(unit, hit),
            role=self._has_roles(f"{unit.chunk.section} {unit.shown}"),
            deed=self._tells_deeds(unit),
            counted=all(
                names(thing, f"{hit.chunk.header} {unit.placed}", self._lexicon, self._encoder)
                for thing in self._counted
            ),
            named=not (self._names or self._names_of_words) or self._is_named(unit, hit),
        )

    def _tells_of_none(self, unit: Unit) -> bool:
        """Whether `unit` says that there is nothing of a measure that is asked for: "without revenue"."""
        return any(none.search(unit.quote) for none in self._none)

    def is_of_kind(self, unit: Unit) -> bool:
        """Whether `unit` has the kind of thing that is asked for: a cause, an amount, a date, a name, a place."""
        return self._tells_of_none(unit) or (self._tells_kinds(unit) and self._tells_money(unit))

    def is_of_measure(self, unit: Unit, hit: ScoredChunk) -> bool:
        """Whether `unit` tells of the measures that are asked for, where it stands."""
        is_told = self._measured is None or tells_of(self._measured, unit.placed, self._lexicon, self._encoder)
        told = f"{hit.chunk.header} {unit.placed} {unit.shown}"
        return is_told and all(self._as_meant(term, told).is_in(told) for term in self._terms)

    def _as_meant(self, term: Term, told: str) -> Term:
        """`term` with what looks like it, where the question may mean that: it speaks of it, or of all that it names
        beside the measure `told` speaks too, such as of a company that is bought.
        """
        if term.unlike_asked and (
            term.unlike_asked.search(self._asked) or (self._further and self._further <= set(self._lexicon.stems(told)))
        ):
            return replace(term, unlike=None)
        return term

    def _tells_kinds(self, unit: Unit) -> bool:
        told = _amounts(unit.shown) if AMOUNT_ASKED.search(self._asked) else unit.shown
        has_kinds = all(is_told(kind, told if kind is NUMBER else unit.shown, self._asked) for kind in self._kinds)
        return has_kinds and all(measure.search(unit.shown) for measure in self._measures_told)

    def _tells_money(self, unit: Unit) -> bool:
        if not self._wants_money:
            return True
        return bool(FIGURE.search(self._in_columns(unit)) if unit.is_row else MONEY.search(unit.quote))

    def _in_columns(self, row: Unit) -> str:
        """The cells of the columns that are headed with a measure that is asked for; where none is, the row."""
        columns = [set(self._lexicon.stems(heading)) for heading in row.headings]
        found = [
            cell
            for held, cell in zip(columns, cells(row.quote), strict=False)
            if any(phrase and phrase <= held for phrase in self._measures)
        ]
        return " ".join(found) or row.quote

    def _is_about(self, unit: Unit, hit: ScoredChunk) -> bool:
        told = f"{hit.chunk.header} {unit.quote}".lower()
        return self._route.fits_company(hit.source) or any(name.lower() in told for name in self._route.names)

    def _has_roles(self, text: str) -> bool:
        """Whether `text` names each role that is asked for, or one that says the same: "boss", "head"."""
        for term, ways in self._roles:
            held = alike_stems(self._lexicon.stems(term.without_unlike(text)))
            if not any(phrase <= held for phrase in ways):
                return False
        return True

    def _is_named(self, unit: Unit, hit: ScoredChunk) -> bool:
        """Whether the names that the question has of its own stand with `unit`, or in its document where `unit` is no
        item about something that the question does not name: "Sangdong, South Korea: …".

        Of names made of words of the language one is enough: "Mountain Pass and Round Top: in which states?"
        """
        told = set(self._lexicon.stems(f"{hit.chunk.header} {unit.placed}"))
        label = set(self._lexicon.stems(blank_moments(unit.label, read_moments(unit.label))))
        is_of_other = label and not label & set(self._lexicon.stems(self._asked))

        def has(names: set[str]) -> bool:
            in_document = (self._lexicon.search({name: 1.0}, 1, [hit.source.id]) for name in names)
            return names <= told or (not is_of_other and all(in_document))

        return has(self._names) and (not self._names_of_words or any(map(has, self._names_of_words)))

    def _tells_deeds(self, unit: Unit) -> bool:
        return (
            is_spoken(self._asked, unit.line, self._lexicon, self._encoder)
            and is_owner_told(self._asked, unit.shown, self._route.names)
            and all(
                tells_of(deed, unit.placed, self._lexicon, self._encoder)
                and not is_only_planned(deed, self._asked, unit.told, self._lexicon)
                for deed in self._deeds
            )
        )


def _own_names(query: Query, terms: Iterable[str], lexicon: Lexicon, encoder: Encoder) -> set[str]:
    """The stems of what `query` calls by a name of its own: words that the documents have and the language has not, and
    that are none of its `terms`.
    """
    companies = _words_of_companies(query)
    own = {word for word in WORD.findall(query.question.lower()) if not encoder.knows(word)} - companies
    own -= {word for term in terms for word in WORD.findall(term.lower())}
    return {stem for word in own for stem in lexicon.stems(word) if lexicon.has(stem) and not encoder.knows(stem)}


def _names_of_words(query: Query, passages: str) -> Iterator[str]:
    """What `query` calls by a name made of words of the language, as the `passages` have it in capitals and no other
    way: "Round Top".
    """
    passages = passages.replace("-", " ")
    companies = _words_of_companies(query)
    for one, other in pairwise(WORD.findall(query.question.lower())):
        name = f"{one} {other}"
        if not {one, other} <= companies and re.search(rf"\b{name.title()}\b", passages) and name not in passages:
            yield name


def _words_of_companies(query: Query) -> set[str]:
    return {word for name in query.route.names for word in WORD.findall(name.lower())}


def _amounts(text: str) -> str:
    """`text` without the digits of its dates, periods, forms, bills and ordinals: they count nothing."""
    return ORDINAL.sub(" ", BILL.sub(" ", FORM.sub(" ", blank_moments(text, read_moments(text)))))


def period_fit(wanted: list[Period], unit: Unit) -> float:
    """The share of the periods `wanted` that `unit` tells of; 1 where none is wanted."""
    if not wanted:
        return 1.0
    found = _told_periods(unit)
    return sum(any(_is_within(other, period) for other in found) for period in wanted) / len(wanted)


def _told_periods(unit: Unit) -> list[Period]:
    """The periods that `unit` names, and those of its header; of a row those of its label alone, or else of its cells,
    where these name any.
    """
    own = list(periods(unit.shown))
    if not unit.is_row:
        return own + list(periods(unit.chunk.header))
    return list(periods(cells(unit.quote)[0])) or own or list(periods(unit.chunk.header))


def _is_within(found: Period, wanted: Period) -> bool:
    """Whether `found` has all that is said of `wanted`."""
    pairs = zip(astuple(wanted), astuple(found), strict=True)
    return all(said is None or said == there for said, there in pairs)
