"""Which generation is in use, what becomes of the others, and what a crash or a damaged file leaves."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.errors import IndexDamaged, IndexLocked, IndexNotBuilt, NothingToRollBack, SelfCheckFailed
from retrieval.generation import Generation
from retrieval.index import Index
from tests.retrieval.readings import FIRST, SECOND, held, put, reading, vector


def folders(path: Path) -> list[str]:
    return sorted(entry.name for entry in path.iterdir() if entry.is_dir())


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    opened = Index(tmp_path / "index")
    with opened.rebuilding(FIRST):
        pass
    yield opened
    opened.close()


def test_open__tidies_what_a_crash_left_before_the_switch(tmp_path: Path) -> None:
    index = Index(tmp_path)
    with index.rebuilding(FIRST) as generation:
        put(generation, reading("a", "one"))
    lost = reading("b", "seven").chunks[0]
    index.generation.manifest.expect([lost.id])
    index.generation.vectors.add([lost.id], ["b"], vector("seven")[None])
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


def test_open__removes_what_a_crash_left_of_the_switch(tmp_path: Path) -> None:
    index = Index(tmp_path)
    with index.rebuilding(FIRST):
        pass
    index.close()
    (tmp_path / "current.new").write_text("2")
    again = Index(tmp_path)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["1", "current", "lock"]
    again.close()


def test_roll_back__and_forward_again(index: Index, tmp_path: Path) -> None:
    with pytest.raises(NothingToRollBack):
        index.roll_back(["a"])
    put(index.generation, reading("a", "one"))
    with index.rebuilding(SECOND) as made:
        put(made, reading("b", "seven"))
    with index.previous_manifest() as manifest:
        assert manifest
        assert list(manifest.sources()) == ["a"]
    assert not index.is_rolled_back
    index.roll_back(["a", "b"])
    assert (index.generation.made_with, index.is_rolled_back) == (FIRST, True)
    assert held(index.generation) == (["a-one"],) * 3
    index.close()

    again = Index(tmp_path / "index")
    assert (again.generation.made_with, again.is_rolled_back) == (FIRST, True)
    again.roll_back(["a", "b"])
    assert (again.generation.made_with, again.is_rolled_back) == (SECOND, False)
    assert held(again.generation) == (["b-seven"],) * 3
    assert folders(tmp_path / "index") == ["1", "2"]
    again.close()


def test_roll_back__does_not_bring_back_documents_that_are_gone(index: Index) -> None:
    put(index.generation, reading("a", "one"), reading("b", "seven"))
    with index.rebuilding(SECOND):
        pass
    index.roll_back(["b", "c"])
    assert held(index.generation) == (["b-seven"],) * 3


def test_roll_back__then_a_rebuild(index: Index, tmp_path: Path) -> None:
    with index.rebuilding(SECOND):
        pass
    index.roll_back([])
    with index.rebuilding(SECOND):
        pass
    assert (index.generation.made_with, index.is_rolled_back) == (SECOND, False)
    assert index.previous == "1"
    assert folders(tmp_path / "index") == ["1", "3"]


def test_roll_back__while_somebody_still_reads_either(index: Index) -> None:
    put(index.generation, reading("a", "one"))
    first = index.generation
    with index.rebuilding(SECOND) as made:
        put(made, reading("b", "seven"))
    index.roll_back(["a", "b"])
    assert index.generation is first
    assert held(made) == (["b-seven"],) * 3
    index.roll_back(["a", "b"])
    assert index.generation is made
    assert held(first) == (["a-one"],) * 3


def test_roll_back__an_index_that_fails_its_check_is_not_taken_into_use(index: Index, tmp_path: Path) -> None:
    put(index.generation, reading("a", "one"))
    with index.rebuilding(SECOND) as made:
        put(made, reading("b", "seven"))
    del made
    (tmp_path / "index" / "1" / "manifest.sqlite").write_bytes(b"")
    with pytest.raises(SelfCheckFailed, match=r"manifest\.sqlite is empty"):
        index.roll_back(["a", "b"])
    assert held(index.generation) == (["b-seven"],) * 3
    assert folders(tmp_path / "index") == ["1", "2"]


def test_rebuilding__an_index_that_fails_its_check_goes(index: Index, tmp_path: Path) -> None:
    def rebuild() -> None:
        with index.rebuilding(SECOND) as made:
            put(made, reading("b", "seven"))
            made.lexicon.update((), ["b-seven"])

    put(index.generation, reading("a", "one"))
    with pytest.raises(SelfCheckFailed, match="holds 1 passages, its lexicon 0, its vectors 1"):
        rebuild()
    assert held(index.generation) == (["a-one"],) * 3
    assert folders(tmp_path / "index") == ["1"]


@pytest.mark.parametrize("content", [b"", b"garbage " * 1000, None])
def test_open__a_damaged_index_is_named_and_made_again(tmp_path: Path, content: bytes | None) -> None:
    index = Index(tmp_path)
    with index.rebuilding(FIRST) as made:
        put(made, reading("a", "one", "three"))
    index.close()
    manifest = tmp_path / "1" / "manifest.sqlite"
    whole = manifest.read_bytes()
    manifest.write_bytes(whole[: len(whole) // 2] if content is None else content)

    damaged = Index(tmp_path)
    assert damaged.current is None
    with pytest.raises(IndexDamaged, match=r"cannot be read .*: run `python -m retrieval reindex`"):
        _ = damaged.generation
    with damaged.rebuilding(SECOND) as made:
        put(made, reading("b", "seven"))
    assert held(damaged.generation) == (["b-seven"],) * 3
    assert (folders(tmp_path), damaged.previous) == (["2"], None)
    damaged.close()


def test_open__a_damaged_index_can_be_rolled_back(index: Index, tmp_path: Path) -> None:
    put(index.generation, reading("a", "one"))
    with index.rebuilding(SECOND):
        pass
    index.close()
    (tmp_path / "index" / "2" / "made_with").unlink()
    damaged = Index(tmp_path / "index")
    assert damaged.current is None
    damaged.roll_back(["a"])
    assert held(damaged.generation) == (["a-one"],) * 3
    assert folders(tmp_path / "index") == ["1"]
    damaged.close()


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
