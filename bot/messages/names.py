"""What documents, people and programs are called, made fit to stand in a line of a message."""

from __future__ import annotations

import re

from bot.messages.markup import clip, escape

# Marks that change the direction of all that follows, and control characters: a title may bring them along.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")


def one_line(text: str, limit: int) -> str:
    """`text` of hostile origin as at most `limit` characters of one line, escaped."""
    return escape(clip(plain_line(text), limit))


def plain_line(text: str) -> str:
    """`text` in one line, not escaped, as buttons and notices take it."""
    return " ".join(_UNPRINTABLE.sub(" ", text).split())


def as_sentence(reason: str) -> str:
    """What an error says, escaped, in one line that ends as sentences do."""
    line = clip(plain_line(reason), 600)
    return escape(line if line.endswith((".", "!", "?", "…")) else f"{line}.")
