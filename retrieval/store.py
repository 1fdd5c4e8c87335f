"""An opened document store: ask it, search it, look things up in it, reindex it."""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from retrieval.added import AddedDocuments, Draft
from retrieval.answering import Answerer
from retrieval.catalogue import load_companies
from retrieval.conversation import standalone
from retrieval.duplicates import duplicate_of
from retrieval.embedding import Encoder, RememberingEncoder, load_encoder
from retrieval.errors import DocumentUnreadable, ReindexRunning, UnknownDocument
from retrieval.fetching import DEFAULT_LIMITS, fetch_page
from retrieval.generation import Generation
from retrieval.index import Index
from retrieval.indexing import IsCancelled, OnProgress, ignore_progress, never
from retrieval.inventory import take_inventory
from retrieval.loading.reader import DocumentReader
from retrieval.manifest import IndexedDocument, Manifest
from retrieval.reindex import compare, index_document, reader_of, reindex
from retrieval.reranking import Reranker
from retrieval.search import Searcher
from retrieval.settings import Settings
from retrieval.types import Answer, Chunk, Company, Mode, ReindexPlan, ReindexReport, ScoredChunk, Source


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
        self._added = AddedDocuments(settings.documents.added)
        self._asked: _Asked | None = None
        self._reranker = Reranker(settings.search.reranker) if settings.search.reranker else None
        self._changing_index = threading.Lock()
        self._is_closing = threading.Event()
        self._readers: set[DocumentReader] = set()

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
                searcher = Searcher(generation, encoder, companies, self._reranker)
                asked = self._asked = _Asked(
                    generation, companies, searcher, Answerer(searcher, self._settings, self._is_closing.is_set)
                )
            return asked

    @property
    def _searcher(self) -> Searcher:
        return self._now_asked().searcher

    @property
    def _answerer(self) -> Answerer:
        return self._now_asked().answerer

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        on_text: Callable[[str], None] | None = None,
        today: date | None = None,
    ) -> Answer:
        """Answer `question`, asked after the questions of `history` (oldest first).

        `on_text` is called with the text so far, already verified, while a chat model writes. What is old on the day
        `today` has its date beside it where the question is about now.
        """
        return self._answerer.answer(question, history, on_text, today=today)

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

    def passages(self, document_id: str) -> list[Chunk]:
        """The passages of a document, in order; none where the index does not hold it."""
        return self._index.generation.manifest.chunks_of(document_id)

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

    def draft(self, file: Path, name: str, url: str | None = None, *, now: datetime) -> Draft:
        """Read `file`, which was sent under `name` or found at `url`, and keep it aside until it is added or discarded.

        Of a web page only the article is kept, which takes the place of what was in `file`.
        Raises `DocumentUnreadable` with a reason fit to be shown. Drafts that are a day old are forgotten.
        """
        with self._reading() as reader:
            read = reader.describe(file, name, url)
        if read.article:
            file.write_text(read.article, encoding="utf-8")
        entry, current = read.entry, self._index.current
        assert entry.id
        assert entry.title
        self._added.keep_draft(file, entry, now)
        return Draft(
            id=entry.id,
            title=entry.title,
            kind=read.kind,
            bytes=file.stat().st_size,
            pages=read.pages,
            tickers=entry.tickers or (),
            chunks=len(current.missing(read.chunks) if current else read.chunks),
            duplicate_of=duplicate_of(file, read.chunks, current.manifest) if current else None,
        )

    def draft_page(self, url: str, *, now: datetime) -> Draft:
        """Fetch what is at `url` and keep it aside like a file that was sent; of a web page, the article alone.

        Raises `FetchFailed` and `DocumentUnreadable`.
        """
        limits = replace(DEFAULT_LIMITS, bytes=int(self._settings.documents.max_megabytes * 1_000_000))
        page = fetch_page(url, limits)
        with TemporaryDirectory() as folder:
            file = Path(folder) / "page"
            file.write_bytes(page.content)
            return self.draft(file, page.name, page.url, now=now)

    def add(self, draft_id: str, now: datetime) -> ReindexReport:
        """Make a draft a document of the index, at the cost of this one alone.

        Raises `DraftGone`, `ReindexRunning`, and `DocumentUnreadable`, after which the document is forgotten.
        """
        with self._changing():
            source = self._added.confirm(draft_id)
            try:
                return self._index_document(source, now)
            except DocumentUnreadable:
                self._added.remove(source.id)
                raise

    def discard(self, draft_id: str) -> None:
        """Forget a draft, if there is one."""
        self._added.discard(draft_id)

    def withdraw(self, document_id: str, now: datetime) -> None:
        """Take a document out of the index: an added one is deleted, any other stays out until it is put back.

        Raises `UnknownDocument` and `ReindexRunning`.
        """
        with self._changing():
            held = self._index.current.manifest.content_hashes() if self._index.current else {}
            if not self._added.remove(document_id):
                if document_id not in held:
                    raise UnknownDocument(f"there is no document {document_id}")
                self._added.withdraw(document_id, now)
            if document_id in held:
                self._index.generation.remove([document_id])

    def put_back(self, document_id: str, now: datetime) -> None:
        """Let a withdrawn document into the index again.

        Raises `UnknownDocument`, `ReindexRunning`, and `DocumentUnreadable` where it can no longer be read.
        """
        with self._changing():
            if not self._added.put_back(document_id):
                raise UnknownDocument(f"no document {document_id} was withdrawn")
            sources = take_inventory(self._settings).sources
            for source in sources:
                if source.id == document_id:
                    self._index_document(source, now)

    def withdrawn(self) -> tuple[str, ...]:
        """The ids of documents that were withdrawn and can be put back, in the order in which they were withdrawn."""
        return tuple(self._added.withdrawn())

    def _index_document(self, source: Source, now: datetime) -> ReindexReport:
        companies = self._load_companies()
        return index_document(self._index, self._settings, self._load_encoder, source, now, companies=companies)

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

    @contextmanager
    def _reading(self) -> Iterator[DocumentReader]:
        """What reads documents, until the block ends or all is closed."""
        reader = reader_of(self._settings, self._load_companies())
        self._readers.add(reader)
        try:
            if self._is_closing.is_set():
                reader.close()
            yield reader
        finally:
            self._readers.discard(reader)
            reader.close()

    def close(self) -> None:
        """Close the index, and give up at once what other threads still wait for: a document, or a chat model."""
        self._is_closing.set()
        for reader in tuple(self._readers):
            reader.close()
        self._index.close()
