"""Claims with the words that bear them, written out as an answer: lines with markers, and a quote for each marker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.extractive import Scored
from retrieval.types import Answer, Citation, ScoredChunk
from retrieval.units import Unit


@dataclass(frozen=True, slots=True)
class Quote:
    """The characters `start` to `end` of a passage."""

    hit: ScoredChunk
    start: int
    end: int

    @classmethod
    def of(cls, first: Unit, last: Unit, hit: ScoredChunk) -> Quote:
        return cls(hit, first.start, last.start + len(last.quote))


@dataclass(frozen=True, slots=True)
class Claim:
    """A line of an answer and what it rests on."""

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
                citations.append(Citation.of(numbers[key], quote.hit, quote.hit.chunk.text[quote.start : quote.end]))
            markers.append(f"[{numbers[key]}]")
        lines.append(f"{claim.text} {''.join(dict.fromkeys(markers))}")
    text = lines[0] if len(lines) == 1 else "\n".join(f"• {line}" for line in lines)
    return Answer(question, "answered", text, tuple(citations))


def quoted(chosen: Sequence[Scored]) -> list[Claim]:
    """The chosen units as claims: those that follow one another in a passage share a quote, and sentences a line."""
    claims = []
    for run in _runs(chosen):
        quotes = (Quote.of(run[0].unit, run[-1].unit, run[0].hit),)
        shown = [scored.unit.shown for scored in run]
        claims += [Claim(line, quotes) for line in (shown if run[0].unit.is_row else [" ".join(shown)])]
    return claims


def _runs(chosen: Sequence[Scored]) -> list[list[Scored]]:
    """The units grouped where they follow one another in a passage, the group with the best unit first."""
    runs: list[list[Scored]] = []
    ranks = {id(scored): rank for rank, scored in enumerate(chosen)}
    for scored in sorted(chosen, key=lambda s: (s.unit.chunk.id, s.unit.position)):
        last = runs[-1][-1] if runs else None
        if last and last.unit.chunk is scored.unit.chunk and last.unit.is_followed_by(scored.unit):
            runs[-1].append(scored)
        else:
            runs.append([scored])
    return sorted(runs, key=lambda run: min(ranks[id(scored)] for scored in run))
