"""Do the documents answer? The signs for and against it, and their weighing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from math import exp

import numpy as np

from retrieval.extractive import Concepts, Scored
from retrieval.lexicon import Lexicon
from retrieval.search import Query, Searcher
from retrieval.terms import terms_in

WORD = re.compile(r"[^\W\d_][\w'’-]+")
MOST_WORDS = 120  # of a unit that are compared one by one


@dataclass(frozen=True, slots=True)
class AnswerSigns:
    """Signs about the best unit, each from 0 to 1.

    coverage: the share of the question's words that its passage and header hold; meaning: its cosine with the question;
    weakest: how near the question's worst-matched word comes to any word of the unit; period: whether it has the
    periods asked for; unknown: how near a statement that something is not known comes to it; absent: whether no
    document has one of the question's words; stranger: whether such a word is a name or number; lacks_term: the share
    of the measures asked for that it does not name.
    """

    coverage: float
    meaning: float
    weakest: float
    period: float
    unknown: float
    absent: float
    stranger: float
    lacks_term: float


class Judge:
    """Weighs the signs; `weights` has one for each of them and `bias`, and their sum is a log-odds."""

    def __init__(self, searcher: Searcher, weights: dict[str, float]) -> None:
        self._searcher = searcher
        self._weights = np.array([weights[name] for name in AnswerSigns.__slots__])
        self._bias = weights["bias"]

    def probability(self, query: Query, scored: Sequence[Scored]) -> float:
        """How likely the best units answer, from 0 to 1."""
        if not scored:
            return 0.0
        signs = self.signs(query, scored)
        return 1 / (1 + exp(-float(np.array(astuple(signs)) @ self._weights) - self._bias))

    def signs(self, query: Query, scored: Sequence[Scored]) -> AnswerSigns:
        """The signs about the first of `scored`, the best unit."""
        best, asked = scored[0], query.question
        lexicon = self._searcher.lexicon
        concepts = Concepts(asked, lexicon)
        absent = [word for word in WORD.findall(asked) if self._is_absent(word, concepts)]
        return AnswerSigns(
            coverage=concepts.coverage(f"{best.hit.chunk.header} {best.hit.chunk.text}"),
            meaning=best.signs.plain,
            weakest=self._weakest(asked, f"{best.hit.chunk.header} {best.unit.shown}", concepts),
            period=best.signs.period,
            unknown=_unknown(scored),
            absent=float(bool(absent)),
            stranger=float(any(not self._searcher.encoder.knows(word) for word in absent)),
            lacks_term=_lacks_term(asked, f"{best.hit.chunk.section} {best.unit.shown}", lexicon),
        )

    def _is_absent(self, word: str, concepts: Concepts) -> bool:
        stems = self._searcher.lexicon.stems(word)
        return any(not self._searcher.lexicon.has(stem) and not concepts.has_others(stem) for stem in stems)

    def _weakest(self, asked: str, text: str, concepts: Concepts) -> float:
        """The least of the question's words' best cosines with a word of `text`; words that are there count 1."""
        lexicon = self._searcher.lexicon
        held = set(lexicon.stems(text))
        missing = [
            word
            for word in dict.fromkeys(WORD.findall(asked))
            if any(not concepts.is_met(stem, held) for stem in lexicon.stems(word))
        ]
        words = list(dict.fromkeys(WORD.findall(text)))[:MOST_WORDS]
        if not missing or not words:
            return 0.0 if missing else 1.0
        vectors = self._searcher.encoder.embed(missing + words)
        return float((vectors[: len(missing)] @ vectors[len(missing) :].T).max(axis=1).min())


def _lacks_term(asked: str, text: str, lexicon: Lexicon) -> float:
    """The share of the measures and roles that are asked for which `text` does not name."""
    terms = terms_in(asked)
    if not terms:
        return 0.0
    held = set(lexicon.stems(text))
    named = [any(set(lexicon.stems(phrase)) <= held for phrase in (said, *term.printed)) for said, term in terms]
    return 1 - sum(named) / len(named)


def _unknown(scored: Sequence[Scored]) -> float:
    """How well the best statement that something is not known fits the question, beside the best unit."""
    admitted = [each.score for each in scored if each.unit.is_unknown]
    best = scored[0].score
    return max(0.0, max(admitted) / best) if admitted and best > 0 else 0.0
