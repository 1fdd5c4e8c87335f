"""Files of all formats: how they are told apart, what is refused and why, and that no word is lost on the way."""

from html import escape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.chunking import chunk_document
from retrieval.errors import DocumentUnreadable
from retrieval.loading import load_blocks
from retrieval.loading.html import html_blocks
from retrieval.loading.plain import plain_blocks
from retrieval.types import Block, Source
from tests.retrieval.loading.pdf_files import Text, pdf

LIMIT = 10_000


def source(folder: Path, name: str, content: bytes) -> Source:
    file = folder / name
    file.write_bytes(content)
    return Source("doc", "Title", file)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.md", b"# Title\n\nSome *text*."),
        ("a.MARKDOWN", b"Some text."),
        ("a.html", b"<p>Some <i>text</i>."),
        ("a.htm", b"<body>Some text."),
        ("a.txt", b"\xef\xbb\xbfSome text.\r\n"),
        ("a.text", "Some text.".encode("utf-16")),
    ],
)
def test_load_blocks__by_suffix(tmp_path: Path, name: str, content: bytes) -> None:
    assert load_blocks(source(tmp_path, name, content), LIMIT) == [Block("paragraph", "Some text.")]


def test_load_blocks__pdf(tmp_path: Path) -> None:
    content = pdf([Text(50, 50, "Some text.")])
    assert load_blocks(source(tmp_path, "a.pdf", content), LIMIT) == [Block("paragraph", "Some text.", page=1)]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.md", b"", "the file is empty"),
        ("a.md", b"# Title\n\n---\n", "there is no text in it"),
        ("a.html", b"<script>1</script>", "there is no text in it"),
        ("a.txt", b"x" * (LIMIT + 1), "the file is larger than the limit of 0.01 MB"),
        ("a.txt", b"\x7fELF\x00\x01", "this is not a text file"),
        ("a.zip", b"PK", "files of the type .zip cannot be read"),
        ("a", b"text", "files without a suffix cannot be read"),
    ],
)
def test_load_blocks__says_why_it_cannot_read_a_file(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    with pytest.raises(DocumentUnreadable, match=reason):
        load_blocks(source(tmp_path, name, content), LIMIT)


def test_load_blocks__missing_files_and_folders(tmp_path: Path) -> None:
    with pytest.raises(DocumentUnreadable, match="there is no such file"):
        load_blocks(Source("doc", "Title", tmp_path / "gone.md"), LIMIT)
    with pytest.raises(DocumentUnreadable, match="the file cannot be read: Is a directory"):
        load_blocks(Source("doc", "Title", tmp_path), LIMIT)


SIZES = st.lists(st.integers(1, 60), max_size=12)
TAGS = st.sampled_from(["p", "div", "h1", "h2", "h3", "li", "td", "th", "b", "pre", "blockquote"])
SHAPES = ("word{}", "($1,{}word", "word{}:", "&<{}word>", "{}word)")


def _texts(sizes: list[int]) -> list[str]:
    """A text of each size; every word occurs once in all of them."""
    words = (shape.format(number) for number, shape in enumerate(SHAPES * sum(sizes)))
    return [" ".join(next(words) for _ in range(size)) for size in sizes]


def _words(blocks: list[Block]) -> set[str]:
    chunks = chunk_document(Source("doc", "Title", Path("x")), blocks, [])
    return set("".join(f"{chunk.section} {chunk.text} " for chunk in chunks).split())


@given(SIZES, st.data())
def test_html_blocks__loses_no_word(sizes: list[int], data: st.DataObject) -> None:
    texts = _texts(sizes)
    elements = [(data.draw(TAGS), text) for text in texts]
    body = "\n".join(f"<{tag}>{escape(text)}</{tag}>" for tag, text in elements)
    words = _words(html_blocks(f"<table>{body}</table>{body}", "Title"))
    assert {word for text in texts for word in text.split()} <= words


@given(SIZES, st.sampled_from(["\n", "\n\n", "   ", "\n  - "]))
def test_plain_blocks__loses_no_word(sizes: list[int], glue: str) -> None:
    texts = _texts(sizes)
    assert {word for text in texts for word in text.split()} <= _words(plain_blocks(glue.join(texts), "Title"))
