"""Filings as messages: a page of the list, and what admins are told of new ones. A filing comes as its documents."""

from __future__ import annotations

from collections.abc import Sequence

from bot.messages.answers import describe
from bot.messages.documents import counted
from bot.messages.links import web_address
from bot.messages.markup import clip, escape, split
from retrieval.types import Source

_LONGEST_TITLE = 200
_MOST_NAMED = 15


def render_filings(
    numbered: Sequence[tuple[int, Sequence[Source]]], about: str, page: int, pages: int, total: int
) -> str:
    """One page of the filings of `about`, each with its number in the whole list; pages count from 0."""
    where = f", page {page + 1} of {pages}" if pages > 1 else ""
    entries = [f"{number}. {_linked(filing[0])}\n<i>{_details(filing)}</i>" for number, filing in numbered]
    return split(f"<b>{escape(about)}{counted(total, 'filing')}{where}</b>\n\n" + "\n".join(entries))[0]


def render_news(filings: Sequence[Sequence[Source]], troubles: Sequence[str]) -> str:
    """What admins are told after a look for new filings."""
    named = [f"• {_linked(filing[0])}" for filing in filings[:_MOST_NAMED]]
    if len(filings) > _MOST_NAMED:
        named.append(f"… and {len(filings) - _MOST_NAMED} more: /filings")
    parts = [f"<b>{counted(len(filings), 'new filing')}</b>", *named] if filings else []
    if troubles:
        parts += ["<b>Filings that need a look</b>", *(f"• {escape(clip(trouble, 300))}" for trouble in troubles)]
    return split("\n".join(parts))[0]


def _linked(source: Source, text: str | None = None) -> str:
    shown = escape(clip(text or source.title, _LONGEST_TITLE))
    address = web_address(source.url)
    return f'<a href="{escape(address)}">{shown}</a>' if address else shown


def _details(filing: Sequence[Source]) -> str:
    primary, *exhibits = filing
    names = [_linked(exhibit, exhibit.title.rpartition(", ")[2]) for exhibit in exhibits]
    return ", ".join([escape(describe(primary.kind, primary.published_on)), *names])
