"""Do the documents answer? The signs for and against it, and their weighing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from math import exp

import numpy as np

from retrieval.concepts import Concepts
from retrieval.embedding import matches
from retrieval.extractive import Scored
from retrieval.search import Query, Searcher
from retrieval.terms import asked_for, spelled_out

JUDGED = 3  # units of those able to answer
AROUND = 250  # characters of the passage before and after a unit in which the question's words may stand


@dataclass(frozen=True, slots=True)
class AnswerSigns:
    """Signs about one unit that may answer, each from 0 to 1 but for `rank`.

    coverage: the share of the question's words, names of companies aside, that the unit's line or row holds; rank: the
    search score of its passage; nearest: the greatest cosine that any unit has with the question; weakest: how near the
    question's worst-matched token comes to any token around the unit, each in its context: that one word has nothing
    near it says more of a near miss than the sum does; period: whether it has a period that is asked for.
    """

    coverage: float
    rank: float
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
        if not able:
            return 0.0
        signs = [astuple(each) for each in self.signs(query, able[:JUDGED], scored)]
        odds = float((np.array(signs) @ self._weights).max()) + self._bias
        return 1 / (1 + exp(-odds))

    def signs(self, query: Query, units: Sequence[Scored], scored: Sequence[Scored]) -> list[AnswerSigns]:
        """The signs about each of `units`, which are of `scored`."""
        concepts = Concepts(asked_for(query.question), self._searcher.lexicon, query.route.names)
        encoder = self._searcher.encoder
        asked, *around = encoder.states([spelled_out(query.question, encoder.knows), *map(_around, units)])
        nearest = max((each.signs.meaning for each in scored), default=0.0)
        return [
            AnswerSigns(
                coverage=concepts.coverage(unit.unit.placed),
                rank=unit.signs.rank,
                nearest=nearest,
                weakest=float(matches(asked, tokens).min(initial=1.0)),
                period=float(unit.signs.period > 0),
            )
            for unit, tokens in zip(units, around, strict=True)
        ]


def _around(unit: Scored) -> str:
    """The header of the unit's passage, and what stands around the unit."""
    chunk, start = unit.hit.chunk, unit.unit.start
    return f"{chunk.header}\n{chunk.text[max(0, start - AROUND) : start + len(unit.unit.quote) + AROUND]}"
