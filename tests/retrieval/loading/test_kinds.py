"""What a file is, by its content; its name decides only between kinds of text."""

import pytest

from retrieval.errors import DocumentUnreadable
from retrieval.loading.kinds import Kind, kind_of
from tests.retrieval.loading.pdf_files import Text, pdf


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (pdf([Text(50, 50, "Text")]), "a.txt", "pdf"),
        (b"\r\n%PDF-1.4", "a", "pdf"),
        (b"printed by x\n%PDF-1.4", "a.pdf", "pdf"),
        (b"<!doctype html><p>Text", "a.txt", "html"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><!-- x --><html xmlns='x'><p>Text", "a.pdf", "html"),
        (b"<DOCUMENT>\n<TYPE>8-K\n<TEXT>\n<html><p>Text", "a.txt", "html"),
        (b"<p>One<p>Two<div>Three", "a", "html"),
        (b"Text <b>bold</b>", "a.html", "html"),
        ("<html><p>Text".encode("utf-16"), "a", "html"),
        (b"# One\n\nText\n\n## Two\n", "a.txt", "markdown"),
        (b"a | b\n--|--\n1 | 2\n", "a", "markdown"),
        (b"+++\ntitle = 'x'\n+++\nText", "a", "markdown"),
        (b"Text", "a.md", "markdown"),
        (b"Text with # one sign and <p> in it", "a.txt", "text"),
        (b"MZ is how this text begins, and BM too", "a.txt", "text"),
        (b'{"a": 1}', "a.json", "text"),
    ],
)
def test_kind_of(content: bytes, name: str, kind: Kind) -> None:
    assert kind_of(content, name) == kind


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"PK\x03\x04....word/document.xml", "a.pdf", "this is an Office file: save it as PDF"),
        (b"PK\x03\x04....a.txt", "a.docx", "this is an archive: send the documents in it one by one"),
        (b"\x89PNG\r\n", "a.md", "this is a picture: send the document as text or as a PDF with text"),
        (b"<svg xmlns='x'/>", "a.html", "this is a picture: send the document as text or as a PDF with text"),
        (b"<?xml version='1.0'?><feed/>", "a.xml", "this is an XML file: save what it shows as HTML or PDF"),
        (b"MZ\x90\0", "a.txt", "this is a program"),
        (b"Text", "a.pdf", "this is no PDF, whatever its name says"),
    ],
)
def test_kind_of__says_what_else_it_is(content: bytes, name: str, reason: str) -> None:
    with pytest.raises(DocumentUnreadable) as caught:
        kind_of(content, name)
    assert str(caught.value) == reason
