"""Documents into a generation of the index: read, cut into passages, embedded, and committed in batches."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
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
AHEAD = 12  # documents that are read while the ones before them are embedded
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
        load_encoder: Callable[[], Encoder],
        *,
        donor: Generation | None = None,
        on_progress: OnProgress = ignore_progress,
        is_cancelled: IsCancelled = never,
    ) -> None:
        self.embedded = 0
        self.problems: list[Problem] = []
        self._generation = generation
        self._load_encoder = load_encoder
        self._donor = donor
        self._on_progress = on_progress
        self._is_cancelled = is_cancelled
        self._started = perf_counter()

    @cached_property
    def _encoder(self) -> Encoder:
        return self._load_encoder()

    def put_in(self, documents: Sequence[Stale], read: Iterator[Future[Reading | Problem]], now: datetime) -> None:
        """Index `documents`, of each of which `read` gives what will be read, for what was there of them.

        Raises `ReindexCancelled`; what is committed by then stays.

        Passages are embedded as soon as there is a slice of them or nothing else to do, while the documents after them
        are read and the batch before them is committed. Raises what a commit raises, at the latest when all is
        embedded.
        """
        done: list[Stale] = []
        batch = _Batch()
        with ThreadPoolExecutor(max_workers=1) as committing:
            committed: Future[None] | None = None
            for document, reading_on in zip(documents, read, strict=True):
                while batch.waiting and not reading_on.done():
                    self._embed_slice(documents, done, batch)
                reading = reading_on.result()
                if isinstance(reading, Problem):
                    self.problems.append(reading)
                    batch.add(document, [], [])
                else:
                    batch.add(document, [reading], self._generation.missing(reading.chunks))
                # Nothing goes on beside the last commit: that of the last document alone is over soonest.
                enough = BATCH_CHUNKS // 2 if document is documents[-2:][0] else BATCH_CHUNKS
                is_full = document is documents[-1] or batch.chunks >= enough
                while len(batch.waiting) >= (1 if is_full else SLICE_CHUNKS):
                    self._embed_slice(documents, done, batch)
                if is_full:
                    if committed:
                        committed.result()
                    committed = committing.submit(self._commit, batch, now)
                    done += batch.documents
                    batch = _Batch()
                self._tell(documents, done, batch)
            if committed:
                committed.result()

    def _embed_slice(self, documents: Sequence[Stale], done: Sequence[Stale], batch: _Batch) -> None:
        self._tell(documents, done, batch)
        batch.vectors += self._vectors(batch.waiting[:SLICE_CHUNKS])

    def _commit(self, batch: _Batch, now: datetime) -> None:
        self._generation.update(batch.readings, batch.fresh, np.array(batch.vectors, dtype=np.float32), now)

    def _vectors(self, chunks: Sequence[Chunk]) -> list[Vectors]:
        vectors = self._donor.vectors.vectors([chunk.id for chunk in chunks]) if self._donor else {}
        new = [chunk for chunk in chunks if chunk.id not in vectors]
        if new:
            made = self._encoder.embed([f"{chunk.header}\n{chunk.text}" for chunk in new])
            vectors |= zip((chunk.id for chunk in new), made, strict=True)
        self.embedded += len(new)
        return [vectors[chunk.id] for chunk in chunks]

    def _tell(self, documents: Sequence[Stale], done: Sequence[Stale], batch: _Batch) -> None:
        """Report what is finished. Raises `ReindexCancelled` if nobody wants more."""
        seconds = perf_counter() - self._started
        work, before = (sum(document.size for document in part) for part in (documents, done))
        worked = before + sum(share * document.size for share, document in batch.shares())
        left = seconds * (work - worked) / worked if worked else None
        finished = len(done) + sum(share == 1.0 for share, _ in batch.shares())
        self._on_progress(Progress(finished, len(documents), self.embedded, seconds, left))
        if self._is_cancelled():
            raise ReindexCancelled("the reindex was cancelled")


@contextmanager
def reading_ahead(reader: DocumentReader, documents: Sequence[Stale]) -> Iterator[Iterator[Future[Reading | Problem]]]:
    """What will be read of each of `documents`, while the reader's process is already at the ones after it.

    It begins to read at once, and is broken off, wherever it is, at the end of the block.
    """
    reading: deque[Future[Reading | Problem]] = deque()
    rest = iter(documents)
    with ThreadPoolExecutor(max_workers=1) as pool:

        def read_on() -> None:
            following = islice(rest, AHEAD - len(reading))
            reading.extend(pool.submit(_read, reader, document) for document in following)

        def read() -> Iterator[Future[Reading | Problem]]:
            while reading:
                first = reading.popleft()
                read_on()
                yield first

        try:
            read_on()
            yield read()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            reader.close()


def _read(reader: DocumentReader, document: Stale) -> Reading | Problem:
    try:
        return Reading(document.source, document.content_hash, reader.read(document.source))
    except DocumentUnreadable as error:
        return Problem(document.source.id, str(error))


@dataclass(slots=True)
class _Batch:
    """What is committed next: documents as they were read, their passages that are new, and the vectors made so far."""

    documents: list[Stale] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)  # how many passages are new up to each document
    readings: list[Reading] = field(default_factory=list)
    fresh: list[Chunk] = field(default_factory=list)
    vectors: list[Vectors] = field(default_factory=list)

    def add(self, document: Stale, readings: Sequence[Reading], fresh: Sequence[Chunk]) -> None:
        self.documents.append(document)
        self.readings += readings
        self.fresh += fresh
        self.ends.append(len(self.fresh))

    @property
    def chunks(self) -> int:
        """How many passages there are, new ones and others."""
        return sum(len(reading.chunks) for reading in self.readings)

    @property
    def waiting(self) -> list[Chunk]:
        """The passages without a vector."""
        return self.fresh[len(self.vectors) :]

    def shares(self) -> Iterator[tuple[float, Stale]]:
        """Each document with the share of its new passages that have vectors, from 0 to 1."""
        for begin, end, document in zip([0, *self.ends], self.ends, self.documents, strict=False):
            made = min(max(len(self.vectors) - begin, 0), end - begin)
            yield made / (end - begin) if end > begin else 1.0, document
