"""Entities of a text: recognised ones such as commands and links, and the rules for how entities may overlap."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import accumulate

from bot.playground.state import Entity

SPLITTABLE = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler"})
QUOTES = frozenset({"blockquote", "expandable_blockquote"})
MAX_USER_ENTITIES = 100
_PRIORITY = {"blockquote": 0, "expandable_blockquote": 0, "pre": 11, "code": 20, "text_link": 49} | {
    name: 90 + place for place, name in enumerate(("bold", "italic", "underline", "strikethrough", "spoiler"))
}
_PATTERNS = {
    "mention": re.compile(r"(?<!\w)@[A-Za-z0-9_]{2,32}(?!\w)"),
    "bot_command": re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])"),
    "hashtag": re.compile(r"(?<![\w#])#(?=\d*[^\W\d])\w{1,256}(?![\w#])"),
    "cashtag": re.compile(r"(?<![\w$])\$(?:1INCH|[A-Z]{1,8})(?![\w$])"),
    "email": re.compile(r"(?<![\w.+-])[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}(?![\w-])"),
    "url": re.compile(
        r"(?<![\w@.-])(?:(?:https?|ftp|tonsite)://[^\s<>\"«»“”/?#]+\.[^\s<>\"«»“”/?#]{2,}"
        r"|(?:[a-z0-9-]+\.)+(?:com|org|net|edu|gov|int|info|io|ai|dev|me|eu|uk|de|us|ca|au)(?![\w-]))"
        r"(?:[/?#][^\s<>\"«»“”]*)?",
        re.IGNORECASE,
    ),
}


def utf16_length(text: str) -> int:
    """How long Telegram counts a text to be: characters beyond the Basic Multilingual Plane count twice."""
    return len(text) + sum(character > "\uffff" for character in text)


def is_blank(text: str) -> bool:
    """Whether a reader would see nothing: only spaces, format characters and fillers."""
    return all(character.isspace() or unicodedata.category(character) in ("Cf", "Cc") for character in text)


def recognised(text: str) -> list[Entity]:
    """The mentions, commands, tags, addresses and links that Telegram finds in a text by itself, in order."""
    offsets = [0, *accumulate(utf16_length(character) for character in text)]
    found = [
        Entity(kind, offsets[match.start()], offsets[end] - offsets[match.start()])
        for kind, pattern in _PATTERNS.items()
        for match in pattern.finditer(text)
        if (end := match.start() + len(match[0].rstrip(".,:;!?'…)") if kind == "url" else match[0])) > match.start()
    ]
    return without_crossing(sorted(found, key=_order))


def _order(entity: Entity) -> tuple[int, int, int]:
    return entity.offset, -entity.length, _PRIORITY.get(entity.type, 50)


def _end(entity: Entity) -> int:
    return entity.offset + entity.length


def without_crossing(entities: Iterable[Entity]) -> list[Entity]:
    """Of sorted entities that may not overlap at all, those that begin first."""
    kept: list[Entity] = []
    for entity in entities:
        if not kept or entity.offset >= _end(kept[-1]):
            kept.append(entity)
    return kept


def arranged(text: str, entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """The entities as Telegram keeps them, with those that it finds by itself.

    Links, code and the like do not overlap; bold and its kin are joined, and cut around code; no more than 100 given
    ones stay, besides bold and its kin.
    """
    given = sorted(entities, key=_order)
    quotes = without_crossing(entity for entity in given if entity.type in QUOTES)
    solid = without_crossing(entity for entity in given if entity.type not in SPLITTABLE | QUOTES)
    counted = sorted([*quotes, *solid], key=_order)[:MAX_USER_ENTITIES]
    found = [entity for entity in recognised(text) if not any(_overlap(entity, other) for other in solid)]
    styles = _styles([entity for entity in given if entity.type in SPLITTABLE], solid)
    return tuple(sorted([*counted, *found, *styles], key=_order))


def _overlap(one: Entity, other: Entity) -> bool:
    return one.offset < _end(other) and other.offset < _end(one)


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int


def _styles(styles: list[Entity], solid: list[Entity]) -> list[Entity]:
    code = [_Span(entity.offset, _end(entity)) for entity in solid if entity.type in ("code", "pre")]
    kept = []
    for kind in {entity.type for entity in styles}:
        spans = _joined([_Span(entity.offset, _end(entity)) for entity in styles if entity.type == kind])
        kept += [Entity(kind, span.start, span.end - span.start) for span in _cut(spans, code)]
    return kept


def _joined(spans: list[_Span]) -> list[_Span]:
    joined: list[_Span] = []
    for span in spans:
        if joined and span.start <= joined[-1].end:
            joined[-1] = _Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def _cut(spans: list[_Span], holes: list[_Span]) -> list[_Span]:
    for hole in holes:
        spans = [
            part
            for span in spans
            for part in (_Span(span.start, min(span.end, hole.start)), _Span(max(span.start, hole.end), span.end))
            if part.start < part.end
        ]
    return spans


def moved(entities: Iterable[Entity], by: int, length: int) -> list[Entity]:
    """The entities of a text from which `by` units were cut in front, clipped to the `length` that remains."""
    clipped = []
    for entity in entities:
        start, end = max(0, entity.offset - by), min(length, _end(entity) - by)
        if start < end:
            clipped.append(replace(entity, offset=start, length=end - start))
    return clipped
