"""What a file is, by what is in it; what is no document is refused by its own name."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Literal

from retrieval.errors import DocumentUnreadable
from retrieval.loading.encoding import MARKS, decode

Kind = Literal["pdf", "html", "markdown", "text"]
SUFFIXES: dict[Kind, str] = {"pdf": ".pdf", "html": ".html", "markdown": ".md", "text": ".txt"}
"""What a file of each kind is called by."""

PDF = b"%PDF-"
PDF_BEGINS_WITHIN = 1024  # bytes; some programs write a line before it
SAVE_AS_PDF = "save it as PDF"
OFFICE = f"an Office file: {SAVE_AS_PDF}"
ARCHIVE = "an archive: send the documents in it one by one"
PICTURE = "a picture: send the document as text or as a PDF with text"
SOUND = "a sound or a film"
PROGRAM = "a program"
INSIDE_OFFICE = re.compile(rb"\[Content_Types\]\.xml|(?:word|xl|ppt)/|mimetypeapplication/vnd\.oasis", re.IGNORECASE)
OTHERS = (
    (re.compile(rb"PK(?:\x03\x04|\x05\x06|\x07\x08)|7z\xbc\xaf\x27\x1c|Rar!\x1a|MSCF\0"), ARCHIVE),
    (re.compile(rb"\x1f\x8b|BZh\d1AY|\xfd7zXZ\0|\x28\xb5\x2f\xfd|\x04\x22\x4d\x18|.{257}ustar", re.DOTALL), ARCHIVE),
    (re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), OFFICE),
    (re.compile(rb"\{\\rtf"), f"a rich text file (RTF): {SAVE_AS_PDF}"),
    (re.compile(rb"%!PS|\xc5\xd0\xd3\xc6"), f"a PostScript file: {SAVE_AS_PDF}"),
    (re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|RIFF.{4}WEBP|\xff\x0a|\0\0\0\x0cJXL", re.DOTALL), PICTURE),
    (re.compile(rb"(?:BM|II\*\0|MM\0\*|\0\0\x01\0)(?=.*\0)|.{4}ftyp(?:hei|avif|mif)", re.DOTALL), PICTURE),
    (re.compile(rb"ID3|OggS|fLaC|RIFF.{4}(?:WAVE|AVI )|\x1aE\xdf\xa3|.{4}ftyp|\xff[\xfb\xf3]", re.DOTALL), SOUND),
    (re.compile(rb"\x7fELF|MZ(?=.*\0)|\xca\xfe\xba\xbe|[\xce\xcf]\xfa\xed\xfe|\0asm|#!\s*/", re.DOTALL), PROGRAM),
    (re.compile(rb"SQLite format 3\0"), "a database"),
)
LOOKED_AT = 4096  # bytes or characters

HTML = re.compile(
    r"(?:<\?xml[^>]*>|<!--.*?-->|<DOCUMENT>\s*<TYPE>.*?<TEXT>|\s)*<(?:!doctype\s+html|html|head|body|title|meta|base)\b",
    re.IGNORECASE | re.DOTALL,
)
ELEMENT = re.compile(r"<(?:p|div|table|h[1-6]|ul|ol|span|article|section|main|font|center)[\s>]", re.IGNORECASE)
DRAWING = re.compile(r"(?:<\?xml[^>]*>|<!--.*?-->|<!DOCTYPE svg[^>]*>|\s)*<svg\b", re.IGNORECASE | re.DOTALL)
XML = re.compile(r"\s*<\?xml\b")
HEADING = re.compile(r"^#{1,6} +\S", re.MULTILINE)
MARKDOWN_ONLY = re.compile(r"\A\+\+\+\s*$|^\|?(?: *:?-{2,}:? *\|)+ *:?-*:? *$|^```|\]\(https?://", re.MULTILINE)


def kind_of(content: bytes, name: str) -> Kind:
    """What `content` is; the file's `name` decides only between kinds of text.

    Raises `DocumentUnreadable`, which says what the file is and what to send instead.
    """
    start = content.lstrip()[:LOOKED_AT]
    suffix = PurePath(name).suffix.lower()
    if start.startswith(PDF) or (suffix == ".pdf" and PDF in content[:PDF_BEGINS_WITHIN]):
        return "pdf"
    for signature, what in OTHERS:
        if signature.match(content[:LOOKED_AT]):
            raise DocumentUnreadable(f"this is {OFFICE if what is ARCHIVE and _is_office(content) else what}")
    text = decode(content)
    if suffix == ".pdf" and not content.startswith(tuple(mark for mark, _ in MARKS)) and not HTML.match(text):
        raise DocumentUnreadable("this is no PDF, whatever its name says")
    return _kind_of_text(text, suffix)


def _is_office(content: bytes) -> bool:
    return INSIDE_OFFICE.search(content, 0, LOOKED_AT) is not None


def _kind_of_text(text: str, suffix: str) -> Kind:
    start = text[:LOOKED_AT].lstrip("\ufeff")
    if DRAWING.match(start):
        raise DocumentUnreadable(f"this is {PICTURE}")
    if HTML.match(start):
        return "html"
    if XML.match(start):
        raise DocumentUnreadable("this is an XML file: save what it shows as HTML or PDF")
    if suffix in (".html", ".htm", ".xhtml") and "<" in start:
        return "html"
    if start.lstrip().startswith("<") and len(ELEMENT.findall(start)) >= 2:
        return "html"
    if suffix in (".md", ".markdown") or MARKDOWN_ONLY.search(start) or len(HEADING.findall(start)) >= 2:
        return "markdown"
    return "text"
