"""Titles: what a document calls itself, else what it begins with, else the name of its file."""

import pytest

from retrieval.loading.kinds import Kind
from retrieval.loading.titles import title_among, title_inside, title_of_metadata
from retrieval.types import Block


@pytest.mark.parametrize(
    ("kind", "text", "title"),
    [
        ("html", "<title>\n A &amp; B\u202e </title><h1>C</h1>", "A & B"),
        ("html", "<h1>C</h1>", ""),
        ("html", "<title>Untitled 1</title>", ""),
        ("markdown", "Text\n\n# The **mine** of [Osprey](x) #\n", "The mine of Osprey"),
        ("markdown", "The mine\n========\n", "The mine"),
        ("markdown", "## Second", ""),
        ("text", "# Not a heading", ""),
    ],
)
def test_title_inside(kind: Kind, text: str, title: str) -> None:
    assert title_inside(kind, text) == title


def test_title_inside__is_bounded() -> None:
    assert title_inside("html", f"<title>{'word ' * 100}") == "word " * 29 + "word…"


@pytest.mark.parametrize(
    ("metadata", "title"),
    [
        ("Microsoft Word - Annual report.docx", "Annual report"),
        ("Form 10-K of Acme", "Form 10-K of Acme"),
        ("Acme\x1b[31m\nreport", "Acme [31m report"),
        ("acme-20241231", ""),
        ("untitled", ""),
        ("Document1", ""),
        ("   ", ""),
    ],
)
def test_title_of_metadata(metadata: str, title: str) -> None:
    assert title_of_metadata(metadata) == title


@pytest.mark.parametrize(
    ("blocks", "name", "title"),
    [
        ([Block("paragraph", "Text.", "First › Second")], "x.pdf", "First"),
        ([Block("paragraph", "A short line.")], "x.pdf", "A short line"),
        ([Block("paragraph", "A long line. " * 20)], "../my_report-of may.pdf", "my report of may"),
        ([Block("paragraph", "word " * 50)], "20240101.txt", "20240101.txt"),
        (
            [
                Block("paragraph", "FORM 10-Q", "Cover page"),
                Block("paragraph", "ACME MINING CORP.", "Cover page"),
                Block("paragraph", "Commission File Number 001-1", "Cover page"),
                Block("paragraph", "(Exact name of registrant as specified in its charter)", "Cover page"),
            ],
            "x.pdf",
            "ACME MINING CORP. 10-Q",
        ),
    ],
)
def test_title_among(blocks: list[Block], name: str, title: str) -> None:
    assert title_among(blocks, name) == title
