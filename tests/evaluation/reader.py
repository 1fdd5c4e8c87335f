"""The extractive answerer, shown one passage at a time instead of what a search found."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Protocol

from retrieval.confidence import Judge
from retrieval.embedding import Encoder
from retrieval.extractive import Extractor, choose
from retrieval.leading import leaders
from retrieval.store import Retrieval
from retrieval.types import Chunk, ScoredChunk, Source
from tests.evaluation.passages import PassageQuestion

BETWEEN = "\n\n"


@dataclass(frozen=True, slots=True)
class Reading:
    """The places of the sentences that were chosen, and how sure it is that the passage answers."""

    chosen: frozenset[int]
    confidence: float


class Reader(Protocol):
    """What is measured. A passage is answered from where the confidence is `threshold` or more."""

    @property
    def threshold(self) -> float: ...

    def read(self, question: PassageQuestion) -> Reading:
        """Choose sentences of the passage, without looking at those that people chose."""


class ExtractiveReader:
    """The extractive answerer of `retrieval`, with `weights` as `retrieval/weights.toml` has them."""

    def __init__(self, retrieval: Retrieval, weights: dict[str, dict[str, float]]) -> None:
        self._searcher = retrieval._searcher
        self._extractor = Extractor(self._searcher, weights["unit"])
        self._judge = Judge(self._searcher, weights["answer"])
        self.threshold = weights["answer"]["threshold"]

    def read(self, question: PassageQuestion) -> Reading:
        query = self._searcher.ask(question.text)
        scored = self._extractor.score(query, [as_hit(question, self._searcher.encoder)])
        leading = leaders(query, scored, self._searcher)
        starts = [chosen.unit.start for chosen in choose(leading.ordered or scored)]
        # A passage that does not meet what the question demands is refused however near it is.
        confidence = self._judge.probability(query, leading.able or scored, scored) * (1.0 if leading.able else 0.5)
        return Reading(sentences_at(starts, question.sentences), confidence)


def as_hit(question: PassageQuestion, encoder: Encoder) -> ScoredChunk:
    """The passage as if a search had found it first."""
    text = BETWEEN.join(question.sentences)
    asked, passage = encoder.embed([question.text, f"{question.title}\n{text}"])
    chunk = Chunk(question.id, question.id, 0, question.title, text)
    source = Source(question.id, question.title, Path(question.id))
    return ScoredChunk(chunk, source, score=1.0, similarity=float(asked @ passage))


def sentences_at(starts: Iterable[int], sentences: Sequence[str]) -> frozenset[int]:
    """The places of the sentences that hold the characters `starts` of the text that they make up."""
    begins = [0, *accumulate(len(sentence) + len(BETWEEN) for sentence in sentences)]
    return frozenset(bisect_right(begins, start) - 1 for start in starts)
