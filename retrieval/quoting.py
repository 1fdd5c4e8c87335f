"""Claims with the words that bear them, written out as an answer: lines with markers, and a quote for each marker."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from retrieval.extractive import Scored
from retrieval.sentences import split_sentences
from retrieval.types import Answer, Citation, ScoredChunk
from retrieval.units import LIST_ITEM, Unit

# A sentence that opens like this is understood only after the one before it.
LEANING = re.compile(r"(?:It|Its|He|She|His|Her|They|Their|This|These|That|Those)\b")
LONGEST_ITEM = 400  # characters of a list item that is quoted whole: its sentences lean on the first


@dataclass(frozen=True, slots=True)
class Quote:
    """The characters `start` to `end` of a passage."""

    hit: ScoredChunk
    start: int
    end: int

    @classmethod
    def of(cls, first: Unit, last: Unit, hit: ScoredChunk) -> Quote:
        return cls(hit, first.start, last.start + len(last.quote))

    @property
    def text(self) -> str:
        return self.hit.chunk.text[self.start : self.end]

    def with_antecedent(self) -> Quote:
        """These words with the sentence before them in their line, where they begin by pointing back to it."""
        if not LEANING.match(self.text):
            return self
        text, (begin, _) = self.hit.chunk.text, self._opening()
        before = split_sentences(text[begin : self.start])
        return replace(self, start=text.rindex(before[-1], begin, self.start)) if before else self

    def of_whole_item(self) -> Quote:
        """The list item that these words stand in, where it is not long; elsewhere the words themselves."""
        text, (begin, is_item) = self.hit.chunk.text, self._opening()
        rest = text.find("\n", self.end)
        end = len(text) if rest < 0 else rest
        return Quote(self.hit, begin, end) if is_item and end - begin <= LONGEST_ITEM else self

    def _opening(self) -> tuple[int, bool]:
        """Where the line of these words begins, after its bullet, and whether it has one."""
        text = self.hit.chunk.text
        line = text.rfind("\n", 0, self.start) + 1
        bullet = LIST_ITEM.match(text, line, self.start)
        return (bullet.end(), True) if bullet else (line, False)


@dataclass(frozen=True, slots=True)
class Claim:
    """A line of an answer and what it rests on; one that says what the documents do not hold rests on nothing."""

    text: str
    quotes: tuple[Quote, ...]


def written(question: str, claims: Sequence[Claim]) -> Answer:
    """The claims as an answer; the same words are cited under one number."""
    numbers: dict[tuple[str, int, int], int] = {}
    citations, lines = [], []
    for claim in claims:
        markers = []
        for quote in claim.quotes:
            key = (quote.hit.chunk.id, quote.start, quote.end)
            if key not in numbers:
                numbers[key] = len(numbers) + 1
                citations.append(Citation.of(numbers[key], quote.hit, quote.text))
            markers.append(f"[{numbers[key]}]")
        lines.append(f"{claim.text} {''.join(dict.fromkeys(markers))}".rstrip())
    text = lines[0] if len(lines) == 1 else "\n".join(f"• {line}" for line in lines)
    return Answer(question, "answered", text, tuple(citations))


def quoted(chosen: Sequence[Scored]) -> list[Claim]:
    """The chosen units as claims: those that follow one another in a passage share a quote, and sentences a line.

    A sentence of a list item that is not long comes with the whole of it.
    """
    claims = []
    for run in _runs(chosen):
        quote = Quote.of(run[0].unit, run[-1].unit, run[0].hit)
        if run[0].unit.is_row:
            claims += [Claim(scored.unit.shown, (quote,)) for scored in run]
        else:
            quote = quote.of_whole_item().with_antecedent()
            claims.append(Claim(" ".join(quote.text.split()), (quote,)))
    return list(dict.fromkeys(claims))


def _runs(chosen: Sequence[Scored]) -> list[list[Scored]]:
    """The units grouped where they follow one another in a passage, the group with the best unit first."""
    runs: list[list[Scored]] = []
    ranks = {id(scored): rank for rank, scored in enumerate(chosen)}
    for scored in sorted(chosen, key=lambda s: (s.unit.chunk.id, s.unit.position)):
        last = runs[-1][-1] if runs else None
        if last and last.unit.is_followed_by(scored.unit):
            runs[-1].append(scored)
        else:
            runs.append([scored])
    return sorted(runs, key=lambda run: min(ranks[id(scored)] for scored in run))
