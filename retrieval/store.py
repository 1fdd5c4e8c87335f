"""An opened document store: ask it, search it, look things up in it, reindex it."""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from retrieval.answering import Answerer
from retrieval.catalogue import load_companies
from retrieval.conversation import standalone
from retrieval.embedding import Encoder, RememberingEncoder, load_encoder
from retrieval.errors import ReindexRunning
from retrieval.generation import Generation
from retrieval.index import Index
from retrieval.indexing import IsCancelled, OnProgress, ignore_progress, never
from retrieval.inventory import take_inventory
from retrieval.manifest import IndexedDocument, Manifest
from retrieval.reindex import compare, reindex
from retrieval.search import Searcher
from retrieval.settings import Settings
from retrieval.types import Answer, Chunk, Company, Mode, ReindexPlan, ReindexReport, ScoredChunk


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """What the index holds, when a document last changed in it, and how answers are made."""

    documents: int
    chunks: int
    indexed_at: datetime | None
    mode: Mode


@dataclass(frozen=True, slots=True)
class _Asked:
    """What answers questions from one generation; whoever is being answered keeps it open."""

    generation: Generation
    companies: Sequence[Company]
    searcher: Searcher
    answerer: Answerer


class Retrieval:
    """All of retrieval behind one door; every method may be called from any thread.

    Raises `IndexLocked` and `CatalogueInvalid` when made; `IndexNotBuilt` from what needs an index that is not there.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._companies = self._load_companies()
        self._index = Index(settings.index.path)
        self._loading = threading.RLock()
        self._encoders: weakref.WeakValueDictionary[str, Encoder] = weakref.WeakValueDictionary()
        self._asked: _Asked | None = None
        self._changing_index = threading.Lock()

    def _load_companies(self) -> tuple[Company, ...]:
        assert self._settings.documents.companies
        return load_companies(self._settings.documents.companies)

    def _load_encoder(self, model: str) -> Encoder:
        """The encoder of a model, loaded once for as long as somebody uses it."""
        with self._loading:
            encoder = self._encoders.get(model)
            if encoder is None:
                encoder = self._encoders[model] = load_encoder(model, self._settings.index.path.parent / "models")
            return encoder

    def _now_asked(self) -> _Asked:
        """What answers from the generation that is in use now, with the encoder that it was made with."""
        with self._loading:
            generation, companies, asked = self._index.generation, self._companies, self._asked
            if asked is None or asked.generation is not generation or asked.companies is not companies:
                encoder = RememberingEncoder(self._load_encoder(generation.made_with.model))
                searcher = Searcher(generation, encoder, companies)
                asked = self._asked = _Asked(generation, companies, searcher, Answerer(searcher, self._settings))
            return asked

    @property
    def _searcher(self) -> Searcher:
        return self._now_asked().searcher

    @property
    def _answerer(self) -> Answerer:
        return self._now_asked().answerer

    def ask(self, question: str, history: Sequence[str] = (), on_text: Callable[[str], None] | None = None) -> Answer:
        """Answer `question`, asked after the questions of `history` (oldest first).

        `on_text` is called with the text so far, already verified, while a chat model writes.
        """
        return self._answerer.answer(question, history, on_text)

    def search(self, question: str, k: int | None = None, history: Sequence[str] = ()) -> list[ScoredChunk]:
        """The `k` passages that fit `question` best, best first, asked after the questions of `history`."""
        searcher = self._searcher
        query = searcher.ask(*standalone(question, history, searcher.companies))
        return searcher.search(query, k or self._settings.search.k)

    def documents(self) -> list[IndexedDocument]:
        """All documents of the index, by title."""
        return self._index.generation.manifest.documents()

    def document(self, document_id: str) -> IndexedDocument | None:
        return next((found for found in self.documents() if found.source.id == document_id), None)

    def chunk(self, chunk_id: str) -> Chunk | None:
        """A passage, None when no document has it any more."""
        return self._index.generation.manifest.chunks([chunk_id]).get(chunk_id)

    def status(self) -> IndexStatus:
        current = self._index.current
        return self._status_of(current.manifest) if current else IndexStatus(0, 0, None, self._mode)

    def previous(self) -> IndexStatus | None:
        """What the generation holds that `rollback` would bring back; None where there is none."""
        try:
            with self._index.previous_manifest() as manifest:
                return self._status_of(manifest) if manifest else None
        except sqlite3.DatabaseError:
            return None

    @property
    def _mode(self) -> Mode:
        return "generative" if self._settings.answering.model else "extractive"

    def _status_of(self, manifest: Manifest) -> IndexStatus:
        documents = manifest.documents()
        indexed_at = max((document.indexed_at for document in documents), default=None)
        return IndexStatus(len(documents), sum(document.chunks for document in documents), indexed_at, self._mode)

    def plan(self) -> ReindexPlan:
        """What `reindex` would do now; nothing changes. Raises `CatalogueInvalid`."""
        return compare(self._index, self._settings).plan

    def reindex(
        self,
        now: datetime,
        *,
        full: bool = False,
        on_progress: OnProgress = ignore_progress,
        is_cancelled: IsCancelled = never,
    ) -> ReindexReport:
        """Bring the index up to date with the documents: see `retrieval.reindex.reindex`. Raises `ReindexRunning`."""
        with self._changing():
            report = reindex(
                self._index,
                self._settings,
                self._load_encoder,
                now,
                full=full,
                on_progress=on_progress,
                is_cancelled=is_cancelled,
            )
            self._companies = self._load_companies()
            return report

    def rollback(self) -> IndexStatus:
        """Exchange the index for the previous one, which is searched with the model that it was made with.

        Documents that are gone since then stay away. A second one brings the index back that was in use before. Raises
        `NothingToRollBack`, `SelfCheckFailed`, `ReindexRunning` and `CatalogueInvalid`; then nothing changes.
        """
        with self._changing():
            self._index.roll_back([source.id for source in take_inventory(self._settings).sources])
            return self.status()

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """While the index is changed, by one thread at a time. Raises `ReindexRunning`."""
        if not self._changing_index.acquire(blocking=False):
            raise ReindexRunning("the index is being changed already; wait until that is done")
        try:
            yield
        finally:
            if self._asked and self._asked.generation is not self._index.current:
                self._asked = None  # which would keep open what is no longer in use
            self._changing_index.release()

    def close(self) -> None:
        self._index.close()
