"""One index: its three sides hold the same at all times, and it knows when they do not."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from retrieval.errors import IndexDamaged, SelfCheckFailed
from retrieval.generation import Generation
from tests.retrieval.readings import FIRST, LATER, NOW, held, put, reading, vector


@pytest.fixture
def generation(tmp_path: Path) -> Iterator[Generation]:
    with closing(Generation(tmp_path / "1", FIRST)) as made:
        yield made


def test_update__all_parts_hold_the_same(generation: Generation) -> None:
    put(generation, reading("a", "one", "three"), reading("b", "seven"))
    assert held(generation) == (["a-one", "a-three", "b-seven"],) * 3
    assert generation.manifest.debris() == []


def test_update__replaces_what_changed_and_embeds_only_what_is_new(generation: Generation) -> None:
    put(generation, reading("a", "one", "three"), reading("b", "seven"))
    assert put(generation, reading("a", "three", "four", version="2"), now=LATER) == ["a-four"]
    assert held(generation) == (["a-four", "a-three", "b-seven"],) * 3
    assert [chunk.id for chunk in generation.manifest.chunks_of("a")] == ["a-three", "a-four"]
    changed, kept = generation.manifest.documents()
    assert (changed.content_hash, changed.indexed_at, changed.chunks) == ("2", LATER, 2)
    assert (kept.content_hash, kept.indexed_at, kept.chunks) == ("1", NOW, 1)


def test_remove__nothing_is_left(generation: Generation) -> None:
    put(generation, reading("a", "one"), reading("b", "seven"))
    generation.remove(["a"])
    assert held(generation) == (["b-seven"],) * 3


def test_open__what_it_was_made_with_is_kept(tmp_path: Path) -> None:
    with closing(Generation(tmp_path / "1", FIRST)) as made:
        put(made, reading("a", "one"))
    with closing(Generation(tmp_path / "1")) as again:
        assert again.made_with == FIRST
        assert held(again) == (["a-one"],) * 3


def test_check__each_passage_is_found(generation: Generation) -> None:
    generation.check()
    put(generation, reading("a", "one", "three", "of the", "…"), reading("b", "seven"))
    generation.check()


def test_check__sides_that_hold_different_numbers(generation: Generation) -> None:
    put(generation, reading("a", "one", "three"))
    generation.vectors.remove(["a-one"])
    with pytest.raises(SelfCheckFailed, match="its manifest holds 2 passages, its lexicon 2, its vectors 1"):
        generation.check()


def test_check__passages_that_are_not_found(generation: Generation) -> None:
    put(generation, reading("a", "one", "three"))
    generation.vectors.remove(["a-one", "a-three"])
    generation.vectors.add(["x", "y"], ["a", "a"], np.array([vector("one"), vector("three")]))
    with pytest.raises(SelfCheckFailed, match="of 2 passages only 0 were found by their own vectors"):
        generation.check()
    generation.lexicon.update(reading("b", "x", "y").chunks, ["a-one", "a-three"])
    with pytest.raises(SelfCheckFailed, match="of 2 passages only 0 were found by their own words"):
        generation.check()


@pytest.mark.parametrize("part", ["made_with", "manifest.sqlite", "lexicon/meta.json", "vectors/chroma.sqlite3"])
@pytest.mark.parametrize("fault", ["gone", "cut off"])
def test_open__a_damaged_part_is_named(tmp_path: Path, part: str, fault: str) -> None:
    with closing(Generation(tmp_path / "1", FIRST)) as made:
        put(made, reading("a", "one", "three"))
    damaged = tmp_path / part.replace("/", "-") / fault  # Chroma remembers a folder that it could not open
    shutil.copytree(tmp_path / "1", damaged)
    content = (damaged / part).read_bytes()
    (damaged / part).unlink()
    if fault == "cut off":
        (damaged / part).write_bytes(content[: len(content) // 2])
    with pytest.raises(IndexDamaged, match="run `python -m retrieval reindex`, which makes it again"):
        Generation(damaged)


LEXICON_FILES = ["meta.json", *(f"*.{kind}" for kind in ("del", "fast", "fieldnorm", "idx", "pos", "store", "term"))]


@pytest.mark.parametrize("pattern", LEXICON_FILES)
@pytest.mark.parametrize("length", [1, 20])
def test_open__a_lexicon_with_damaged_bytes_in_the_middle_of_a_file(tmp_path: Path, pattern: str, length: int) -> None:
    with closing(Generation(tmp_path / "1", FIRST)) as made:
        put(made, reading("a", "one", "three", "four"), reading("b", "seven"))
        made.remove(["b"])
    (file,) = (tmp_path / "1" / "lexicon").glob(pattern)
    content = bytearray(file.read_bytes())
    middle = (len(content) - length) // 2
    content[middle : middle + length] = bytes(byte ^ 0xFF for byte in content[middle : middle + length])
    file.write_bytes(content)
    with pytest.raises(IndexDamaged, match="run `python -m retrieval reindex`, which makes it again"):
        Generation(tmp_path / "1")


def test_open__a_manifest_with_a_hole(tmp_path: Path) -> None:
    with closing(Generation(tmp_path / "1", FIRST)) as made:
        put(made, reading("a", *(f"{word} {n}" for n in range(300) for word in ("one", "three"))))
    file = tmp_path / "1" / "manifest.sqlite"
    content = bytearray(file.read_bytes())
    third = len(content) // 3
    content[third : 2 * third] = bytes(third)
    file.write_bytes(content)
    with pytest.raises(IndexDamaged):
        Generation(tmp_path / "1")
