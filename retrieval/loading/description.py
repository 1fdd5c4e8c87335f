"""What a file that somebody sent is: its kind, title, pages and companies, and the passages it would give."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrieval.catalogue import Entry, front_matter
from retrieval.chunking import chunk_document
from retrieval.loading import blocks_of, check_title, read_content
from retrieval.loading.articles import article_alone
from retrieval.loading.encoding import decode
from retrieval.loading.kinds import SUFFIXES, Kind, kind_of
from retrieval.loading.titles import title_among, title_inside, title_of_metadata
from retrieval.mentions import companies_in
from retrieval.types import Block, Chunk, Company, Source

LONGEST_SLUG, HASH_CHARACTERS = 48, 8  # an id fits beside a word into the 64 bytes of a button


@dataclass(frozen=True, slots=True)
class Description:
    """`entry` says of the document what a catalogue would, with the file's name after the kind of its content.

    Where it is the `article` of a web page, as HTML, that is what is kept instead of the page.
    """

    entry: Entry
    kind: Kind
    pages: int | None
    chunks: tuple[Chunk, ...]
    article: str = ""


def describe(file: Path, name: str, url: str | None, companies: Sequence[Company], max_bytes: int) -> Description:
    """What `file` is, which somebody has sent under `name` or which was found at `url`.

    Raises `DocumentUnreadable`. The front matter of a Markdown document goes first, but for its id: that is made of the
    title and a hash of the content.
    """
    content = read_content(file, max_bytes)
    kind = kind_of(content, name)
    article = article_alone(decode(content), url) if url and kind == "html" else ""
    content = article.encode() or content
    said = front_matter(content) if kind == "markdown" else {}
    title, pages = _front(kind, content)
    title, blocks = _titled_blocks(kind, content, said.get("title") or title, name)
    tickers = companies_in(title, "\n".join(block.text for block in blocks), companies)
    id_ = f"{_slug(title)}-{hashlib.sha256(content).hexdigest()[:HASH_CHARACTERS]}"
    fields: dict[str, Any] = {
        "tickers": tickers,
        **said,
        "id": id_,
        "title": title,
        "file": f"document{SUFFIXES[kind]}",
    }
    entry = Entry(**fields | ({"url": url} if url else {}))
    source = Source(**fields | {"file": file})
    return Description(entry, kind, pages, tuple(chunk_document(source, blocks, companies)), article)


def _front(kind: Kind, content: bytes) -> tuple[str, int | None]:
    """The title that the document gives itself, and its pages if it has any."""
    if kind != "pdf":
        return title_inside(kind, decode(content)), None
    from retrieval.loading.pdf import pdf_front

    title, pages = pdf_front(content)
    return title_of_metadata(title), pages


def _titled_blocks(kind: Kind, content: bytes, title: str, name: str) -> tuple[str, list[Block]]:
    blocks = blocks_of(kind, content, title, name)
    if title:
        return title, blocks
    title = title_among(blocks, name)
    check_title(title)
    return title, blocks_of(kind, content, title, name) if kind != "pdf" else blocks


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST_SLUG].strip("-") or "document"
