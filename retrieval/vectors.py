"""The vector side of the index: a Chroma collection with cosine distance and our own vectors."""

from __future__ import annotations

import weakref
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
from chromadb.config import Settings
from chromadb.errors import ChromaError
from numpy.typing import NDArray

BATCH = 128  # passages that Chroma gets at once: no other thread of this process runs while it takes them


class VectorStore:
    """The vectors of passages, by id, in the folder `path`; several threads may search while one writes.

    Raises `ValueError` where it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        try:
            client: Any = chromadb.PersistentClient(str(path), Settings(anonymized_telemetry=False))
            self._finish = weakref.finalize(self, client.close)
            self._finish.atexit = False
            self._collection: chromadb.Collection = client.get_or_create_collection(
                "passages", configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
            )
        except ChromaError as error:
            raise ValueError(str(error)) from error

    def add(self, ids: Sequence[str], documents: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Keep the vector of each passage, with the document that it stands in; a known id is overwritten."""
        for start in range(0, len(ids), BATCH):
            part = slice(start, start + BATCH)
            self._collection.upsert(
                ids=list(ids[part]),
                embeddings=vectors[part],
                metadatas=[{"document": document} for document in documents[part]],
            )

    def remove(self, ids: Sequence[str]) -> None:
        for start in range(0, len(ids), BATCH):
            self._collection.delete(ids=list(ids[start : start + BATCH]))

    def search(self, vector: NDArray[np.float32], limit: int, documents: Sequence[str] = ()) -> list[tuple[str, float]]:
        """The ids and cosine similarities of the nearest passages, best first; only within `documents` if given."""
        where: Any = {"document": {"$in": list(documents)}} if documents else None
        found = self._collection.query(
            query_embeddings=vector[np.newaxis], n_results=limit, where=where, include=["distances"]
        )
        distances = (found["distances"] or [[]])[0]
        return [(id_, 1.0 - distance) for id_, distance in zip(found["ids"][0], distances, strict=True)]

    def vectors(self, ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The vectors of those of `ids` that are kept."""
        if not ids:
            return {}
        found = self._collection.get(ids=list(ids), include=["embeddings"])
        embeddings = found["embeddings"]
        return dict(zip(found["ids"], np.asarray(embeddings, dtype=np.float32), strict=True))

    def count(self) -> int:
        """The number of passages kept."""
        return self._collection.count()

    def similarities(self, vector: NDArray[np.float32], ids: Collection[str]) -> dict[str, float]:
        """The cosine similarities of `vector`, which has length 1, to those of the passages `ids` that are kept."""
        if not ids:
            return {}
        found = self._collection.get(ids=[*ids], include=["embeddings"])
        kept = np.asarray(found["embeddings"], dtype=np.float32).reshape(-1, len(vector))
        return dict(zip(found["ids"], (kept @ vector).tolist(), strict=True))

    def close(self) -> None:
        self._finish()
