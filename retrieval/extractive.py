"""The answer without a model: the sentences and rows that answer best, word for word, and the signs that they do."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from itertools import groupby

import numpy as np

from retrieval.concepts import Concepts
from retrieval.demands import period_fit
from retrieval.embedding import matches
from retrieval.kinds import kinds_wanted
from retrieval.lexicon import Lexicon
from retrieval.routing import periods
from retrieval.search import Query, Searcher
from retrieval.terms import alike_stems, asked_for, spelled_out
from retrieval.types import ScoredChunk
from retrieval.units import LIST_ITEM, Unit, units_of

MOST_UNITS = 4
NEAR = 0.7  # of the best unit's score, from which on others stand beside it
MOST_ROWS = 12
MOST_ITEMS = 5  # of a list that is shown whole
LONGEST_ITEM = 20  # words
TABLE_SHARE = 0.85  # of the best unit's score, from which on a whole table answers a question for a list
MOST_SCORED = 80  # units whose meaning is compared: the encoder is the dearest part of an answer

FEW_WORDS = 8  # of a unit that is embedded under its heading
WORD = re.compile(r"[^\W\d_][\w’'-]+")
LABEL_NAME = re.compile(r"\b[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)+")
LIST = re.compile(
    r"\b(?:all|each|every|list|compare|comparison|vs\.?|versus|most|least|biggest|largest|highest|lowest|smallest|best|worst)\b"
    r"|\b(?:which|what|whose)\s+(?:(?!is\b)\w+\s+)?(?!this\b|does\b|was\b|has\b)(?P<things>\w{2,}s)\b(?!\s+(?:is|was|does|has)\b)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for a unit being the answer; each from 0 to about 1.

    meaning: cosine with the question; context: the share of the question's words, by rarity, that unit and header hold;
    rank: the passage's search score; kind: whether it holds a number, date or name where one is asked for; period:
    whether the periods asked for stand in it or its header.
    """

    meaning: float
    context: float
    rank: float
    kind: float
    period: float


@dataclass(frozen=True, slots=True)
class Scored:
    """A unit of a hit, its signs, and their weighted sum; a whole table has its `rows`."""

    unit: Unit
    hit: ScoredChunk
    signs: Signs
    score: float
    rows: tuple[Unit, ...] = ()


class Extractor:
    """Chooses units by the meanings that the encoder of `searcher` gives and the words of its lexicon."""

    def __init__(self, searcher: Searcher, weights: dict[str, float]) -> None:
        self._searcher = searcher
        self._weights = np.array([weights[name] for name in Signs.__slots__])

    def score(self, query: Query, hits: Sequence[ScoredChunk]) -> list[Scored]:
        """The units of `hits`, those that answer best first; with whole tables among them where a list is asked for."""
        pairs = [(unit, hit) for hit in hits for unit in units_of(hit.chunk)][:MOST_SCORED]
        listed = LIST.search(query.question)
        tables = list(_tables(pairs, listed["things"] or "", self._searcher.lexicon)) if listed else []
        rows = [() for _ in pairs] + [table[2] for table in tables]
        pairs += [(unit, hit) for unit, hit, _ in tables]
        if not pairs:
            return []
        similar = self._searcher.encoder.embed([_said(unit) for unit, _ in pairs]) @ query.vector
        concepts = Concepts(asked_for(query.text), self._searcher.lexicon)
        signs = [_signs(query, *pair, float(near), concepts) for pair, near in zip(pairs, similar, strict=True)]
        scores = (np.array([astuple(each) for each in signs]) @ self._weights).tolist()
        scored = [Scored(*pair, *rest) for pair, *rest in zip(pairs, signs, scores, rows, strict=True)]
        return sorted(scored, key=lambda each: -each.score)

    def led(self, query: Query, able: Collection[Scored], chosen: Sequence[Scored]) -> list[Scored]:
        """`chosen` with those first that are `able` to answer, and of these the one whose tokens come nearest.

        Beside the score count how near the question's tokens come to any of the unit's line under its header, the mean
        and the least: a fit gave the three nearly the same weight.
        """
        if len(chosen) < 2:
            return list(chosen)
        encoder = self._searcher.encoder
        lines = [f"{each.hit.chunk.header}\n{each.unit.placed}" for each in chosen]
        asked, *told = encoder.states([spelled_out(query.question, encoder.knows), *lines])
        near = [matches(asked, tokens) for tokens in told]
        scores = [
            each.score + float(cosines.mean() + cosines.min()) if len(cosines) else each.score
            for each, cosines in zip(chosen, near, strict=True)
        ]
        places = sorted(range(len(chosen)), key=lambda place: (chosen[place] not in able, -scores[place]))
        return [chosen[place] for place in places]


def _said(unit: Unit) -> str:
    """What `unit` says, and what a few words stand under: "$718 million in cash." means little without "Price"."""
    heading = unit.chunk.section.rsplit(" › ", 1)[-1]
    return f"{heading}: {unit.shown}" if heading and len(unit.shown.split()) <= FEW_WORDS else unit.shown


def _tables(
    pairs: Sequence[tuple[Unit, ScoredChunk]], things: str, lexicon: Lexicon
) -> Iterator[tuple[Unit, ScoredChunk, tuple[Unit, ...]]]:
    """The tables that can be shown whole, each as one unit with its rows; where `things` are asked for, those of them.

    A table is one of "stocks" where its section or a heading has that word or one that says the same.
    """
    wanted = alike_stems(lexicon.stems(things))
    rows = (pair for pair in pairs if pair[0].is_row)
    for _, group in groupby(rows, key=lambda pair: (pair[0].chunk.id, pair[0].table)):
        members = list(group)
        units = tuple(unit for unit, _ in members)
        named = set(lexicon.stems(" ".join((units[0].chunk.section, *units[0].headings))))
        if not 1 < len(units) <= MOST_ROWS or (wanted and not wanted & named):
            continue
        first, last = units[0], units[-1]
        quote = first.chunk.text[first.start : last.start + len(last.quote)]
        shown = f"{first.chunk.section}: " + "; ".join(unit.shown for unit in units)
        yield replace(first, quote=quote, shown=shown), members[0][1], units


def _signs(query: Query, unit: Unit, hit: ScoredChunk, meaning: float, concepts: Concepts) -> Signs:
    kinds = kinds_wanted(query.question)
    placed = f"{unit.chunk.header} {unit.shown}"
    return Signs(
        meaning=meaning,
        context=concepts.coverage(placed),
        rank=hit.score,
        kind=sum(bool(kind.search(unit.shown)) for kind in kinds) / len(kinds) if kinds else 0.0,
        period=period_fit(list(periods(query.text)), unit),
    )


def choose(scored: Sequence[Scored], led: Callable[[Sequence[Scored]], list[Scored]] = list) -> list[Scored]:
    """The units that make the answer: the best few, or the rows of a table that is near the best, and one beside it.

    The best few are put in order by `led`, unless they begin with a list, which has an order of its own.
    """
    table = next((each for each in scored if each.rows), None)
    sentences = [each for each in scored if not each.rows and (each is scored[0] or not each.unit.is_unknown)]
    if table is None or table.score < TABLE_SHARE * scored[0].score:
        listed = _listed_with(scored[0], sentences)
        sentences = listed + [each for each in sentences if each not in listed]
        most = max(MOST_UNITS, len(listed))
        best = [each for each in sentences[:most] if each in listed or _is_near(each, scored[0])]
        return best if len(listed) > 1 else led(best)
    beside = [each for each in sentences if each.unit not in table.rows]
    return [replace(table, unit=row, rows=()) for row in table.rows] + beside[:1]


def _listed_with(best: Scored, sentences: Sequence[Scored]) -> list[Scored]:
    """The items of the short list that `best` is a few words of, in its order; `best` alone where it is of none.

    "$718 million in cash." under "Price" is only half of the price; "Chief executive: Ann Lee." says it all.
    """
    chunk, start = best.unit.chunk, best.unit.start
    begin = chunk.text.rfind("\n\n", 0, start) + 2 if "\n\n" in chunk.text[:start] else 0
    end = chunk.text.find("\n\n", start)
    items = chunk.text[begin : end if end >= 0 else len(chunk.text)].splitlines()
    is_whole = not best.unit.label and LIST_ITEM.sub("", best.unit.line, count=1) == best.unit.quote
    is_few = is_whole and len(best.unit.quote.split()) <= FEW_WORDS and 1 < len(items) <= MOST_ITEMS
    if not is_few or not all(LIST_ITEM.match(item) and len(item.split()) <= LONGEST_ITEM for item in items):
        return [best]
    return sorted(
        (
            each
            for each in sentences
            if each.unit.chunk is chunk and begin <= each.unit.start < begin + sum(map(len, items))
        ),
        key=lambda each: each.unit.start,
    )


def _is_near(each: Scored, best: Scored) -> bool:
    """Whether a unit may stand beside the best: it answers nearly as well, and is no row of another period."""
    is_of_other = each.unit.is_row and each.signs.period == 0 < best.signs.period
    return each.score >= NEAR * best.score and not is_of_other


def of_named_items(query: Query, chosen: Sequence[Scored]) -> list[Scored]:
    """`chosen`; where the question names what the list item of the best is about, whole items about that and no others.

    "What did Ms Amos say" wants all of "Helen Amos, analyst: …", and nothing of what others said. The route's companies
    are not looked for: whole documents are about them.
    """
    asked = set(WORD.findall(query.question.lower())) - set(WORD.findall(" ".join(query.route.names).lower()))
    named = [bool(asked & set(" ".join(LABEL_NAME.findall(each.unit.label)).lower().split())) for each in chosen]
    if not any(named[:1]):
        return list(chosen)
    return [
        replace(each, unit=each.unit.of_whole_item()) if is_named else each
        for each, is_named in zip(chosen, named, strict=True)
        if is_named or not each.unit.label
    ]
