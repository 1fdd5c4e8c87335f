"""The index: vectors, lexicon and manifest as one thing that changes whole documents at a time."""

from __future__ import annotations

import shutil
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from retrieval.errors import IndexLocked, IndexNotBuilt
from retrieval.lexicon import Lexicon
from retrieval.manifest import Manifest
from retrieval.types import Chunk, Source
from retrieval.vectors import VectorStore


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as it was read and cut into passages; `content_hash` tells one version from another."""

    source: Source
    content_hash: str
    chunks: tuple[Chunk, ...]


class Generation:
    """One complete index in a folder of its own; `made_with` names the encoder and the chunker it was made with."""

    def __init__(self, folder: Path, made_with: str | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        if made_with is not None:
            (folder / "made_with").write_text(made_with, encoding="utf-8")
        self.made_with = (folder / "made_with").read_text(encoding="utf-8")
        self.folder = folder
        self.manifest = Manifest(folder / "manifest.sqlite")
        self.lexicon = Lexicon(folder / "lexicon")
        self.vectors = VectorStore(folder / "vectors")
        self._tidy()

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
        self.vectors.add([chunk.id for chunk in fresh], [chunk.document_id for chunk in fresh], vectors)
        self.lexicon.update(fresh, ())
        self.manifest.replace([(reading.source, reading.content_hash, reading.chunks) for reading in readings], now)
        self._tidy()

    def remove(self, document_ids: Sequence[str]) -> None:
        """Drop whole documents."""
        self.manifest.remove(document_ids)
        self._tidy()

    def _tidy(self) -> None:
        """Take out of both search sides what no document has: what was replaced, or what a crash left behind."""
        debris = self.manifest.debris()
        if debris:
            self.vectors.remove(debris)
            self.lexicon.update((), debris)
            self.manifest.tidied(debris)

    def close(self) -> None:
        self.vectors.close()
        self.manifest.close()


class Index:
    """The folder `path` with the generation in use; it belongs to one process at a time.

    Raises `IndexLocked` while another process has it open. What a crash left of unfinished generations goes at once.
    """

    def __init__(self, path: Path) -> None:
        path.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._lock = FileLock(path / "lock", timeout=0)
        try:
            self._lock.acquire()
        except Timeout:
            raise IndexLocked(f"{path}: another process has this index open; stop it first") from None
        self._pointer = path / "current"
        name = self._pointer.read_text(encoding="utf-8") if self._pointer.exists() else ""
        self._remove_all_but(name)
        self.current = Generation(path / name) if name else None

    @property
    def generation(self) -> Generation:
        """The generation in use. Raises `IndexNotBuilt`."""
        if self.current is None:
            raise IndexNotBuilt("there is no index yet: run `python -m retrieval reindex`")
        return self.current

    @contextmanager
    def rebuilding(self, made_with: str) -> Iterator[Generation]:
        """A new, empty generation, which takes the place of the one in use at the end, or goes if an error comes.

        The old one goes once no thread reads it any more.
        """
        number = int(self.current.folder.name) + 1 if self.current else 1
        made = Generation(self._path / str(number), made_with)
        try:
            yield made
        except BaseException:
            made.close()
            shutil.rmtree(made.folder)
            raise
        self._switch(made)

    def _switch(self, made: Generation) -> None:
        draft = self._pointer.with_suffix(".new")
        draft.write_text(made.folder.name, encoding="utf-8")
        draft.replace(self._pointer)
        old, self.current = self.current, made
        if old:  # closing it now would crash the threads that are still reading it: it closes after the last of them
            weakref.finalize(old, shutil.rmtree, old.folder, ignore_errors=True).atexit = False

    def _remove_all_but(self, name: str) -> None:
        for entry in self._path.iterdir():
            if entry.is_dir() and entry.name.isdecimal() and entry.name != name:
                shutil.rmtree(entry)

    def close(self) -> None:
        if self.current:
            self.current.close()
        self._lock.release()
