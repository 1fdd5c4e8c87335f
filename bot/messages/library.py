"""The documents as admins see them: a page of the list, one document, and what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.messages.answers import describe
from bot.messages.documents import counted, render_instant
from bot.messages.links import web_address
from bot.messages.markup import clip, escape, split
from bot.messages.names import as_sentence, one_line
from retrieval.types import Source

NOTHING_FOUND = "No document has these words in its title, id, kind or companies."
WHICH_TO_REMOVE = "Which one? Write its id after /remove; /documents lists them."
GONE = "This document is no longer there."
KEPT = "It stays in the index."
_TITLE = 200
_ID = 200


def render_library(
    numbered: Sequence[tuple[int, str, Source | None]], words: str, page: int, pages: int, total: int
) -> str:
    """One page of documents, each with its number, its id and, unless it was taken out of the index, what it is."""
    where = f", page {page + 1} of {pages}" if pages > 1 else ""
    about = f" for “{one_line(words, 60)}”" if words else ""
    entries = [f"{number}. {_entry(document_id, source)}" for number, document_id, source in numbered]
    return split(f"<b>{counted(total, 'document')}{about}{where}</b>\n\n" + "\n".join(entries))[0]


def _entry(document_id: str, source: Source | None) -> str:
    if source is None:
        return f"<code>{one_line(document_id, _ID)}</code>\n<i>taken out of the index</i>"
    about = escape(describe(source.kind, source.published_on))
    return f"{one_line(source.title, _TITLE)}\n<i>{about}</i>, <code>{one_line(source.id, 60)}</code>"


def render_details(source: Source, chunks: int, indexed_at: datetime) -> str:
    """One document of the index, with what an admin needs to decide about it."""
    facts = {
        "Id": f"<code>{one_line(source.id, _ID)}</code>",
        "Kind": escape(describe(source.kind, source.published_on)),
        "Publisher": one_line(source.publisher or "", 100),
        "Companies": one_line(", ".join(source.tickers), 200),
        "Form": one_line(source.form or "", 40),
        "Address": escape(clip(web_address(source.url) or "", 500)),
        "Passages": str(chunks),
        "Indexed": render_instant(indexed_at),
    }
    lines = [f"{name}: {fact}" for name, fact in facts.items() if fact]
    return "\n".join([f"<b>{one_line(source.title, 500)}</b>", "", *lines])


def render_withdrawn(document_id: str) -> str:
    return f"<code>{one_line(document_id, _ID)}</code>\n\nWas taken out of the index, and can be put back."


def ask_to_remove(source: Source, chunks: int) -> str:
    return (
        f"Take <b>{one_line(source.title, 500)}</b> (<code>{one_line(source.id, _ID)}</code>, "
        f"{counted(chunks, 'passage')}) out of the index? A document that was sent to me is deleted; any other can be "
        "put back."
    )


def removed(title: str, can_return: bool) -> str:
    after = "It stays out until it is put back." if can_return else "Its file is deleted."
    return f"<b>{one_line(title, 500)}</b> is no longer in the index. {after}"


def put_back(document_id: str) -> str:
    return f"<code>{one_line(document_id, _ID)}</code> is in the index again."


def not_done(reason: str) -> str:
    return f"<b>Nothing was changed:</b> {as_sentence(reason)}"


def no_such_document(said: str, near: Sequence[Source]) -> str:
    listed = "\n".join(f"• <code>{one_line(source.id, _ID)}</code> {one_line(source.title, 100)}" for source in near)
    found = f" Do you mean one of these?\n{listed}" if near else " /documents lists them all."
    return f"There is no document “{one_line(said, 100)}”.{found}"
