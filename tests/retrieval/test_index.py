import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from retrieval.errors import IndexLocked, IndexNotBuilt
from retrieval.generation import Generation, MadeWith, Reading
from retrieval.index import Index
from retrieval.types import Chunk, Source

NOW = datetime(2026, 2, 3, 12, tzinfo=UTC)
FIRST, SECOND = MadeWith("first", 1, 1), MadeWith("second", 1, 1)
LATER = datetime(2026, 2, 4, 12, tzinfo=UTC)


def reading(document_id: str, *texts: str, version: str = "1") -> Reading:
    chunks = tuple(Chunk(f"{document_id}-{text}", document_id, n, "header", text) for n, text in enumerate(texts))
    return Reading(Source(document_id, document_id.title(), Path(f"{document_id}.md")), version, chunks)


def vector(text: str) -> np.ndarray:
    made = np.zeros(4, dtype=np.float32)
    made[len(text) % 4] = 1.0
    return made


def put(generation: Generation, *readings: Reading, now: datetime = NOW) -> list[str]:
    fresh = generation.missing([chunk for each in readings for chunk in each.chunks])
    generation.update(readings, fresh, np.array([vector(chunk.text) for chunk in fresh]).reshape(-1, 4), now)
    return [chunk.id for chunk in fresh]


def held(generation: Generation) -> tuple[list[str], list[str], list[str]]:
    """The passages that each part of the index holds."""
    manifest = [chunk.id for document in ("a", "b") for chunk in generation.manifest.chunks_of(document)]
    words = [id_ for id_, _ in generation.lexicon.search({"header": 1.0}, 100)]
    vectors = [id_ for id_, _ in generation.vectors.search(vector("x"), 100)]
    return sorted(manifest), sorted(words), sorted(vectors)


def folders(path: Path) -> list[str]:
    return sorted(entry.name for entry in path.iterdir() if entry.is_dir())


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    opened = Index(tmp_path / "index")
    with opened.rebuilding(FIRST):
        pass
    yield opened
    opened.close()


def test_update__all_parts_hold_the_same(index: Index) -> None:
    put(index.generation, reading("a", "one", "three"), reading("b", "seven"))
    assert held(index.generation) == (["a-one", "a-three", "b-seven"],) * 3
    assert index.generation.manifest.debris() == []


def test_update__replaces_what_changed_and_embeds_only_what_is_new(index: Index) -> None:
    put(index.generation, reading("a", "one", "three"), reading("b", "seven"))
    assert put(index.generation, reading("a", "three", "four", version="2"), now=LATER) == ["a-four"]
    assert held(index.generation) == (["a-four", "a-three", "b-seven"],) * 3
    assert [chunk.id for chunk in index.generation.manifest.chunks_of("a")] == ["a-three", "a-four"]
    changed, kept = index.generation.manifest.documents()
    assert (changed.content_hash, changed.indexed_at, changed.chunks) == ("2", LATER, 2)
    assert (kept.content_hash, kept.indexed_at, kept.chunks) == ("1", NOW, 1)


def test_remove__nothing_is_left(index: Index) -> None:
    put(index.generation, reading("a", "one"), reading("b", "seven"))
    index.generation.remove(["a"])
    assert held(index.generation) == (["b-seven"],) * 3


def test_open__tidies_what_a_crash_left_before_the_switch(tmp_path: Path) -> None:
    index = Index(tmp_path)
    with index.rebuilding(FIRST) as generation:
        put(generation, reading("a", "one"))
    lost = reading("b", "seven").chunks[0]
    index.generation.manifest.expect([lost.id])
    index.generation.vectors.add([lost.id], ["b"], np.array([vector("seven")]))
    index.generation.lexicon.update([lost], ())
    index.close()
    again = Index(tmp_path)
    assert held(again.generation) == (["a-one"],) * 3
    again.close()


def test_rebuilding__switches_at_the_end_and_drops_the_one_before_the_old_one_when_nobody_reads_it(
    index: Index, tmp_path: Path
) -> None:
    put(index.generation, reading("a", "one"))
    before = index.generation
    with index.rebuilding(SECOND) as made:
        put(made, reading("b", "seven"))
        assert index.generation is before
    assert held(index.generation) == (["b-seven"],) * 3
    assert index.generation.made_with == SECOND
    assert held(before) == (["a-one"],) * 3
    with index.rebuilding(SECOND):
        pass
    assert folders(tmp_path / "index") == ["1", "2", "3"]
    del before
    assert folders(tmp_path / "index") == ["2", "3"]


def test_rebuilding__keeps_the_old_one_when_it_fails(index: Index, tmp_path: Path) -> None:
    put(index.generation, reading("a", "one"))
    with pytest.raises(ZeroDivisionError), index.rebuilding(SECOND):
        raise ZeroDivisionError
    assert held(index.generation) == (["a-one"],) * 3
    assert folders(tmp_path / "index") == ["1"]


def test_open__removes_a_generation_that_a_crash_left_unfinished(tmp_path: Path) -> None:
    index = Index(tmp_path)
    with index.rebuilding(FIRST):
        pass
    index.close()
    Generation(tmp_path / "2", SECOND).close()
    again = Index(tmp_path)
    assert folders(tmp_path) == ["1"]
    again.close()


def test_generation__says_how_to_build_the_index(tmp_path: Path) -> None:
    index = Index(tmp_path)
    with pytest.raises(IndexNotBuilt, match="run `python -m retrieval reindex`"):
        _ = index.generation
    index.close()


def test_open__refuses_a_second_process(tmp_path: Path) -> None:
    index = Index(tmp_path)
    script = "import sys, pathlib; from retrieval.index import Index; Index(pathlib.Path(sys.argv[1]))"
    second = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=False)
    index.close()
    assert second.returncode == 1
    assert "IndexLocked" in second.stderr
    assert "another process has this index open; stop it first" in second.stderr


def test_open__refuses_a_second_opening_in_this_process(index: Index, tmp_path: Path) -> None:
    with pytest.raises(IndexLocked):
        Index(tmp_path / "index")
