"""Documents of a few words with vectors that are known by heart, to fill an index with."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from retrieval.generation import Generation, MadeWith, Reading
from retrieval.types import Chunk, Source

NOW = datetime(2026, 2, 3, 12, tzinfo=UTC)
LATER = datetime(2026, 2, 4, 12, tzinfo=UTC)
FIRST, SECOND = MadeWith("first", 1, 1), MadeWith("second", 1, 1)


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
