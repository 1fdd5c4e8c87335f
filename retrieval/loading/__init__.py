"""Documents of all formats to blocks of text in reading order."""

from __future__ import annotations

from pathlib import Path

from retrieval.errors import DocumentUnreadable
from retrieval.loading.cleaning import cleaned
from retrieval.loading.encoding import decode, visible
from retrieval.loading.kinds import Kind
from retrieval.orders import is_order
from retrieval.types import Block, Source

KINDS: dict[str, Kind] = {
    ".pdf": "pdf",
    ".html": "html",
    ".htm": "html",
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
    ".text": "text",
}


def load_blocks(source: Source, max_bytes: int) -> list[Block]:
    """The blocks of the file of `source`. Raises `DocumentUnreadable` with a reason that a person understands."""
    content = read_content(source.file, max_bytes)
    suffix = source.file.suffix.lower()
    if suffix not in KINDS:
        raise DocumentUnreadable(f"files {f'of the type {suffix}' if suffix else 'without a suffix'} cannot be read")
    return blocks_of(KINDS[suffix], content, source.title, source.id)


def blocks_of(kind: Kind, content: bytes, title: str, document_id: str) -> list[Block]:
    """The blocks of a document, at least one, as they may be quoted. Raises `DocumentUnreadable`."""
    check_title(title)
    blocks = cleaned(_parse(kind, content, title), document_id)
    if not blocks:
        raise DocumentUnreadable("there is no text in it")
    return blocks


def check_title(title: str) -> None:
    """Raises `DocumentUnreadable` where a title is an order to the machine that reads it."""
    if is_order(visible(title)):
        raise DocumentUnreadable("its title gives orders to a machine")


def read_content(file: Path, max_bytes: int) -> bytes:
    """What is in `file`, at least one byte. Raises `DocumentUnreadable`."""
    try:
        with file.open("rb") as stream:
            content = stream.read(max_bytes + 1)
    except FileNotFoundError:
        raise DocumentUnreadable("there is no such file") from None
    except OSError as error:
        raise DocumentUnreadable(f"the file cannot be read: {error.strerror}") from None
    if not content:
        raise DocumentUnreadable("the file is empty")
    if len(content) > max_bytes:
        raise DocumentUnreadable(f"the file is larger than the limit of {max_bytes / 1_000_000:g} MB")
    return content


def _parse(kind: Kind, content: bytes, title: str) -> list[Block]:
    """Each format's parser is imported when a document needs it."""
    if kind == "pdf":
        from retrieval.loading.pdf import pdf_blocks

        return pdf_blocks(content, title)
    if kind == "html":
        from retrieval.loading.html import html_blocks

        return html_blocks(decode(content), title)
    if kind == "markdown":
        from retrieval.loading.markdown import markdown_blocks

        return markdown_blocks(decode(content), title)
    from retrieval.loading.plain import plain_blocks

    return plain_blocks(decode(content), title)
