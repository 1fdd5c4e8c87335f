"""The answer without a model: the sentences and rows that answer best, word for word, and the signs that they do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass

import numpy as np

from retrieval.demands import kinds_wanted, period_fit
from retrieval.embedding import Vectors
from retrieval.lexicon import Lexicon
from retrieval.routing import periods
from retrieval.search import Query, Searcher
from retrieval.terms import terms_in
from retrieval.types import ScoredChunk
from retrieval.units import Unit, units_of

MOST_UNITS = 4
MOST_ROWS = 12
MOST_SCORED = 80  # units whose meaning is compared: the encoder is the dearest part of an answer

LIST = re.compile(
    r"\b(?:all|each|every|list|compare|comparison|vs\.?|versus|most|least|biggest|largest|highest|lowest|smallest|best|worst)\b"
    r"|\b(?:which|what|whose)\s+(?:\w+\s+)?\w+s\b(?!\s+(?:is|was|does|has)\b)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for a unit being the answer; each from 0 to about 1.

    meaning: cosine with the question, in its context; plain: the same without context; around: the mean of its
    neighbours' `plain`; context: the share of the question's words, by rarity, that unit and header hold; rank: the
    passage's search score; kind: whether it holds a number, date or name where one is asked for; period: whether the
    periods asked for stand in it or its header.
    """

    meaning: float
    plain: float
    around: float
    context: float
    rank: float
    kind: float
    period: float


@dataclass(frozen=True, slots=True)
class Scored:
    """A unit of a hit, its signs, and their weighted sum."""

    unit: Unit
    hit: ScoredChunk
    signs: Signs
    score: float


class Concepts:
    """The words of a question by rarity, each with the other words that documents have for it."""

    def __init__(self, question: str, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self.weights = {stem: lexicon.rarity(stem) for stem in lexicon.stems(question)}
        self._others: dict[str, list[set[str]]] = {stem: [] for stem in self.weights}
        for said, term in terms_in(question):
            printed = [set(lexicon.stems(phrase)) for phrase in term.printed]
            for stem in lexicon.stems(said):
                self._others.get(stem, []).extend(printed)

    def coverage(self, text: str) -> float:
        """The share of the question's words that `text` holds, each counting by its rarity."""
        held = set(self._lexicon.stems(text))
        whole = sum(self.weights.values())
        met = sum(weight for stem, weight in self.weights.items() if self.is_met(stem, held))
        return met / whole if whole else 0.0

    def is_met(self, stem: str, held: set[str]) -> bool:
        """Whether the stems `held` say what `stem` asks for."""
        return stem in held or any(other <= held for other in self._others.get(stem, ()))

    def has_others(self, stem: str) -> bool:
        """Whether documents have other words for it."""
        return bool(self._others.get(stem))


class Extractor:
    """Chooses units by the meanings that the encoder of `searcher` gives and the words of its lexicon."""

    def __init__(self, searcher: Searcher, weights: dict[str, float]) -> None:
        self._searcher = searcher
        self._weights = np.array([weights[name] for name in Signs.__slots__])

    def score(self, query: Query, hits: Sequence[ScoredChunk]) -> list[Scored]:
        """The units of `hits`, those that answer best first."""
        pairs = [(unit, hit) for hit in hits for unit in units_of(hit.chunk)][:MOST_SCORED]
        if not pairs:
            return []
        texts = [*(_in_context(unit) for unit, _ in pairs), *(unit.shown for unit, _ in pairs)]
        similar = (self._searcher.encoder.embed(texts) @ query.vector).reshape(2, -1)
        concepts = Concepts(query.text, self._searcher.lexicon)
        signs = [_signs(query, pairs, similar, i, concepts) for i in range(len(pairs))]
        scores = np.array([astuple(each) for each in signs]) @ self._weights
        scored = [Scored(*pair, each, float(score)) for pair, each, score in zip(pairs, signs, scores, strict=True)]
        return sorted(scored, key=lambda each: -each.score)


def _signs(
    query: Query, pairs: Sequence[tuple[Unit, ScoredChunk]], similar: Vectors, i: int, concepts: Concepts
) -> Signs:
    unit, hit = pairs[i]
    around = [similar[1, j] for j in (i - 1, i + 1) if 0 <= j < len(pairs) and pairs[j][0].chunk is unit.chunk]
    kinds = kinds_wanted(query.question)
    placed = f"{unit.chunk.header} {unit.shown}"
    return Signs(
        meaning=float(similar[0, i]),
        plain=float(similar[1, i]),
        around=float(np.mean(around or [0.0])),
        context=concepts.coverage(placed),
        rank=hit.score,
        kind=sum(bool(kind.search(unit.shown)) for kind in kinds) / len(kinds) if kinds else 0.0,
        period=period_fit(list(periods(query.text)), placed),
    )


def _in_context(unit: Unit) -> str:
    """What a unit means where it stands: the company and section of its passage come before it."""
    about = unit.chunk.header.split(" · ", 1)[0]
    return f"{about}, {unit.chunk.section}: {unit.shown}"


def choose(query: Query, scored: Sequence[Scored], most: int = MOST_UNITS) -> list[Scored]:
    """The units that make the answer: the best few, or a whole table where a list is wanted and a row of it is best."""
    best = scored[0]
    if best.unit.is_row and LIST.search(query.question):
        table = [s for s in scored if s.unit.chunk is best.unit.chunk and s.unit.table == best.unit.table]
        others = [s for s in scored if s not in table]
        return sorted(table[:MOST_ROWS], key=lambda s: s.unit.position) + others[:1]
    return list(scored[:most])
