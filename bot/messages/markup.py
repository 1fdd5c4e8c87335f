"""Telegram HTML: measured as Telegram does, split without breaking a tag, and turned into plain text."""

from __future__ import annotations

import re
from html import escape as escape  # noqa: PLC0414
from html import unescape

LIMIT = 4096
_TOKEN = re.compile(r"<[^>]*>|&\w+;|&#\w+;|\s+|[^<&\s]+|[<&]")
_TAG = re.compile(r"<(/?)([a-z-]+)[^>]*>")


def utf16_length(text: str) -> int:
    """How long Telegram takes `text` to be: in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def as_plain(html: str) -> str:
    """What a reader sees of `html`."""
    return unescape(_TAG.sub("", html))


def visible_length(html: str) -> int:
    """The length that Telegram's limit is about: UTF-16 units, without tags."""
    return utf16_length(as_plain(html))


def clip(text: str, limit: int) -> str:
    """Plain `text`, or as much of it as fits into `limit` with a sign that more follows."""
    return text if utf16_length(text) <= limit else text[: _fitting(text, limit - 2)].rstrip() + " …"


def split(html: str, limit: int = LIMIT) -> list[str]:
    """`html` as messages of at most `limit`, cut between paragraphs or else lines, words, characters.

    Tags that are open at a cut are closed before it and opened again after it; only white space at a cut is lost.
    """
    parts = []
    while visible_length(html) > limit:
        cut = _cut(html, limit)
        head = html[:cut].rstrip()
        opened = _open_tags(head)
        parts.append(head + "".join(f"</{_name(tag)}>" for tag in reversed(opened)))
        html = "".join(opened) + html[cut:].lstrip()
    return [*parts, html]


def _cut(html: str, limit: int) -> int:
    """Where to end the first part: the last paragraph that fits, if that fills a quarter, or else line, or word."""
    total, paragraph, line, word = 0, 0, 0, 0
    for token in _TOKEN.finditer(html):
        text = token[0]
        length = 0 if _TAG.fullmatch(text) else utf16_length(unescape(text))
        if total + length > limit:
            return paragraph or line or word or token.start() + _fitting(text, limit - total)
        total += length
        if text.isspace() and total >= limit // 4:
            paragraph = token.end() if text.count("\n") > 1 else paragraph
            line = token.end() if "\n" in text else line
            word = token.end()
    return len(html)


def _fitting(text: str, room: int) -> int:
    """How many characters of `text` fit into `room` UTF-16 units."""
    used = 0
    for count, character in enumerate(text):
        used += utf16_length(character)
        if used > room:
            return count
    return len(text)


def _open_tags(html: str) -> list[str]:
    opened: list[str] = []
    for tag in _TAG.finditer(html):
        if tag[1]:
            opened.pop()
        else:
            opened.append(tag[0])
    return opened


def _name(tag: str) -> str:
    match = _TAG.match(tag)
    assert match
    return match[2]
