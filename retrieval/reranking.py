"""A second look at the best passages: a cross-encoder that reads question and passage together, where one is set."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any


class Reranker:
    """The sentence-transformers `CrossEncoder` of this name or folder, loaded at the first question."""

    def __init__(self, model: str) -> None:
        self._name = model
        self._model: Any = None
        self._loading = threading.Lock()

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        """How well each passage answers the question: higher is better, on a scale of the model's own."""
        with self._loading:
            if self._model is None:
                self._model = self._load()
        found = self._model.predict([(question, passage) for passage in passages], show_progress_bar=False)
        return [float(score) for score in found]

    def _load(self) -> Any:
        from sentence_transformers import CrossEncoder
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        return CrossEncoder(self._name, device="cpu", trust_remote_code=False)
