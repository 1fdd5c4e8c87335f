"""One complete index: vectors, lexicon and manifest as one thing that changes whole documents at a time."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import IndexDamaged, SelfCheckFailed
from retrieval.lexicon import Lexicon
from retrieval.manifest import Manifest
from retrieval.types import Chunk, Source
from retrieval.vectors import VectorStore

MADE_WITH = "made_with"
MANIFEST = "manifest.sqlite"
SAMPLE = 32  # passages that a self-check looks for
ENOUGH = 0.9  # of them found: the graph of the vectors is approximate, and tables repeat themselves
NEAR = 50  # hits among which a passage is found by its own words or its own vector

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class MadeWith:
    """What decides the passages and vectors of a generation: where any of it changes, all is made again."""

    model: str
    chunker: int
    lexicon: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as it was read and cut into passages; `content_hash` tells one version from another."""

    source: Source
    content_hash: str
    chunks: tuple[Chunk, ...]


class Generation:
    """The index in `folder`, which is new if `made_with` is given. Raises `IndexDamaged` where it cannot be read."""

    def __init__(self, folder: Path, made_with: MadeWith | None = None) -> None:
        self.folder = folder
        if made_with:
            folder.mkdir(parents=True)
            (folder / MADE_WITH).write_text(json.dumps(asdict(made_with)), encoding="utf-8")
        try:
            self.made_with = MadeWith(**json.loads((folder / MADE_WITH).read_text(encoding="utf-8")))
            if not made_with and not (folder / MANIFEST).stat().st_size:
                raise ValueError(f"{MANIFEST} is empty")
            self.manifest = Manifest(folder / MANIFEST)
            self.lexicon = Lexicon(folder / "lexicon")
            self.vectors = VectorStore(folder / "vectors")
            self._tidy()
            self._compare_sides()
        except (OSError, TypeError, ValueError, sqlite3.DatabaseError) as error:
            remedy = "run `python -m retrieval reindex`, which makes it again"
            raise IndexDamaged(f"the index in {folder} cannot be read ({error}): {remedy}") from error

    def missing(self, chunks: Sequence[Chunk]) -> list[Chunk]:
        """Those of `chunks` that the index does not hold yet."""
        held = self.manifest.chunks([chunk.id for chunk in chunks])
        return [chunk for chunk in chunks if chunk.id not in held]

    def update(
        self, readings: Sequence[Reading], fresh: Sequence[Chunk], vectors: NDArray[np.float32], now: datetime
    ) -> None:
        """Put in `readings` for what was there of these documents; searches see all of it or nothing.

        `fresh` are the passages that the index does not hold yet, and `vectors` theirs, shape (n, dimension).
        """
        self.manifest.expect(chunk.id for chunk in fresh)
        ids, documents = [chunk.id for chunk in fresh], [chunk.document_id for chunk in fresh]
        _at_once(lambda: self.lexicon.update(fresh, ()), lambda: self.vectors.add(ids, documents, vectors))
        self.manifest.replace([(reading.source, reading.content_hash, reading.chunks) for reading in readings], now)
        self._tidy()

    def remove(self, document_ids: Iterable[str]) -> None:
        """Drop whole documents."""
        self.manifest.remove(document_ids)
        self._tidy()

    def check(self) -> None:
        """See whether all sides hold the same, and find what they hold. Raises `SelfCheckFailed`."""
        try:
            self._compare_sides()
        except ValueError as error:
            raise SelfCheckFailed(str(error)) from None
        sample = self.manifest.sample(SAMPLE)
        counts = _at_once(lambda: self._found_by_words(sample), lambda: self._found_by_vectors(sample))
        for side, found in zip(("words", "vectors"), counts, strict=True):
            if found < ENOUGH * len(sample):
                raise SelfCheckFailed(f"of {len(sample)} passages only {found} were found by their own {side}")

    def _compare_sides(self) -> None:
        """Raises `ValueError` where the sides hold different numbers of passages."""
        sides = (self.manifest.count()[1], self.lexicon.count(), self.vectors.count())
        if len(set(sides)) > 1:
            raise ValueError("its manifest holds {} passages, its lexicon {}, its vectors {}".format(*sides))

    def _found_by_words(self, sample: Sequence[Chunk]) -> int:
        found = 0
        for chunk in sample:
            stems = dict.fromkeys(self.lexicon.stems(f"{chunk.header}\n{chunk.text}"), 1.0)
            hits = self.lexicon.search(stems, NEAR, [chunk.document_id])
            found += not stems or chunk.id in dict(hits)
        return found

    def _found_by_vectors(self, sample: Sequence[Chunk]) -> int:
        vectors = self.vectors.vectors([chunk.id for chunk in sample])
        return sum(id_ in dict(self.vectors.search(vector, NEAR)) for id_, vector in vectors.items())

    def _tidy(self) -> None:
        """Take out of both search sides what no document has: what was replaced, or what a crash left behind."""
        debris = self.manifest.debris()
        if debris:
            _at_once(lambda: self.lexicon.update((), debris), lambda: self.vectors.remove(debris))
            self.manifest.tidied(debris)

    def close(self) -> None:
        self.vectors.close()
        self.manifest.close()


def _at_once(*calls: Callable[[], T]) -> list[T]:
    """What `calls` return, each made in a thread of its own. Raises what one of them raises, once all have ended."""
    with ThreadPoolExecutor(len(calls)) as pool:
        made = [pool.submit(call) for call in calls]
    return [each.result() for each in made]
