"""The baseline of quality: a plain LangChain quick-start over the same documents, which answers with what it finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from langchain_text_splitters import RecursiveCharacterTextSplitter

from retrieval.embedding import Encoder
from retrieval.store import Retrieval
from retrieval.types import Answer, Chunk, Citation, ScoredChunk
from tests.evaluation.passages import PassageQuestion
from tests.evaluation.reader import Reading

K = 4
KEPT = 0.9  # the share of answerable questions that the threshold lets through, on the half that it is set on


class QuickStartAnswers:
    """Documents cut to 1,000 characters with 200 of overlap; the answer to a question is the nearest four passages.

    The documents are those of `retrieval`, and so are their text and the encoder.
    """

    def __init__(self, retrieval: Retrieval) -> None:
        searcher = retrieval._searcher
        self._encoder = searcher.encoder
        manifest = searcher.generation.manifest
        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
        self._passages = [
            (Chunk(f"{source.id}-{number}", source.id, number, "", text), source)
            for source in manifest.sources().values()
            for number, text in enumerate(splitter.split_text(_text(manifest.chunks_of(source.id))))
        ]
        self._vectors = self._encoder.embed([chunk.text for chunk, _ in self._passages])

    def search(self, question: str, k: int) -> list[ScoredChunk]:
        """The `k` passages nearest to the question, nearest first."""
        similar = self._vectors @ self._encoder.embed([question])[0]
        nearest = ((*self._passages[i], float(similar[i])) for i in np.argsort(-similar)[:k])
        return [ScoredChunk(chunk, source, score) for chunk, source, score in nearest]

    def ask(self, question: str, history: Sequence[str]) -> Answer:
        """The four passages nearest to the question as it stands, all of them cited; nothing is refused."""
        hits = self.search(question, K)
        citations = tuple(Citation.of(n, hit, hit.chunk.text) for n, hit in enumerate(hits, start=1))
        return Answer(question, "answered", "\n".join(hit.chunk.text for hit in hits), citations)


def _text(chunks: Sequence[Chunk]) -> str:
    return "\n\n".join(chunk.text for chunk in chunks)


@dataclass(frozen=True, slots=True)
class NearestSentences:
    """The four sentences nearest to the question; how sure it is, is how near its passage comes."""

    encoder: Encoder
    threshold: float = 0.0

    def read(self, question: PassageQuestion) -> Reading:
        asked, passage, *sentences = self.encoder.embed(
            [question.text, " ".join(question.sentences), *question.sentences]
        )
        nearest = np.argsort(-(np.array(sentences) @ asked))[:K]
        return Reading(frozenset(nearest.tolist()), float(asked @ passage))

    def with_threshold(self, questions: Sequence[PassageQuestion]) -> NearestSentences:
        """The same with the threshold that keeps `KEPT` of the answerable ones of `questions`."""
        sure = [self.read(question).confidence for question in questions if question.is_answerable]
        return NearestSentences(self.encoder, float(np.quantile(sure, 1 - KEPT)))
