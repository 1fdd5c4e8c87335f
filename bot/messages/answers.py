"""Answers, their sources and the excerpts behind them, as messages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from bot.messages.links import link_to, web_address
from bot.messages.markup import LIMIT, clip, escape, split, visible_length
from retrieval.types import Citation


def render_answer(
    text: str, citations: Sequence[Citation] = (), hints: Sequence[str] = (), notice: str | None = None
) -> list[str]:
    """The messages of an answer, in order: what was found, where it stands, and what to know about it."""
    blocks = [escape(text), render_sources(citations), _render_hints(hints), notice and f"<i>{escape(notice)}</i>"]
    return split("\n\n".join(block for block in blocks if block))


def render_draft(text: str) -> str:
    """An answer that is still being written, as one message."""
    return escape(clip(text, LIMIT - 2)).removesuffix(" …") + " …"


def render_sources(citations: Sequence[Citation]) -> str:
    """The list under an answer, each document once, in the order in which the answer first cites it."""
    if not citations:
        return ""
    first_cited = {citation.document_id: citation.n for citation in reversed(citations)}
    ordered = sorted(citations, key=lambda citation: (first_cited[citation.document_id], citation.n))
    entries = [_render_source(list(group)) for _, group in groupby(ordered, key=lambda citation: citation.document_id)]
    return "<b>Sources</b>\n" + "\n".join(entries)


def _render_source(citations: Sequence[Citation]) -> str:
    first = citations[0]
    if len(citations) == 1:
        details = [describe(first.kind, first.published_on), _place(first)]
        return f"[{first.n}] {_linked(first.title, link_to(first))}\n{_italic(details)}"
    numbers = " ".join(f"[{citation.n}]" for citation in citations)
    places = "\n".join(
        f"↳ [{citation.n}] {_linked(_place(citation) or 'excerpt', link_to(citation))}" for citation in citations
    )
    title = _linked(first.title, web_address(first.url))
    return f"{numbers} {title}\n{_italic([describe(first.kind, first.published_on)])}\n{places}"


def render_excerpt(citation: Citation, passage: str | None) -> str:
    """One message with the quoted words; below, their `passage` where it is known, says more and fits."""
    details = [describe(citation.kind, citation.published_on), _place(citation)]
    head = f"<b>[{citation.n}] {escape(citation.title)}</b>\n{_italic(details)}\n\n"
    excerpt = f"{head}<blockquote>{escape(clip(citation.quote, LIMIT - visible_length(head)))}</blockquote>"
    # Telegram folds an expandable quote after three lines, so the quoted words do not stand in it alone.
    context = _in_context(citation.quote, passage or "")
    return excerpt + context if visible_length(excerpt + context) <= LIMIT else excerpt


def _in_context(quote: str, passage: str) -> str:
    before, found, after = passage.partition(quote or "\0")
    if not found or not (before + after).strip():
        return ""
    highlighted = f"{escape(before)}<b>{escape(found)}</b>{escape(after)}"
    return f"\n<i>In context</i>\n<blockquote expandable>{highlighted}</blockquote>"


def describe(kind: str, published_on: date | None) -> str:
    """The kind of a document and its date, as in "Filing brief, 7 May 2026"."""
    shown = kind.replace("-", " ").replace("_", " ").capitalize()
    return f"{shown}, {render_date(published_on)}" if published_on else shown


def render_date(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _place(citation: Citation) -> str:
    page = f"page {citation.page}" if citation.page is not None else ""
    return " · ".join(part for part in (page, citation.section) if part)


def _italic(parts: Sequence[str]) -> str:
    return f"<i>{escape(' · '.join(part for part in parts if part))}</i>"


def _linked(text: str, url: str | None) -> str:
    return f'<a href="{escape(url)}">{escape(text)}</a>' if url else escape(text)


def _render_hints(hints: Sequence[str]) -> str:
    return "\n".join(["What the documents do cover nearby:", *(f"• {escape(hint)}" for hint in hints)]) if hints else ""
