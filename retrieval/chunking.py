"""Blocks of a document to passages of a size that can be embedded, searched and quoted."""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from retrieval.sentences import split_sentences
from retrieval.types import Block, Chunk, Company, Source

CHUNKER_VERSION = 4
"""Raised whenever the same document would give other chunks, so that an index knows to make all of them again."""

LIMIT = 1200
"""Characters of a chunk, as far as whole sentences and rows allow; with a table's headings at most 2,000."""

LONGEST_LEAD_IN, LONGEST_HEADINGS, LONGEST_SECTION = 250, 500, 160
LINK_LISTS = frozenset(("sources", "references", "links", "external links", "further reading", "bibliography"))
LINK = re.compile(r"https?://")
SECTION, CELL = " › ", " | "
MOST_LABELS = 3


def chunk_document(source: Source, blocks: Sequence[Block], companies: Sequence[Company]) -> list[Chunk]:
    """The passages of `source` in reading order; none spans two sections or pages.

    Lists of links under a heading such as "Sources" are left out: they bear no answer, and their addresses match
    nearly any question. Exact repeats get ids of their own.
    """
    seen: Counter[tuple[str, str]] = Counter()
    chunks: list[Chunk] = []
    for (section, page), group in groupby(blocks, key=lambda block: (block.section, block.page)):
        members = list(group)
        if _is_link_list(section, members):
            continue
        header = _header(source, section, companies)
        for text in _joined(_pieces(members), LIMIT, _between):
            seen[header, text] += 1
            key = "\0".join((source.id, header, text, str(seen[header, text])))
            identity = hashlib.sha256(key.encode()).hexdigest()[:24]
            chunks.append(Chunk(identity, source.id, len(chunks), header, text, section, page))
    return chunks


def _is_link_list(section: str, blocks: Sequence[Block]) -> bool:
    if section.rsplit(SECTION, maxsplit=1)[-1].casefold().rstrip(":") not in LINK_LISTS:
        return False
    return sum(LINK.search(block.text) is not None for block in blocks) > len(blocks) / 2


def _header(source: Source, section: str, companies: Sequence[Company]) -> str:
    names = {company.ticker: f"{company.name} ({company.ticker})" for company in companies}
    if len(source.tickers) <= 3:
        about = ", ".join(names.get(ticker, ticker) for ticker in source.tickers)
    else:
        about = ", ".join(source.tickers)
    published = source.published_on.isoformat() if source.published_on else ""
    parts = (about, source.form, _period(source), _short(section), source.title, published)
    return " · ".join(part for part in parts if part)


def _period(source: Source) -> str:
    if source.fiscal_quarter:
        return f"Q{source.fiscal_quarter} {source.fiscal_year or ''}".strip()
    if source.fiscal_year:
        return f"FY {source.fiscal_year}"
    return source.period_end.isoformat() if source.period_end else ""


def _short(section: str) -> str:
    """`section` without its upper headings where it is too long for a header line."""
    path = section.split(SECTION)
    while len(path) > 1 and len(SECTION.join(path)) > LONGEST_SECTION:
        path.pop(0)
    return SECTION.join(path)[:LONGEST_SECTION]


def _pieces(blocks: Sequence[Block]) -> Iterator[str]:
    """The texts that are packed whole: paragraphs, items and tables, cut where one alone is too long."""
    lead_in = ""
    for place, block in enumerate(blocks):
        following = blocks[place + 1] if place + 1 < len(blocks) else None
        if block.kind == "table":
            yield from _table_pieces(block, lead_in)
            lead_in = ""
        elif (
            block.kind == "paragraph" and following and following.kind == "table" and len(block.text) <= LONGEST_LEAD_IN
        ):
            lead_in = block.text
        else:
            yield from _text_pieces(block)


def _text_pieces(block: Block) -> Iterator[str]:
    text = f"- {block.text}" if block.kind == "item" else block.text
    if len(text) <= LIMIT:
        yield text
    else:
        yield from _joined((part for sentence in _sentences(text) for part in _cut(sentence)), LIMIT, lambda *_: " ")


def _sentences(text: str) -> Iterator[str]:
    """`text` cut where its sentences begin, with whatever stands between them."""
    begun = at = 0
    for place, sentence in enumerate(split_sentences(text)):
        start = text.index(sentence, at)
        at = start + len(sentence)
        if place:
            yield text[begun:start].strip()
            begun = start
    yield text[begun:].strip()


def _table_pieces(block: Block, lead_in: str) -> Iterator[str]:
    """The table with its lead-in, or parts of it that begin with the lead-in and the headings each.

    Without headings its rows stand apart, so that nobody takes the first for headings.
    """
    opening = f"{lead_in}\n\n" if lead_in else ""
    rows = block.text.split("\n")
    between = "\n" if block.has_headings else "\n\n"
    if block.has_headings and len(rows) > 1 and len(rows[0]) <= LONGEST_HEADINGS:
        opening += rows.pop(0) + "\n"
    room = max(LIMIT - len(opening), LIMIT // 2)
    for part in _joined((part for group in _row_groups(rows) for part in _cut(group, room)), room, lambda *_: between):
        yield opening + part


def _row_groups(rows: Iterable[str]) -> Iterator[str]:
    """Rows, each with the labels without figures right above it, so that no part of a table ends with a label."""
    group: list[str] = []
    for row in rows:
        group.append(row)
        if CELL in row or len(group) > MOST_LABELS:
            yield "\n".join(group)
            group = []
    if group:
        yield "\n".join(group)


def _joined(parts: Iterable[str], limit: int, glue: Callable[[str, str], str]) -> Iterator[str]:
    """`parts` joined to texts of similar size, at most `limit` characters each; `glue` parts two neighbours."""
    waiting = list(parts)
    total = sum(map(len, waiting))
    goal = total / max(1, math.ceil(total / limit))
    text = last = ""
    for part in waiting:
        between = glue(last, part)
        if text and (len(text) >= goal or len(text) + len(between) + len(part) > limit):
            yield text
            text = part
        else:
            text = f"{text}{between}{part}" if text else part
        last = part
    if text:
        yield text


def _cut(text: str, limit: int = LIMIT) -> Iterator[str]:
    """`text` in pieces of at most `limit` characters, cut at blanks where there are any."""
    at = 0
    while len(text) - at > limit:
        blank = text.rfind(" ", at + 1, at + limit + 1)
        place = blank if blank > 0 else at + limit
        yield text[at:place]
        at = place
        while text[at : at + 1].isspace():
            at += 1
    if at < len(text):
        yield text[at:]


def _between(before: str, after: str) -> str:
    """Items stand on consecutive lines, the rest a blank line apart."""
    return "\n" if before.startswith("- ") and after.startswith("- ") else "\n\n"
