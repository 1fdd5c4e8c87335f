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
ASCII = bytes(range(128))
DECLARED = re.compile(
    rb"(?:<meta[^>]{0,200}?charset|<\?xml[^>]{0,100}?encoding)\s*=\s*[\"']?\s*([\w-]{3,20})", re.IGNORECASE
)
DECLARED_WITHIN = 4096  # bytes
WRITTEN_IN = re.compile(  # Python's names of the encodings that are believed where a text is said to be in one
    r"cp(?:125\d|866|874|932|949)|iso8859-\d\d?|ascii|koi8-[ru]|mac-(?:roman|cyrillic)|shift_jis|euc_jp|euc_kr|iso2022_jp"
    r"|gbk|gb2312|gb18030|big5"
)
READ_AS = {"ascii": "cp1252", "iso8859-1": "cp1252", "shift_jis": "cp932", "euc_kr": "cp949"} | dict.fromkeys(
    ("gbk", "gb2312"), "gb18030"
)
"""What browsers take for an encoding that is said to be a narrower one (https://encoding.spec.whatwg.org)."""
MOST_ODD, FEWEST_ODD = 0.01, 8  # characters that no text holds, as a share of all, and how many are let pass anyway
MOST_HIGH = 0.3  # of the bytes of a text in Windows-1252 that may stand for other than English letters
SAMPLE = 50_000


def decode(content: bytes) -> str:
    """The text of a file: by its byte-order mark, else UTF-8, else what its markup declares, else Windows-1252.

    Raises `DocumentUnreadable` where the bytes are no text at all, or one in an encoding that cannot be told.
    """
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return _checked(content.decode(encoding, errors="replace"))
    if b"\0" in content:
        raise DocumentUnreadable("this is not a text file")
    try:
        return _checked(content.decode("utf-8"))
    except UnicodeDecodeError:
        return _checked(_decoded_otherwise(content))


def in_utf8(content: bytes, charset: str) -> bytes:
    """A text that a server says is written in `charset`, in UTF-8; left as it is where its own byte-order mark says
    otherwise, where it is no text, and where no such encoding is known.
    """
    encoding = _encoding(charset)
    if encoding is None or b"\0" in content or content.startswith(tuple(mark for mark, _ in MARKS)):
        return content
    return content.decode(encoding, errors="replace").encode()


def _encoding(name: str) -> str | None:
    """What is read as the encoding that a document or its server calls `name`; None where that is not believed."""
    try:
        known = codecs.lookup(name).name
    except LookupError:
        return None
    return READ_AS.get(known, known) if WRITTEN_IN.fullmatch(known) else None


def _decoded_otherwise(content: bytes) -> str:
    declared = DECLARED.search(content, 0, DECLARED_WITHIN)
    if declared and (encoding := _encoding(declared[1].decode())):
        return content.decode(encoding, errors="replace")
    damaged = content.decode("utf-8", errors="replace")
    high = len(content.translate(None, delete=ASCII))
    if damaged.count("\ufffd") < high / 20:  # UTF-8 with a few bytes broken: each of its characters has two and more
        return damaged
    text = content.decode("cp1252", errors="replace")
    if high > max(FEWEST_ODD, MOST_HIGH * len(content)):
        _checked(text)
        raise DocumentUnreadable("it cannot be told in which encoding this text is written: save it as UTF-8")
    return text


def _checked(text: str) -> str:
    """`text` as it is. Raises `DocumentUnreadable` where it holds more of what no text holds than a slip explains."""
    sample = text[:SAMPLE]
    unassigned = sum(sample.count(sign) for sign in set(sample) if unicodedata.category(sign) in ("Cn", "Cs"))
    broken = len(CONTROL.findall(text)) + text.count("\ufffd")
    odd = unassigned / max(1, len(sample)) + broken / max(1, len(text))
    if odd > MOST_ODD and odd * len(text) > FEWEST_ODD:
        raise DocumentUnreadable("this is not a text file")
    return text


def visible(text: str) -> str:
    """`text` on one line, without control characters, invisible ones and those that change the direction of writing."""
    text = unicodedata.normalize("NFC", CONTROL.sub(" ", INVISIBLE.sub("", text)))
    for sign, bullet in BULLETS.items():
        text = text.replace(sign, bullet)
    return " ".join(text.split())
