"""The values that retrieval works with: frozen, small, and free of any engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

Status = Literal["answered", "not_found"]
Mode = Literal["extractive", "generative"]


@dataclass(frozen=True, slots=True)
class Company:
    """A company that questions may name. `cik` is the SEC's number; `fiscal_year_end` is "MM-DD"."""

    ticker: str
    name: str
    aliases: tuple[str, ...] = ()
    cik: int | None = None
    exchange: str | None = None
    fiscal_year_end: str | None = None
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A document of the store: what the catalogue and its front matter say of it, and the file that holds it."""

    id: str
    title: str
    file: Path
    kind: str = "document"
    publisher: str | None = None
    published_on: date | None = None
    url: str | None = None
    tickers: tuple[str, ...] = ()
    form: str | None = None
    fiscal_year: int | None = None
    fiscal_quarter: int | None = None
    period_end: date | None = None
    accession: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item or table of a document, in reading order.

    `text` is what a reader would see and quote. A table is one line a row, cells joined by " | ", the first line being
    its column headings when `has_headings`. `page` counts from 1 and is None where the format has no pages.
    """

    kind: Literal["paragraph", "item", "table"]
    text: str
    section: str = ""
    page: int | None = None
    has_headings: bool = False


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage that is embedded, searched and quoted.

    `header` says which company, form, period, section, title and date the passage belongs to; it is embedded and
    searched with the text and is never shown as quoted text. `id` is a hash of document, header and text, so that an
    unchanged passage keeps its id. `ordinal` is the passage's place in its document, from 0.
    """

    id: str
    document_id: str
    ordinal: int
    header: str
    text: str
    section: str = ""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class ScoredChunk:
    """A search hit: the passage, the document it stands in, and how well it fits (higher is better).

    `similarity` is the cosine between question and passage, None where it was not computed.
    """

    chunk: Chunk
    source: Source
    score: float
    similarity: float | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a claim stands. `quote` is found word for word in the text of the passage `chunk_id`."""

    n: int
    chunk_id: str
    document_id: str
    title: str
    kind: str
    published_on: date | None
    url: str | None
    page: int | None
    section: str
    quote: str

    @classmethod
    def of(cls, n: int, hit: ScoredChunk, quote: str) -> Citation:
        """The citation `n` of words that stand in the passage of `hit`."""
        chunk, source = hit.chunk, hit.source
        return cls(
            n=n,
            chunk_id=chunk.id,
            document_id=source.id,
            title=source.title,
            kind=source.kind,
            published_on=source.published_on,
            url=source.url,
            page=chunk.page,
            section=chunk.section,
            quote=quote,
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question. `text` carries a marker `[n]` for each of `citations`.

    With status "not_found" there are no citations, and `hints` names the nearest topics. `notice` is a line about how
    the answer was made that the asker should see, such as "the chat model did not answer".
    """

    question: str
    status: Status
    text: str
    citations: tuple[Citation, ...] = ()
    mode: Mode = "extractive"
    ms: int = 0
    hints: tuple[str, ...] = ()
    notice: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A document that could not be indexed, and why."""

    document_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReindexReport:
    """What one reindex did, in documents and chunks. `embedded` counts the chunks whose vectors were computed."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    chunks: int = 0
    embedded: int = 0
    seconds: float = 0.0
    problems: tuple[Problem, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class ReindexPlan:
    """What a reindex would do, in ids of documents; `problems` are those of which it is known that they cannot be read.

    `is_full`: there is no usable index, or another encoder or chunker made it, so that all is made again, aside.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    problems: tuple[Problem, ...] = ()
    is_full: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a reindex is: documents done of those that are worked on, and passages embedded so far."""

    documents: int
    of_documents: int
    chunks: int
    seconds: float
    seconds_left: float | None = None

    @property
    def chunks_per_second(self) -> float:
        return self.chunks / self.seconds if self.seconds else 0.0
