"""Documents into a generation of the index: read, cut into passages, embedded, and committed in batches."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import islice
from time import perf_counter

import numpy as np

from retrieval.embedding import Encoder, Vectors
from retrieval.errors import DocumentUnreadable, ReindexCancelled
from retrieval.generation import Generation, Reading
from retrieval.loading.reader import DocumentReader
from retrieval.types import Chunk, Problem, Progress, Source

BATCH_CHUNKS = 512  # passages that are committed at once: a crash loses at most these, and one document
AHEAD = 4  # documents that are read while the ones before them are embedded
SLICE_CHUNKS = 128  # passages that are embedded between two looks at whether to go on

OnProgress = Callable[[Progress], None]
IsCancelled = Callable[[], bool]


def ignore_progress(progress: Progress) -> None:
    """The progress that nobody looks at."""


def never() -> bool:
    """What is not to be cancelled."""
    return False


@dataclass(frozen=True, slots=True)
class Stale:
    """A document that is to be indexed, with the hash of its content and the size of its file in bytes."""

    source: Source
    content_hash: str
    size: int


class Indexer:
    """Puts documents into `generation`; vectors of passages that `donor` has are taken from there.

    `embedded` counts the passages whose vectors were computed, `problems` are the documents that were left out.
    """

    def __init__(
        self,
        generation: Generation,
        reader: DocumentReader,
        load_encoder: Callable[[], Encoder],
        *,
        donor: Generation | None = None,
        on_progress: OnProgress = ignore_progress,
        is_cancelled: IsCancelled = never,
    ) -> None:
        self.embedded = 0
        self.problems: list[Problem] = []
        self._generation = generation
        self._reader = reader
        self._load_encoder = load_encoder
        self._donor = donor
        self._on_progress = on_progress
        self._is_cancelled = is_cancelled
        self._started = perf_counter()

    @cached_property
    def _encoder(self) -> Encoder:
        return self._load_encoder()

    def put_in(self, documents: Sequence[Stale], now: datetime) -> None:
        """Index `documents` for what was there of them. Raises `ReindexCancelled`; what is committed by then stays."""
        done: list[Stale] = []
        batch: list[Stale] = []
        readings: list[Reading] = []
        with closing(self._read_ahead(documents)) as read:
            for document, reading in zip(documents, read, strict=True):
                batch.append(document)
                readings += reading
                if document is documents[-1] or sum(len(reading.chunks) for reading in readings) >= BATCH_CHUNKS:
                    self._commit(readings, now, lambda share: self._tell(documents, done, batch, share))  # noqa: B023
                    done += batch
                    batch, readings = [], []
                self._tell(documents, done, batch, 0.0)

    def _read_ahead(self, documents: Sequence[Stale]) -> Generator[list[Reading]]:
        """What was read of each document, while the reader's process is already at the ones after it."""
        reading: deque[Future[list[Reading]]] = deque()
        rest = iter(documents)
        with closing(self._reader), ThreadPoolExecutor(max_workers=1) as pool:
            try:
                for _ in documents:
                    following = islice(rest, 1 + AHEAD - len(reading))
                    reading.extend(pool.submit(self._read, document) for document in following)
                    yield reading.popleft().result()
            finally:
                pool.shutdown(wait=False, cancel_futures=True)
                self._reader.close()  # breaks off what is being read

    def _read(self, document: Stale) -> list[Reading]:
        try:
            chunks = self._reader.read(document.source)
        except DocumentUnreadable as error:
            self.problems.append(Problem(document.source.id, str(error)))
            return []
        return [Reading(document.source, document.content_hash, chunks)]

    def _commit(self, readings: Sequence[Reading], now: datetime, tell: Callable[[float], None]) -> None:
        fresh = self._generation.missing([chunk for reading in readings for chunk in reading.chunks])
        fresh.sort(key=lambda chunk: len(chunk.text))  # so that a slice holds texts of like length
        vectors: list[Vectors] = []
        for start in range(0, len(fresh), SLICE_CHUNKS):
            tell(start / len(fresh))
            vectors += self._vectors(fresh[start : start + SLICE_CHUNKS])
        self._generation.update(readings, fresh, np.array(vectors, dtype=np.float32), now)

    def _vectors(self, chunks: Sequence[Chunk]) -> list[Vectors]:
        vectors = self._donor.vectors.vectors([chunk.id for chunk in chunks]) if self._donor else {}
        new = [chunk for chunk in chunks if chunk.id not in vectors]
        if new:
            made = self._encoder.embed([f"{chunk.header}\n{chunk.text}" for chunk in new])
            vectors |= zip((chunk.id for chunk in new), made, strict=True)
        self.embedded += len(new)
        return [vectors[chunk.id] for chunk in chunks]

    def _tell(self, documents: Sequence[Stale], done: Sequence[Stale], batch: Sequence[Stale], share: float) -> None:
        """Report that `done` and a `share` of `batch` are finished. Raises `ReindexCancelled` if nobody wants more."""
        seconds = perf_counter() - self._started
        work, before, now = (sum(document.size for document in part) for part in (documents, done, batch))
        worked = before + share * now
        left = seconds * (work - worked) / worked if worked else None
        finished = len(done) + int(share * len(batch))
        self._on_progress(Progress(finished, len(documents), self.embedded, seconds, left))
        if self._is_cancelled():
            raise ReindexCancelled("the reindex was cancelled")
