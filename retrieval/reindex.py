"""The documents against the index, by content hash: what is new, changed or gone, and nothing else, is worked on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from time import perf_counter

from retrieval.chunking import CHUNKER_VERSION
from retrieval.embedding import Encoder
from retrieval.errors import DocumentUnreadable, SelfCheckFailed
from retrieval.generation import MadeWith
from retrieval.index import Index
from retrieval.indexing import Indexer, IsCancelled, OnProgress, Stale, ignore_progress, never, reading_ahead
from retrieval.inventory import Inventory, take_inventory
from retrieval.lexicon import LEXICON_VERSION
from retrieval.loading.reader import DocumentReader
from retrieval.settings import Settings
from retrieval.types import Company, Problem, ReindexPlan, ReindexReport, Source


@dataclass(frozen=True, slots=True)
class Comparison:
    """The documents as they stand against those that the index holds."""

    inventory: Inventory
    before: Mapping[str, str]  # document id → content hash
    plan: ReindexPlan
    documents: tuple[Stale, ...]

    @property
    def stale(self) -> tuple[Stale, ...]:
        """The documents that are new or have changed."""
        return tuple(each for each in self.documents if self.before.get(each.source.id) != each.content_hash)


def compare(index: Index, settings: Settings) -> Comparison:
    """What a reindex would do. Raises `CatalogueInvalid`.

    All is made again where there is no usable index, and where another encoder or chunker made it than the ones of now,
    unless it was rolled back to.
    """
    inventory = take_inventory(settings)
    documents, problems = _looked_at(inventory)
    before = index.current.manifest.content_hashes() if index.current else {}
    plan = replace(
        _difference(before, {each.source.id: each.content_hash for each in documents}),
        problems=(*inventory.problems, *problems),
        is_full=index.current is None or (index.current.made_with != made_with(settings) and not index.is_rolled_back),
    )
    return Comparison(inventory, before, plan, documents)


def made_with(settings: Settings) -> MadeWith:
    """What an index that is made now is made with."""
    return MadeWith(settings.embedding.model, CHUNKER_VERSION, LEXICON_VERSION)


def reindex(
    index: Index,
    settings: Settings,
    load_encoder: Callable[[str], Encoder],
    now: datetime,
    *,
    full: bool = False,
    on_progress: OnProgress = ignore_progress,
    is_cancelled: IsCancelled = never,
) -> ReindexReport:
    """Bring the index up to date with the documents of `settings`; `load_encoder` takes the name of a model.

    Where `compare` says so, all is made again, aside, and switched to at the end; the vectors of unchanged passages are
    taken over if the model is the same. With `full`, all is made again in any case, and every vector with it.
    Raises `CatalogueInvalid`, `ReindexCancelled` and `SelfCheckFailed`; a document that cannot be read is left out and
    reported.
    """
    started = perf_counter()
    comparison = compare(index, settings)
    current = index.current
    is_aside = full or comparison.plan.is_full
    making = made_with(settings) if is_aside or current is None else current.made_with
    is_donor = current is not None and current.made_with.model == making.model and not full
    documents = comparison.documents if is_aside else comparison.stale
    with (
        reading_ahead(reader_of(settings, comparison.inventory.companies), documents) as read,
        index.rebuilding(making) if is_aside else nullcontext(current) as generation,
    ):
        assert generation
        indexer = Indexer(
            generation,
            lambda: load_encoder(making.model),
            donor=current if is_donor and is_aside else None,
            on_progress=on_progress,
            is_cancelled=is_cancelled,
        )
        indexer.put_in(documents, read, now)
        unreadable = {problem.document_id for problem in indexer.problems}
        generation.remove({*comparison.plan.removed, *unreadable} & generation.manifest.content_hashes().keys())
        after = generation.manifest.content_hashes()
        if is_aside and comparison.before and comparison.inventory.sources and not after:
            raise SelfCheckFailed("none of the documents could be read")
        chunks = generation.manifest.count()[1]
    difference = _difference(comparison.before, after)
    return ReindexReport(
        added=difference.added,
        changed=difference.changed,
        removed=difference.removed,
        unchanged=difference.unchanged,
        chunks=chunks,
        embedded=indexer.embedded,
        seconds=perf_counter() - started,
        problems=(*comparison.plan.problems, *indexer.problems),
    )


def index_document(
    index: Index,
    settings: Settings,
    load_encoder: Callable[[str], Encoder],
    source: Source,
    now: datetime,
    *,
    companies: Sequence[Company],
) -> ReindexReport:
    """Index this one document, with the model that the index in use was made with; the others are not looked at.

    Raises `DocumentUnreadable`, and then the index is as it was.
    """
    started = perf_counter()
    generation = index.generation
    before = generation.manifest.content_hashes()
    model = generation.made_with.model
    indexer = Indexer(generation, lambda: load_encoder(model))
    try:
        documents = [_hashed(source, companies)]
        with reading_ahead(reader_of(settings, companies), documents) as read:
            indexer.put_in(documents, read, now)
    except OSError as error:
        raise DocumentUnreadable(f"{source.file.name}: {error.strerror}") from None
    if indexer.problems:
        raise DocumentUnreadable(indexer.problems[0].reason)
    after = generation.manifest.content_hashes()
    difference, chunks = _difference(before, after), generation.manifest.count()[1]
    return ReindexReport(
        difference.added,
        difference.changed,
        unchanged=difference.unchanged,
        chunks=chunks,
        embedded=indexer.embedded,
        seconds=perf_counter() - started,
    )


def reader_of(settings: Settings, companies: Sequence[Company]) -> DocumentReader:
    """What reads the documents of `settings`."""
    return DocumentReader(companies, int(settings.documents.max_megabytes * 1_000_000))


def _difference(before: Mapping[str, str], after: Mapping[str, str]) -> ReindexPlan:
    added = tuple(id_ for id_ in after if id_ not in before)
    changed = tuple(id_ for id_ in after if id_ in before and before[id_] != after[id_])
    removed = tuple(sorted(before.keys() - after.keys()))
    return ReindexPlan(added, changed, removed, unchanged=len(after) - len(added) - len(changed))


def _looked_at(inventory: Inventory) -> tuple[tuple[Stale, ...], list[Problem]]:
    """The documents with the hashes of their contents, and those whose files cannot be read."""
    documents, problems = [], []
    for source in inventory.sources:
        try:
            documents.append(_hashed(source, inventory.companies))
        except OSError as error:
            problems.append(Problem(source.id, f"{source.file.name}: {error.strerror}"))
    return tuple(documents), problems


def _hashed(source: Source, companies: Sequence[Company]) -> Stale:
    """A document with a hash of all that its passages are made from. Raises `OSError`."""
    about = [company for company in companies if company.ticker in source.tickers]
    with source.file.open("rb") as file:
        content = hashlib.file_digest(file, "sha256")
        size = file.tell()
    described = {**asdict(source), "file": "", "about": [asdict(company) for company in about]}
    content.update(json.dumps(described, default=str, sort_keys=True).encode())
    return Stale(source, content.hexdigest(), size)
