"""An opened document store: ask it, search it, look things up in it, reindex it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from retrieval.answering import Answerer
from retrieval.catalogue import load_companies
from retrieval.conversation import standalone
from retrieval.embedding import Encoder, RememberingEncoder, load_encoder
from retrieval.index import Index
from retrieval.manifest import IndexedDocument
from retrieval.reindex import OnProgress, ignore_progress, reindex
from retrieval.search import Searcher
from retrieval.settings import Settings
from retrieval.types import Answer, Chunk, Mode, ReindexReport, ScoredChunk


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """What the index holds, when a document last changed in it, and how answers are made."""

    documents: int
    chunks: int
    indexed_at: datetime | None
    mode: Mode


class Retrieval:
    """All of retrieval behind one door; every method may be called from any thread.

    Raises `IndexLocked` and `CatalogueInvalid` when made; `IndexNotBuilt` from what needs an index that is not there.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        assert settings.documents.companies
        self._companies = load_companies(settings.documents.companies)
        self._index = Index(settings.index.path)
        self._loading = threading.Lock()

    @property
    def _encoder(self) -> Encoder:
        with self._loading:
            return self._loaded_encoder

    @cached_property
    def _loaded_encoder(self) -> Encoder:
        return load_encoder(self._settings.embedding.model, self._settings.index.path.parent / "models")

    @cached_property
    def _searcher(self) -> Searcher:
        return Searcher(self._index, RememberingEncoder(self._encoder), self._companies)

    @cached_property
    def _answerer(self) -> Answerer:
        return Answerer(self._searcher, self._settings)

    def ask(self, question: str, history: Sequence[str] = (), on_text: Callable[[str], None] | None = None) -> Answer:
        """Answer `question`, asked after the questions of `history` (oldest first).

        `on_text` is called with the text so far, already verified, while a chat model writes.
        """
        return self._answerer.answer(question, history, on_text)

    def search(self, question: str, k: int | None = None, history: Sequence[str] = ()) -> list[ScoredChunk]:
        """The `k` passages that fit `question` best, best first, asked after the questions of `history`."""
        query = self._searcher.ask(*standalone(question, history, self._companies))
        return self._searcher.search(query, k or self._settings.search.k)

    def documents(self) -> list[IndexedDocument]:
        """All documents of the index, by title."""
        return self._index.generation.manifest.documents()

    def document(self, document_id: str) -> IndexedDocument | None:
        return next((found for found in self.documents() if found.source.id == document_id), None)

    def chunk(self, chunk_id: str) -> Chunk | None:
        """A passage, None when no document has it any more."""
        return self._index.generation.manifest.chunks([chunk_id]).get(chunk_id)

    def status(self) -> IndexStatus:
        mode: Mode = "generative" if self._settings.answering.model else "extractive"
        if self._index.current is None:
            return IndexStatus(0, 0, None, mode)
        documents = self._index.current.manifest.documents()
        indexed_at = max((document.indexed_at for document in documents), default=None)
        return IndexStatus(len(documents), sum(document.chunks for document in documents), indexed_at, mode)

    def reindex(self, now: datetime, *, full: bool = False, on_progress: OnProgress = ignore_progress) -> ReindexReport:
        """Bring the index up to date with the catalogue: see `retrieval.reindex.reindex`."""
        return reindex(
            self._index,
            self._encoder,
            self._settings.documents,
            now,
            filings=self._settings.filings.path,
            full=full,
            on_progress=on_progress,
        )

    def close(self) -> None:
        self._index.close()
