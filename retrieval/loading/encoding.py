"""Bytes to text, and text to what a reader would see of it."""

from __future__ import annotations

import codecs
import re
import unicodedata

from retrieval.errors import DocumentUnreadable

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins with the mark of UTF-16, so it stands before it
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
INVISIBLE = re.compile(
    r"[\u00ad\u034f\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff"
    r"\uffa0\ufff0-\ufffc\ufffe\uffff\U000e0000-\U000e0fff]"
)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
BULLETS = {
    "\uf0b7": "•",
    "\uf0a7": "•",
    "\uf0d8": "•",
}  # where Word keeps its bullets in the Symbol and Wingdings fonts
BLANK = re.compile(r"\s+")


def decode(content: bytes) -> str:
    """The text of a file: by its byte-order mark, else UTF-8, else Windows-1252.

    Raises `DocumentUnreadable` where the bytes are no text at all.
    """
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    if b"\0" in content:
        raise DocumentUnreadable("this is not a text file")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def visible(text: str) -> str:
    """`text` on one line, without control characters, invisible ones and those that change the direction of writing."""
    text = unicodedata.normalize("NFC", CONTROL.sub(" ", INVISIBLE.sub("", text)))
    for sign, bullet in BULLETS.items():
        text = text.replace(sign, bullet)
    return BLANK.sub(" ", text).strip()
