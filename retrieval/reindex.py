"""The documents against the index, by content hash: what is new, changed or gone, and nothing else, is worked on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from time import perf_counter

from retrieval.catalogue import load_catalogue, load_companies
from retrieval.chunking import CHUNKER_VERSION, chunk_document
from retrieval.embedding import Encoder
from retrieval.errors import DocumentUnreadable
from retrieval.filings import load_filings
from retrieval.index import Generation, Index, Reading
from retrieval.lexicon import LEXICON_VERSION
from retrieval.loading import load_blocks
from retrieval.pages import with_pages
from retrieval.settings import Documents
from retrieval.types import Chunk, Company, Problem, ReindexReport, Source

BATCH_CHUNKS = 512  # passages embedded and committed at once: a crash loses at most these

OnProgress = Callable[[int, int, int], None]


def ignore_progress(done: int, total: int, embedded: int) -> None:
    """The progress that nobody looks at."""


@dataclass(slots=True)
class _Work:
    """One reindex in hand."""

    generation: Generation
    companies: Sequence[Company]
    max_bytes: int
    held: dict[str, str]  # document id → content hash
    problems: list[Problem]
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    embedded: int = 0

    def readings(self, sources: Sequence[Source]) -> Iterator[Reading | None]:
        """Each source as it stands now if it is new or has changed, None if not; unreadable ones become problems."""
        for source in sources:
            try:
                yield self._reading(source)
            except DocumentUnreadable as error:
                self.problems.append(Problem(source.id, str(error)))
                yield None

    def _reading(self, source: Source) -> Reading | None:
        about = [company for company in self.companies if company.ticker in source.tickers]
        content_hash = _content_hash(source, about)
        if self.held.get(source.id) == content_hash:
            self.unchanged += 1
            return None
        chunks = chunk_document(source, load_blocks(source, self.max_bytes), self.companies)
        if not chunks:
            raise DocumentUnreadable(f"{source.file.name}: there is no text in it")
        (self.changed if source.id in self.held else self.added).append(source.id)
        return Reading(source, content_hash, tuple(chunks))

    def commit(self, readings: Sequence[Reading], encoder: Encoder, now: datetime) -> None:
        fresh: list[Chunk] = self.generation.missing([chunk for reading in readings for chunk in reading.chunks])
        vectors = encoder.embed([f"{chunk.header}\n{chunk.text}" for chunk in fresh])
        self.generation.update(readings, fresh, vectors, now)
        self.embedded += len(fresh)


def reindex(
    index: Index,
    encoder: Encoder,
    documents: Documents,
    now: datetime,
    *,
    filings: Path | None = None,
    full: bool = False,
    on_progress: OnProgress = ignore_progress,
) -> ReindexReport:
    """Bring the index up to date with the catalogue and with what was fetched into the folder `filings`.

    `full` makes all of it again, aside, and switches at the end.
    A new encoder or chunker makes it full by itself. `on_progress` gets the documents looked at, their number, and
    the passages embedded. Raises `CatalogueInvalid`; a document that cannot be read is left out and reported.
    """
    started = perf_counter()
    assert documents.catalogue
    assert documents.companies
    companies = load_companies(documents.companies)
    sources, problems = load_catalogue(documents.catalogue)
    sources = with_pages(sources, documents.pages)
    if filings:
        filed, broken = load_filings(filings, companies)
        sources, problems = sources + filed, problems + broken
    made_with = f"{encoder.name} {encoder.dimension} chunker {CHUNKER_VERSION} lexicon {LEXICON_VERSION}"
    current = index.current
    aside = full or current is None or current.made_with != made_with
    with index.rebuilding(made_with) if aside else nullcontext(current) as generation:
        assert generation
        held = {known.source.id: known.content_hash for known in generation.manifest.documents()}
        work = _Work(generation, companies, int(documents.max_megabytes * 1_000_000), held, list(problems))
        _work_through(work, sources, encoder, now, on_progress)
        unreadable = {problem.document_id for problem in work.problems}
        gone = sorted(held.keys() - {source.id for source in sources if source.id not in unreadable})
        generation.remove(gone)
        chunks = generation.manifest.count()[1]
    return ReindexReport(
        added=tuple(work.added),
        changed=tuple(work.changed),
        removed=tuple(gone),
        unchanged=work.unchanged,
        chunks=chunks,
        embedded=work.embedded,
        seconds=perf_counter() - started,
        problems=tuple(work.problems),
    )


def _work_through(
    work: _Work, sources: Sequence[Source], encoder: Encoder, now: datetime, on_progress: OnProgress
) -> None:
    batch: list[Reading] = []
    for done, reading in enumerate(work.readings(sources), start=1):
        if reading:
            batch.append(reading)
        if batch and (done == len(sources) or sum(len(r.chunks) for r in batch) >= BATCH_CHUNKS):
            work.commit(batch, encoder, now)
            batch = []
        on_progress(done, len(sources), work.embedded)


def _content_hash(source: Source, about: Sequence[Company]) -> str:
    """A hash of all that the passages of `source` are made from. Raises `DocumentUnreadable`."""
    try:
        with source.file.open("rb") as file:
            content = hashlib.file_digest(file, "sha256")
    except OSError as error:
        raise DocumentUnreadable(f"{source.file.name}: {error.strerror}") from None
    described = {**asdict(source), "file": "", "about": [asdict(company) for company in about]}
    content.update(json.dumps(described, default=str, sort_keys=True).encode())
    return content.hexdigest()
