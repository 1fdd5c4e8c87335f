"""The baseline of quality, on the small store of the tests of retrieval."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing

import numpy as np
import pytest

from retrieval import open_retrieval
from retrieval.embedding import Vectors
from retrieval.settings import load_settings
from retrieval.store import Retrieval
from tests.evaluation.baseline import K, NearestSentences, QuickStartAnswers
from tests.evaluation.passages import PassageQuestion
from tests.retrieval.stores import INDEXED_AT, write_store


@pytest.fixture(scope="module")
def retrieval(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retrieval]:
    with closing(open_retrieval(load_settings(write_store(tmp_path_factory.mktemp("opened"))))) as opened:
        opened.reindex(INDEXED_AT)
        yield opened


class Letters:
    """Texts are near where they begin with the same letter."""

    name, dimension = "letters", 26

    def embed(self, texts: Sequence[str]) -> Vectors:
        return np.array([np.eye(26)[ord(text.lower()[0]) - ord("a")] for text in texts], dtype=np.float32)

    def states(self, texts: Sequence[str]) -> list[Vectors]:
        return [self.embed(text.split()) for text in texts]

    def knows(self, word: str) -> bool:
        return True


def passage(text: str, *sentences: str, is_answerable: bool = True) -> PassageQuestion:
    return PassageQuestion("p", text, "", sentences, frozenset(), is_answerable=is_answerable)


def test_ask__the_nearest_four_passages_whole_and_cited(retrieval: Retrieval) -> None:
    quickstart = QuickStartAnswers(retrieval)
    hits = quickstart.search("Who is the chief executive of Energy Fuels?", K)
    answer = quickstart.ask("Who is the chief executive of Energy Fuels?", [])

    assert "Ross Bhappu leads Energy Fuels" in hits[0].chunk.text
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert answer.status == "answered"
    assert answer.text == "\n".join(hit.chunk.text for hit in hits)
    assert [citation.document_id for citation in answer.citations] == [hit.source.id for hit in hits]
    assert all(len(chunk.text) <= 1000 for chunk, _ in quickstart._passages)


def test_read__the_nearest_sentences_and_the_nearness_of_the_passage() -> None:
    reading = NearestSentences(Letters()).read(passage("a?", "a1", "b", "a2", "a3", "a4"))
    assert (reading.chosen, reading.confidence) == (frozenset({0, 2, 3, 4}), 1.0)
    assert NearestSentences(Letters()).read(passage("a?", "b", "a")).confidence == 0.0


def test_with_threshold__keeps_nine_in_ten_of_the_answerable() -> None:
    near, far = passage("a?", "a"), passage("a?", "b")
    reader = NearestSentences(Letters()).with_threshold([*[near] * 19, far, passage("a?", "b", is_answerable=False)])
    assert reader.threshold == pytest.approx(1.0)
