"""An encoder that needs no model, for tests that are not about meaning."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from zlib import crc32

import numpy as np

from retrieval.embedding import Vectors


class WordEncoder:
    """Texts are near each other where they share words; the model `words-64` makes vectors of 64 dimensions."""

    def __init__(self, model: str, cache: Path = Path()) -> None:
        self.name = model
        self.dimension = int(model.partition("-")[2])

    def embed(self, texts: Sequence[str]) -> Vectors:
        sums = [sum(map(self._vector, re.findall(r"\w+", text.lower())), self._vector("")) for text in texts]
        return np.array([made / np.linalg.norm(made) for made in sums], dtype=np.float32).reshape(-1, self.dimension)

    def states(self, texts: Sequence[str]) -> list[Vectors]:
        return [self.embed(re.findall(r"\w+", text)) for text in texts]

    def _vector(self, word: str) -> Vectors:
        return _vector(word, self.dimension)

    def knows(self, word: str) -> bool:
        return True


@lru_cache(maxsize=100_000)
def _vector(word: str, dimension: int) -> Vectors:
    return np.random.default_rng(crc32(word.encode())).standard_normal(dimension).astype(np.float32)
