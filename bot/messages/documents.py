"""The documents of the store, as messages: a page of the list, one document, and the state of the index."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.messages.answers import describe, render_date
from bot.messages.links import web_address
from bot.messages.markup import clip, escape, split
from retrieval.types import Mode, Source

_WRITTEN_BY: dict[Mode, str] = {
    "extractive": "sentences of the documents, word for word",
    "generative": "written by a chat model, each sentence checked against the passages it cites",
}
_LONGEST_TITLE = 300


def render_page(numbered: Sequence[tuple[int, Source]], page: int, pages: int, total: int) -> str:
    """One page of the list of documents, each with its number in the whole list; pages count from 0."""
    where = f", page {page + 1} of {pages}" if pages > 1 else ""
    entries = [
        f"{number}. {escape(clip(source.title, _LONGEST_TITLE))}\n<i>{_about(source)}</i>"
        for number, source in numbered
    ]
    return f"<b>{counted(total, 'document')}{where}</b>\n\n" + "\n".join(entries)


def render_document(source: Source, chunks: int, indexed_at: datetime) -> str:
    """Everything the catalogue says of a document."""
    period = ", ".join(
        part
        for part in (
            source.fiscal_year and f"fiscal year {source.fiscal_year}",
            source.fiscal_quarter and f"quarter {source.fiscal_quarter}",
            source.period_end and f"to {render_date(source.period_end)}",
        )
        if part
    )
    facts = {
        "Kind": _about(source),
        "Publisher": escape(source.publisher or ""),
        "Companies": escape(", ".join(source.tickers)),
        "Form": escape(source.form or ""),
        "Period": period,
        "Accession": escape(source.accession or ""),
        "Web page": escape(web_address(source.url) or ""),
        "Passages": str(chunks),
        "Indexed": render_instant(indexed_at),
    }
    lines = [f"{name}: {fact}" for name, fact in facts.items() if fact]
    return split("\n".join([f"<b>{escape(source.title)}</b>", "", *lines]))[0]


def render_status(documents: int, chunks: int, indexed_at: datetime | None, mode: Mode) -> str:
    indexed = render_instant(indexed_at) if indexed_at else "never"
    return (
        f"Documents: {documents}, in {counted(chunks, 'passage')}\n"
        f"Last indexed: {indexed}\n"
        f"Answers: {_WRITTEN_BY[mode]}"
    )


def render_instant(instant: datetime) -> str:
    moment = instant.astimezone(UTC)
    return f"{render_date(moment.date())}, {moment:%H:%M} UTC"


def counted(number: int, noun: str) -> str:
    """A number with its noun, as in "1 document" or "2 documents"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _about(source: Source) -> str:
    return escape(describe(source.kind, source.published_on))
