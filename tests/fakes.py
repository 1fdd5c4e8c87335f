"""Stand-ins that work: a document store small enough to know by heart, with the interface of the real one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from retrieval.store import IndexStatus
from retrieval.types import Answer, Chunk, Citation, Mode, Source
from tests.fake_library import INDEXED_AT, FakeLibrary

VAULT = Source(
    id="project-vault",
    title="Project Vault: the reserve",
    file=Path("vault.md"),
    kind="policy",
    publisher="White House",
    published_on=date(2026, 2, 2),
    url="https://example.org/vault",
    tickers=("MP", "USAR"),
)
REPORT = Source(
    id="mp-10k",
    title="MP <Materials> 10-K & exhibits",
    file=Path("mp.pdf"),
    kind="filing-brief",
    published_on=date(2025, 2, 28),
    url="https://example.org/mp.pdf",
    tickers=("MP",),
    form="10-K",
    fiscal_year=2024,
    period_end=date(2024, 12, 31),
    accession="0001801368-25-000012",
)
GLOSSARY = Source(id="glossary", title="Glossary", file=Path("glossary.md"), kind="policy")

LOAN = "The Export-Import Bank lends $10 billion."
CHUNKS = (
    Chunk("c-loan", VAULT.id, 0, "Project Vault", f"Money. {LOAN} Private investors add $1.67 billion.", "Money"),
    Chunk("c-mine", REPORT.id, 0, "MP 10-K", "Mountain Pass is the only <large> mine.", "Item 2", page=7),
    Chunk("c-gloss", GLOSSARY.id, 0, "Glossary", "NdPr. Neodymium and praseodymium.", "Metals"),
)


def cite(n: int, chunk: Chunk, source: Source, quote: str) -> Citation:
    """A citation of `quote` in `chunk` of `source`."""
    return Citation(
        n,
        chunk.id,
        source.id,
        source.title,
        source.kind,
        source.published_on,
        source.url,
        chunk.page,
        chunk.section,
        quote,
    )


LOAN_CITATION = cite(1, CHUNKS[0], VAULT, LOAN)
MINE_CITATION = cite(2, CHUNKS[1], REPORT, "Mountain Pass is the only <large> mine.")


@dataclass
class FakeRetrieval(FakeLibrary):
    """Answers from a table of questions, and says that the documents do not cover the rest.

    `drafts` are the texts that a chat model has written so far, given one after the other to `on_text`. An answer
    waits for `gate`, if there is one; `started` tells that it has begun to wait.
    """

    answers: dict[str, Answer] = field(default_factory=dict)
    sources: tuple[Source, ...] = field(default=(VAULT, REPORT, GLOSSARY), kw_only=True)
    chunks: tuple[Chunk, ...] = CHUNKS
    mode: Mode = "extractive"
    drafts: tuple[str, ...] = ()
    pause: Callable[[], None] = lambda: None
    failure: Exception | None = None
    asked: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    started: threading.Event = field(default_factory=threading.Event)
    gate: threading.Event | None = None

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        on_text: Callable[[str], None] | None = None,
        today: date | None = None,
    ) -> Answer:
        self.asked.append((question, tuple(history)))
        for draft in self.drafts:
            if on_text is not None:
                on_text(draft)
            self.pause()
        self.started.set()
        if self.gate is not None:
            self.gate.wait(20)
        if self.failure is not None:
            raise self.failure
        return replace(self.answers.get(question, not_found(question)), question=question)

    def chunk(self, chunk_id: str) -> Chunk | None:
        return next((chunk for chunk in self.chunks if chunk.id == chunk_id), None)

    def passages(self, document_id: str) -> list[Chunk]:
        return [chunk for chunk in self.chunks if chunk.document_id == document_id]

    def status(self) -> IndexStatus:
        return IndexStatus(len(self.sources), len(self.chunks), INDEXED_AT, self.mode)

    def close(self) -> None:
        """Nothing is held."""


def answered(text: str, *citations: Citation, notice: str | None = None) -> Answer:
    return Answer("", "answered", text, citations, notice=notice)


def not_found(question: str) -> Answer:
    return Answer(question, "not_found", "The documents do not say.", hints=("Project Vault", "Glossary"))
