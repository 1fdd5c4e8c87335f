"""Documents of all formats to blocks of text in reading order."""

from __future__ import annotations

from pathlib import Path

from retrieval.errors import DocumentUnreadable
from retrieval.loading.cleaning import cleaned
from retrieval.loading.encoding import decode, visible
from retrieval.orders import is_order
from retrieval.types import Block, Source

MARKDOWN, HTML, PLAIN = (".md", ".markdown"), (".html", ".htm"), (".txt", ".text")


def load_blocks(source: Source, max_bytes: int) -> list[Block]:
    """The blocks of the file of `source`. Raises `DocumentUnreadable` with a reason that a person understands."""
    if is_order(visible(source.title)):
        raise DocumentUnreadable("its title gives orders to a machine")
    content = _read(source.file, max_bytes)
    blocks = cleaned(_parse(source.file.suffix.lower(), content, source.title), source.id)
    if not blocks:
        raise DocumentUnreadable("there is no text in it")
    return blocks


def _read(file: Path, max_bytes: int) -> bytes:
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


def _parse(suffix: str, content: bytes, title: str) -> list[Block]:
    """Each format's parser is imported when a document needs it."""
    if suffix == ".pdf":
        from retrieval.loading.pdf import pdf_blocks

        return pdf_blocks(content, title)
    if suffix in HTML:
        from retrieval.loading.html import html_blocks

        return html_blocks(decode(content), title)
    if suffix in MARKDOWN:
        from retrieval.loading.markdown import markdown_blocks

        return markdown_blocks(decode(content), title)
    if suffix in PLAIN:
        from retrieval.loading.plain import plain_blocks

        return plain_blocks(decode(content), title)
    raise DocumentUnreadable(f"files {f'of the type {suffix}' if suffix else 'without a suffix'} cannot be read")
