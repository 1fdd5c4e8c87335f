"""Vectors for large corpora at little cost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from zlib import crc32

import numpy as np

from retrieval.embedding import Encoder, Vectors

FIGURE = re.compile(r"\d+")
NOISE = 0.25  # the length of what is added to a vector of length 1


class PerturbingEncoder:
    """Real vectors for texts that differ in their words; for those that differ in figures only, the same with noise.

    So a corpus of any size has the vectors of its distinct passages: good to measure the speed of search, not more.
    """

    def __init__(self, encoder: Encoder) -> None:
        self.name, self.dimension, self.knows = encoder.name, encoder.dimension, encoder.knows
        self.states = encoder.states
        self._encoder = encoder
        self._known: dict[str, Vectors] = {}

    def embed(self, texts: Sequence[str]) -> Vectors:
        words = [FIGURE.sub("", text.partition("\n")[2] or text) for text in texts]
        fresh = {worded: text for worded, text in zip(words, texts, strict=True) if worded not in self._known}
        self._known |= zip(fresh, self._encoder.embed([*fresh.values()]), strict=True)
        return np.array(
            [self._perturbed(self._known[worded], text) for worded, text in zip(words, texts, strict=True)],
            dtype=np.float32,
        ).reshape(-1, self.dimension)

    def _perturbed(self, vector: Vectors, text: str) -> Vectors:
        chance = np.random.default_rng(crc32(text.encode()))
        noisy: Vectors = vector + NOISE * chance.standard_normal(self.dimension, np.float32) / self.dimension**0.5
        return noisy / np.float32(np.linalg.norm(noisy))
