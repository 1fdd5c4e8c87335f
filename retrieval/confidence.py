"""Do the documents answer? The signs for and against it, and their weighing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from math import exp

import numpy as np

from retrieval.extractive import Concepts, Scored
from retrieval.search import Query, Searcher
from retrieval.terms import asked_for

WORD = re.compile(r"[^\W\d_][\w'’-]+")
MOST_WORDS = 120  # of a unit that are compared one by one
JUDGED = 3  # units of those able to answer


@dataclass(frozen=True, slots=True)
class AnswerSigns:
    """Signs about one unit that may answer, each from 0 to 1.

    coverage: the share of the question's words that its passage and header hold; meaning, passage: the cosines of the
    unit and of its passage with the question; nearest: the greatest cosine that any unit has with it; weakest: how near
    the question's worst-matched word comes to any word of the unit; period: whether it has a period that is asked for.
    """

    coverage: float
    meaning: float
    passage: float
    nearest: float
    weakest: float
    period: float


class Judge:
    """Weighs the signs; `weights` has one for each of them and `bias`, and their sum is a log-odds."""

    def __init__(self, searcher: Searcher, weights: dict[str, float]) -> None:
        self._searcher = searcher
        self._weights = np.array([weights[name] for name in AnswerSigns.__slots__])
        self._bias = weights["bias"]

    def probability(self, query: Query, able: Sequence[Scored], scored: Sequence[Scored]) -> float:
        """How likely one of the units `able` to answer does, from 0 to 1, beside all that are `scored`.

        The first few are judged and the likeliest counts: the order of units that score alike is a matter of chance.
        """
        signs = [astuple(self.signs(query, each, scored)) for each in able[:JUDGED]]
        odds = np.array(signs).reshape(-1, len(self._weights)) @ self._weights + self._bias
        return max((1 / (1 + exp(-float(each))) for each in odds), default=0.0)

    def signs(self, query: Query, unit: Scored, scored: Sequence[Scored]) -> AnswerSigns:
        """The signs about `unit`, one of `scored`."""
        asked = asked_for(query.question)
        concepts = Concepts(asked, self._searcher.lexicon)
        return AnswerSigns(
            coverage=concepts.coverage(f"{unit.hit.chunk.header} {unit.hit.chunk.text}"),
            meaning=unit.signs.meaning,
            passage=unit.hit.similarity or 0.0,
            nearest=max(each.signs.meaning for each in scored),
            weakest=self._weakest(asked, f"{unit.hit.chunk.header} {unit.unit.shown}", concepts),
            period=float(unit.signs.period > 0),
        )

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
