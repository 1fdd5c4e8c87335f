"""What a chat model wrote, read tolerantly: its sentences with the passages that each one cites."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.prompts import NO_ANSWER
from retrieval.sentences import split_sentences

_THINKING = re.compile(r"<(think|thinking|reasoning)>.*?(?:</\1>|\Z)", re.I | re.S)
_FORMATTING = re.compile(
    r"</?(?:b|i|u|em|strong|p|br|ul|ol|li|span|sup|sub)\s*/?>|\*\*|__|`|^\s*```\w*\s*$", re.I | re.M
)
_EMPHASIS = re.compile(r"(?<![\w*])[*_](?=\S)([^*_\n]+)(?<=\S)[*_](?![\w*])")
_LINKED_MARKER = re.compile(r"(\[\d+\])\([^)\s]*\)")
_NUMBERS = r"\^?\d{1,3}(?:\s*(?:[,;&–-]|and)\s*\^?\d{1,3})*"
_MARKERS_AS_WRITTEN = re.compile(
    rf"\s*[\[【［]\s*(?:(?:passages?|sources?|documents?|docs?)\s*)?(?P<numbers>{_NUMBERS})\s*(?:†[^\]】］]*)?[\]】］]",
    re.I,
)
# A model that writes no square brackets at all may write round ones, where a sentence ends.
_ROUND_MARKERS = re.compile(r"\s*\((\d{1,2}(?:, ?\d{1,2})*)\)(?=[.!?]?\s*$|[.!?]\s|\s+[A-Z•*-])", re.M)
_MARKERS = re.compile(r"\s*\[(?P<numbers>\d{1,4}(?:, \d{1,4})*)\]")
_RANGE = re.compile(r"(\d+)\s*[–-]\s*(\d+)")
_BULLET = re.compile(r"\s*(?:[-*+•◦▪–]|\d{1,2}[.)])\s+")
_REFUSAL = re.compile(
    r"\b(?:documents?|passages?|sources?|texts?|context)\b[^.]{0,60}\b(?:do|does|did)(?: not|n['’]t)\s+"
    r"(?:say|state|mention|contain|provide|give|specify|include|hold|answer|disclose|address|cover)"
    r"|\b(?:can(?:not|['’]t)|could not|unable to|not able to) (?:answer|find|determine|say)\b"
    r"|\bno (?:information|mention|answer|data)\b|\bI (?:do not|don['’]t) know\b|^(?:I['’]m |I am )?sorry\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a sentence and the numbers of the passages that the markers after it name."""

    text: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a reply: `text` has no markers. `starts_line` and `is_item` tell how the reply was laid out."""

    text: str
    parts: tuple[Part, ...]
    starts_line: bool = True
    is_item: bool = False

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(n for part in self.parts for n in part.numbers))

    @property
    def is_refusal(self) -> bool:
        """Whether it says, of itself and with no passage cited, that there is no answer."""
        return not self.numbers and (_bare(self.text) == _bare(NO_ANSWER) or _REFUSAL.search(self.text) is not None)


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def read_reply(text: str) -> list[Sentence]:
    """The sentences of a reply in order, without reasoning, formatting and signs that nobody can see."""
    return [sentence for line in plain_reply(text).splitlines() for sentence in _sentences(line)]


def plain_reply(text: str) -> str:
    """`text` without reasoning, formatting and invisible characters, and with all its markers written in one way."""
    text = _THINKING.sub("", text)
    text = "".join(char for char in text if char == "\n" or unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cs"))
    text = _LINKED_MARKER.sub(r"\1", _FORMATTING.sub("", text))
    if "[" not in text:
        text = _ROUND_MARKERS.sub(r" [\1]", text)
    return _MARKERS_AS_WRITTEN.sub(_in_one_way, _EMPHASIS.sub(r"\1", text))


def _in_one_way(markers: re.Match[str]) -> str:
    """Markers such as "[1–3]" and "【passage 2】" written like "[1, 2, 3]" and "[2]"."""
    return f" [{', '.join(map(str, _numbers(markers['numbers'])))}]"


def _sentences(line: str) -> Iterator[Sentence]:
    is_item = _BULLET.match(line) is not None
    for n, piece in enumerate(split_sentences(line)):
        parts = tuple(_parts(_row(piece) if "|" in piece else piece))
        text = _tidy("".join(part.text for part in parts))
        if any(map(str.isalnum, text)):
            yield Sentence(text, parts, starts_line=n == 0, is_item=is_item)


def _row(line: str) -> str:
    """A row of a table that a model drew, as a sentence: "MP: $90.6 million, 49%"."""
    cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
    label, *values = [cell for cell in cells if cell] or [""]
    return f"{label}: {', '.join(values)}" if values else label


def _parts(text: str) -> Iterator[Part]:
    """`text` cut after each run of markers; what follows the last one has no numbers."""
    start = end = end_of_words = 0
    numbers: list[int] = []
    for match in _MARKERS.finditer(text):
        if numbers and text[end : match.start()].strip():
            yield Part(text[start:end_of_words], tuple(dict.fromkeys(numbers)))
            start, numbers = end, []
        if not numbers:
            end_of_words = match.start()
        numbers += map(int, match["numbers"].split(", "))
        end = match.end()
    if numbers:
        yield Part(text[start:end_of_words], tuple(dict.fromkeys(numbers)))
    if text[end:].strip():
        yield Part(text[end:], ())


def _numbers(written: str) -> Iterator[int]:
    for first, last in _RANGE.findall(written):
        yield from range(int(first), min(int(last), int(first) + 50) + 1)
    yield from map(int, re.findall(r"\d+", _RANGE.sub(" ", written)))


def _tidy(text: str) -> str:
    return re.sub(r"\s+([.,;:!?])", r"\1", " ".join(text.split()))
