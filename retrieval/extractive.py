"""The answer without a model: the sentences and rows that answer best, word for word, and how sure that is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.embedding import Vectors
from retrieval.search import Searcher
from retrieval.types import ScoredChunk
from retrieval.units import Unit, units_of

MOST_UNITS = 4
MOST_ROWS = 12
MOST_SCORED = 60  # units whose meaning is compared: the encoder is the dearest part of an answer

# What a question wants to know, and what a unit that tells it holds.
NUMBER = re.compile(r"\d")
DATE = re.compile(
    r"\b(?:20|19)\d\d\b|\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b",
    re.I,
)
NAME = re.compile(r"\b[A-Z][a-z]+ [A-Z][a-z]+")
WANTED = (
    (
        re.compile(
            r"\bhow (?:much|many|big|large|long|far|high)\b|\b(?:price|amount|revenue|cost|size|percent|number)\b", re.I
        ),
        NUMBER,
    ),
    (re.compile(r"\bwhen\b|\b(?:which|what) (?:date|day|year|month)\b|\bhow soon\b", re.I), DATE),
    (re.compile(r"\bwho(?:se|m)?\b", re.I), NAME),
)
LIST = re.compile(
    r"\b(?:all|each|every|list|compare|comparison|vs\.?|versus|most|least|biggest|largest|highest|lowest|smallest|best|worst)\b"
    r"|\b(?:which|what|whose)\s+(?:\w+\s+)?\w+s\b(?!\s+(?:is|was|does|has)\b)",
    re.I,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for an answer being there; each from 0 to about 1.

    `passage` and `unit` are the best cosine of the question with a passage and with a unit; `coverage` is the share
    of the question's words, weighted by rarity, that the chosen passages hold.
    """

    passage: float
    unit: float
    coverage: float


@dataclass(frozen=True, slots=True)
class Scored:
    """A unit of a hit, its cosine with the question and its score."""

    unit: Unit
    hit: ScoredChunk
    similarity: float
    score: float


@dataclass(frozen=True, slots=True)
class Extract:
    """The chosen units, best first, and the signs that they answer."""

    chosen: tuple[Scored, ...]
    signs: Signs


class Extractor:
    """Chooses units by the meanings that the encoder of `searcher` gives and the words of its lexicon."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher

    def extract(self, question: str, hits: Sequence[ScoredChunk], context: str = "") -> Extract:
        """The units of `hits` that answer `question`; `context` is what was asked before, if that matters."""
        weights = self._weights(f"{context} {question}")
        scored = self._scored(question, f"{context} {question}".strip(), hits, weights)
        chosen = _chosen(scored, wants_list=bool(LIST.search(question)))
        return Extract(tuple(chosen), self._signs(chosen, weights))

    def _weights(self, text: str) -> dict[str, float]:
        return {stem: self._searcher.lexicon.rarity(stem) for stem in self._searcher.lexicon.stems(text)}

    def _scored(
        self, question: str, asked: str, hits: Sequence[ScoredChunk], weights: Mapping[str, float]
    ) -> list[Scored]:
        pairs = [(unit, hit) for hit in hits for unit in units_of(hit.chunk)][:MOST_SCORED]
        if not pairs:
            return []
        vectors = self._searcher.encoder.embed([asked, *(_in_context(unit) for unit, _ in pairs)])
        similar = vectors[1:] @ vectors[0]
        return sorted(
            (
                Scored(unit, hit, float(similar[i]), self._score(question, pairs, similar, i, weights))
                for i, (unit, hit) in enumerate(pairs)
            ),
            key=lambda scored: -scored.score,
        )

    def _score(
        self,
        question: str,
        pairs: Sequence[tuple[Unit, ScoredChunk]],
        similar: Vectors,
        i: int,
        weights: Mapping[str, float],
    ) -> float:
        unit, hit = pairs[i]
        around = [similar[j] for j in (i - 1, i + 1) if 0 <= j < len(pairs) and pairs[j][0].chunk is unit.chunk]
        kinds = [found for wanted, found in WANTED if wanted.search(question)]
        fits_kind = sum(bool(kind.search(unit.shown)) for kind in kinds) / len(kinds) if kinds else 0.0
        return float(
            similar[i]
            + 0.15 * np.mean(around or [0.0])
            + 0.3 * self._coverage(f"{unit.chunk.section} {unit.shown}", weights)
            + 0.1 * fits_kind
            + 0.15 * max(hit.score, 0.0)
        )

    def _coverage(self, text: str, weights: Mapping[str, float]) -> float:
        held = set(self._searcher.lexicon.stems(text))
        whole = sum(weights.values())
        return sum(weight for stem, weight in weights.items() if stem in held) / whole if whole else 0.0

    def _signs(self, chosen: Sequence[Scored], weights: Mapping[str, float]) -> Signs:
        if not chosen:
            return Signs(0.0, 0.0, 0.0)
        texts = " ".join(f"{scored.hit.chunk.header} {scored.hit.chunk.text}" for scored in chosen)
        return Signs(
            passage=max(scored.hit.similarity or 0.0 for scored in chosen),
            unit=max(scored.similarity for scored in chosen),
            coverage=self._coverage(texts, weights),
        )


def _in_context(unit: Unit) -> str:
    """What a unit means where it stands: the company and section of its passage come before it."""
    about = unit.chunk.header.split(" · ", 1)[0]
    return f"{about}, {unit.chunk.section}: {unit.shown}"


def _chosen(scored: Sequence[Scored], *, wants_list: bool) -> list[Scored]:
    """The best units: those near the best one, or the whole table where a list is wanted and a row of it is best."""
    if not scored:
        return []
    best = scored[0]
    if wants_list and best.unit.is_row:
        rows = [s for s in scored if s.unit.chunk is best.unit.chunk and s.unit.table == best.unit.table]
        return sorted(rows[:MOST_ROWS], key=lambda s: s.unit.position)
    near = [s for s in scored if s.score >= best.score - 0.25]
    return near[:MOST_UNITS]
