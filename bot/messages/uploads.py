"""What admins are told of a document that they send: what it is, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.messages.documents import counted
from bot.messages.markup import escape
from bot.messages.names import as_sentence, one_line

HOW_TO_ADD = """Send me a PDF, HTML, Markdown or text file, or write /add with the address of one or of a web page, \
as in /add https://example.com/report.pdf"""
TOO_BIG = "<b>Not added:</b> the file is larger than 20 MB, and Telegram lets no bot fetch it. Send a smaller one."
NOT_FETCHED = "<b>Not added:</b> Telegram did not hand over the whole file. Send it again."
INTERRUPTED = "<b>Not added:</b> I was stopped while I read this. Send it again."
WENT_WRONG = "<b>Not added:</b> something went wrong, and is in the log. Send it again."
CANCELLED = "Cancelled: nothing was added."
DRAFT_GONE = "This is no longer kept: drafts are forgotten after a day. Send the document again."
NOTHING_NEW = "The index has this document already: nothing was added."
_TITLE = 300
_KINDS = {"pdf": "PDF", "html": "HTML", "markdown": "Markdown", "text": "Text"}


def reading(name: str) -> str:
    return f"Reading {one_line(name, 100)} …" if name else "Reading …"


def adding(title: str) -> str:
    return f"Adding {one_line(title, _TITLE)} …"


def refused(reason: str) -> str:
    return f"<b>Not added:</b> {as_sentence(reason)}"


def render_draft(
    title: str, *, kind: str, size: int, pages: int | None, tickers: Sequence[str], chunks: int, twin: str | None
) -> str:
    """What was read, for an admin to confirm. `size` is in bytes, `twin` the title of a document with this content."""
    facts = [
        _KINDS.get(kind, escape(kind)),
        render_size(size),
        *([counted(pages, "page")] if pages is not None else []),
    ]
    lines = [
        f"<b>{one_line(title, _TITLE)}</b>",
        ", ".join(facts),
        f"Companies: {one_line(', '.join(tickers), 300) or 'none that I know'}",
        f"New passages: {chunks}",
    ]
    if twin is not None:
        lines += ["", f"⚠ The index has this already, word for word, as <b>{one_line(twin, _TITLE)}</b>."]
    return "\n".join([*lines, "", "Add it to the index?"])


def render_added(title: str, document_id: str, embedded: int) -> str:
    return (
        f"<b>{one_line(title, _TITLE)}</b> is in the index, with {counted(embedded, 'new passage')}.\n"
        f"/remove <code>{one_line(document_id, 200)}</code> takes it out again."
    )


def render_size(size: int) -> str:
    """A number of bytes as people read it."""
    if size < 1000:
        return counted(size, "byte")
    return f"{size / 1000:.0f} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"
