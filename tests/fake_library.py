"""A document store under an administrator's hand that works, in memory, and takes as long as a test wants."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from retrieval.added import Draft
from retrieval.errors import (
    DocumentUnreadable,
    DraftGone,
    FetchFailed,
    NothingToRollBack,
    ReindexCancelled,
    UnknownDocument,
)
from retrieval.manifest import IndexedDocument
from retrieval.store import IndexStatus
from retrieval.types import Progress, ReindexPlan, ReindexReport, Source

INDEXED_AT = datetime(2026, 2, 5, 6, 30, tzinfo=UTC)
NOTHING_NEW = ReindexPlan(unchanged=3)
EARLIER_AT = datetime(2026, 2, 1, 6, 30, tzinfo=UTC)


@dataclass(kw_only=True)
class FakeLibrary:
    """`sources` is what the index holds. A reindex goes through `steps` and then waits for `gate`, if there is one.

    A draft is made of a file whose first line is its title, and each further line a passage; a file that begins with
    "%" cannot be read. `pages` are the web pages there are.
    """

    sources: tuple[Source, ...] = ()
    planned: ReindexPlan = NOTHING_NEW
    steps: tuple[Progress, ...] = ()
    reindex_gate: threading.Event | None = None
    reindexed: list[bool] = field(default_factory=list)
    earlier: IndexStatus | None = None
    pages: dict[str, str] = field(default_factory=dict)
    kept: dict[str, Draft] = field(default_factory=dict)
    taken_out: dict[str, Source] = field(default_factory=dict)
    added: list[str] = field(default_factory=list)

    def documents(self) -> list[IndexedDocument]:
        return [IndexedDocument(source, "hash", 1, INDEXED_AT) for source in self.sources]

    def plan(self) -> ReindexPlan:
        return self.planned

    def reindex(
        self,
        now: datetime,
        *,
        full: bool = False,
        on_progress: Callable[[Progress], None] = lambda _: None,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> ReindexReport:
        self.reindexed.append(full)
        for step in self.steps:
            on_progress(step)
        while self.reindex_gate is not None and not self.reindex_gate.wait(0.01):
            if is_cancelled():
                raise ReindexCancelled("the reindex was cancelled")
        plan = self.planned
        return ReindexReport(
            plan.added, plan.changed, plan.removed, plan.unchanged, 40, 12, seconds=2.5, problems=plan.problems
        )

    def previous(self) -> IndexStatus | None:
        return self.earlier

    def rollback(self) -> IndexStatus:
        if self.earlier is None:
            raise NothingToRollBack("there is no earlier index")
        status, self.earlier = self.earlier, IndexStatus(len(self.sources), 3, INDEXED_AT, "extractive")
        return status

    def draft(self, file: Path, name: str, url: str | None = None, *, now: datetime) -> Draft:
        return self._draft(file.read_text(), name, url)

    def draft_page(self, url: str, *, now: datetime) -> Draft:
        if url not in self.pages:
            raise FetchFailed(f"{url}: this address is not public")
        return self._draft(self.pages[url], url, url)

    def _draft(self, text: str, name: str, url: str | None) -> Draft:
        if text.startswith("%"):
            raise DocumentUnreadable(f"{name}: there is no text in it")
        title, *passages = text.splitlines()
        twin = next((source.id for source in self.sources if source.title == title), None)
        draft = Draft(
            id=f"draft-{len(self.kept) + 1}",
            title=title,
            kind="markdown",
            bytes=len(text.encode()),
            pages=None,
            tickers=tuple(word for word in title.split() if word in ("MP", "USAR")),
            chunks=len(passages),
            duplicate_of=twin,
        )
        self.kept[draft.id] = draft
        return draft

    def add(self, draft_id: str, now: datetime) -> ReindexReport:
        draft = self.kept.pop(draft_id, None)
        if draft is None:
            raise DraftGone("this draft is no longer kept")
        document_id = f"added-{draft_id}"
        self.added.append(document_id)
        self.sources += (Source(document_id, draft.title, Path("added")),)
        return ReindexReport(added=(document_id,), chunks=40, embedded=draft.chunks)

    def discard(self, draft_id: str) -> None:
        self.kept.pop(draft_id, None)

    def withdraw(self, document_id: str, now: datetime) -> None:
        source = next((source for source in self.sources if source.id == document_id), None)
        if source is None:
            raise UnknownDocument(f"there is no document {document_id}")
        self.sources = tuple(other for other in self.sources if other.id != document_id)
        if document_id not in self.added:
            self.taken_out[document_id] = source

    def put_back(self, document_id: str, now: datetime) -> None:
        self.sources += (self.taken_out.pop(document_id),)

    def withdrawn(self) -> tuple[str, ...]:
        return tuple(self.taken_out)
