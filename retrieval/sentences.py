"""Where a sentence ends: passages and model output cut into the pieces that are quoted, compared and checked."""

from __future__ import annotations

import re
from collections.abc import Iterator

_BULLET = re.compile(r"\s*(?:(?:[-*+•◦▪–]|#{1,6}|>|\(?\d{1,2}[.)])\s+)*")
_END = re.compile(r"(?<![.!?…])[.!?…]++(?P<after>[\"'”’)\]*_]*+(?:\s{0,3}\[\d[\d,;\s–-]{0,40}\])*+)(?=\s|$)")
_LAST_WORD = re.compile(r"(?:[A-Za-z]\.)*[A-Za-z]+$|\d+$")
_NEXT_WORD = re.compile(r"[\s\"'“‘(*_]*(?P<word>[\w$€£¥]+)?")
_LONGEST_ABBREVIATION = 12

# These stand before a name or a number, or inside a sentence, and never close one.
_NEVER_LAST = re.compile(
    r"mr|mrs|ms|dr|prof|gen|gov|sens?|reps?|rev|hon|st|mt|nos?|art|sec|ch|figs?|vol|pp|cf|vs|viz|approx|ca|est|e\.g|i\.e|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
)
# These close a sentence only where a word follows that usually opens one.
_SELDOM_LAST = re.compile(r"inc|corp|co|ltd|plc|llc|bros|dept|univ|assn|etc|jr|sr|al|[a-z](?:\.[a-z])*")
_OPENER = re.compile(
    r"A|According|After|Also|Although|An|And|As|At|Because|Before|Both|But|By|During|Each|For|From|Hers?|His|He|However|If|"
    r"Its?|In|Meanwhile|More|Most|Neither|Net|No|None|Not|Of|On|One|Only|Other|Our|Revenue|She|Since|So|Some|Such|That|The|"
    r"Their|Then|There|These|They|This|Those|Though|Three|To|Two|Under|Until|We|What|When|Where|Whether|Which|While|Who|"
    r"With|Your?"
)
_LONG_LINE = 60


def split_sentences(text: str) -> list[str]:
    """The sentences of `text` in order, each a substring of it, without bullets or the spaces around it.

    A table row (cells joined by "|"), a list item and a heading stand alone. Markers such as "[2]" that follow a full
    stop belong to the sentence before them. A line that was only wrapped is read on; pieces without a letter or a
    digit are left out.
    """
    pieces = [piece for line in _logical_lines(text) for piece in _split_line(line)]
    return [piece for piece in pieces if any(map(str.isalnum, piece))]


def _logical_lines(text: str) -> Iterator[str]:
    """The lines of `text`, those that were only wrapped taken together with the line breaks between them."""
    start = end = 0
    before = ""
    for line in text.splitlines(keepends=True):
        if not _is_wrapped(before.strip(), line):
            yield text[start:end]
            start = end
        end += len(line)
        before = line
    yield text[start:end]


def _is_wrapped(before: str, line: str) -> bool:
    """Whether `line` only goes on with the sentence of the line `before` it."""
    after = line.strip()
    if len(before) < _LONG_LINE // 2 or not after or "|" in before + after or _without_bullet(line).strip() != after:
        return False
    if before[-1] in ".!?:;]":
        return False
    return after[0].islower() or (len(before) >= _LONG_LINE and (before[-1].islower() or before[-1] == ","))


def _without_bullet(line: str) -> str:
    return _BULLET.sub("", line, count=1)


def _split_line(line: str) -> list[str]:
    line = _without_bullet(line).rstrip()
    if "|" in line:
        return [line]
    pieces, start = [], 0
    for end in _END.finditer(line):
        if end.start() >= start and _ends_sentence(line, end):
            pieces.append(line[start : end.end()].strip())
            start = end.end()
    return [*pieces, line[start:].strip()]


def _ends_sentence(line: str, end: re.Match[str]) -> bool:
    """Whether the full stop at `end` closes a sentence rather than an abbreviation or an initial."""
    following = _NEXT_WORD.match(line, end.end())
    word = (following["word"] if following else None) or ""
    if word[:1].islower() or not word or end["after"] or end.group() != ".":
        return not word[:1].islower()
    last = _LAST_WORD.search(line[max(0, end.start() - _LONGEST_ABBREVIATION) : end.start()])
    token = last.group().lower() if last else ""
    if _NEVER_LAST.fullmatch(token):
        return False
    return not _SELDOM_LAST.fullmatch(token) or _OPENER.fullmatch(word) is not None
