from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from time import perf_counter, sleep

import numpy as np
import pytest

from retrieval import vectors
from retrieval.embedding import Vectors
from retrieval.vectors import VectorStore

IDS, DOCUMENTS = ["east", "north", "up"], ["compass", "compass", "height"]


def along(*coordinates: float) -> Vectors:
    found = np.array(coordinates, dtype=np.float32)
    return found / np.linalg.norm(found)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[VectorStore]:
    with closing(VectorStore(tmp_path)) as opened:
        opened.add(IDS, DOCUMENTS, np.eye(3, dtype=np.float32))
        yield opened


def test_search__cosines_best_first(store: VectorStore) -> None:
    found = store.search(along(3, 4, 0), 3)
    assert [id_ for id_, _ in found] == ["north", "east", "up"]
    assert [similarity for _, similarity in found] == pytest.approx([0.8, 0.6, 0.0], abs=1e-6)


def test_search__no_more_than_asked_for_or_held(store: VectorStore) -> None:
    assert [id_ for id_, _ in store.search(along(0, 0, 1), 1)] == ["up"]
    assert len(store.search(along(0, 0, 1), 100)) == 3


def test_search__only_within_documents(store: VectorStore) -> None:
    assert [id_ for id_, _ in store.search(along(0.1, 0, 1), 3, ["compass"])] == ["east", "north"]


def test_search__empty_store(tmp_path: Path) -> None:
    with closing(VectorStore(tmp_path / "empty")) as empty:
        assert empty.search(along(1, 0, 0), 5) == []
        assert empty.vectors(["east"]) == {}


def test_vectors__those_that_are_kept(store: VectorStore) -> None:
    found = store.vectors(["up", "unknown"])
    assert list(found) == ["up"]
    assert found["up"].tolist() == [0.0, 0.0, 1.0]
    assert found["up"].dtype == np.float32
    assert store.vectors([]) == {}


def test_add__overwrites_a_known_id(store: VectorStore) -> None:
    store.add(["up"], ["compass"], along(1, 0, 0)[np.newaxis])
    assert store.vectors(["up"])["up"].tolist() == [1.0, 0.0, 0.0]
    assert len(store.search(along(1, 0, 0), 10)) == 3


def test_remove__and_what_was_never_there(store: VectorStore) -> None:
    store.remove(["east", "unknown"])
    store.remove([])
    assert [id_ for id_, _ in store.search(along(1, 1, 0), 10)] == ["north", "up"]


def test_add_and_remove__in_batches(store: VectorStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "BATCH", 2)
    ids = [f"more-{n}" for n in range(5)]
    store.add(ids, ["more"] * 5, np.array([along(1, n, 0) for n in range(5)]))
    assert len(store.search(along(1, 0, 0), 10)) == 8
    store.remove(ids)
    assert sorted(id_ for id_, _ in store.search(along(1, 0, 0), 10)) == IDS


def test_add__lets_other_threads_run(tmp_path: Path) -> None:
    made = np.random.default_rng(1).standard_normal((2000, 384)).astype(np.float32)
    ids = [str(n) for n in range(len(made))]
    with closing(VectorStore(tmp_path / "large")) as store, ThreadPoolExecutor() as pool:
        begun = last = perf_counter()
        adding = pool.submit(store.add, ids, ids, made)
        longest = 0.0
        while not adding.done():
            sleep(0.001)
            longest, last = max(longest, perf_counter() - last), perf_counter()
        assert adding.result() is None
        assert store.count() == len(ids)
    assert longest < (last - begun) / 3


def test_open__keeps_what_was_added(store: VectorStore, tmp_path: Path) -> None:
    store.close()
    with closing(VectorStore(tmp_path)) as again:
        assert [id_ for id_, _ in again.search(along(0, 1, 0), 1)] == ["north"]


def test_similarities__of_those_that_are_kept(store: VectorStore) -> None:
    assert store.similarities(along(3, 4, 0), ["up", "north", "unknown"]) == pytest.approx({"north": 0.8, "up": 0.0})
    assert store.similarities(along(3, 4, 0), []) == {}
