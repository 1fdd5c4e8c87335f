"""Passages made up for a test, and why a sentence does not stand on them."""

from __future__ import annotations

from pathlib import Path

from retrieval.types import Chunk, Company, ScoredChunk, Source
from retrieval.verification.statements import Reader
from retrieval.verification.verifier import verify_sentence

COMPANIES = (
    Company("MP", "MP Materials Corp.", ("MP Materials",)),
    Company("USAR", "USA Rare Earth, Inc.", ("USA Rare Earth",)),
)


def passage(text: str, *, header: str = "MP Materials Corp. (MP) · 8-K · Q1 2026", section: str = "") -> ScoredChunk:
    source = Source(id=header[:4], title="A filing", file=Path("a.md"), tickers=("MP",))
    chunk = Chunk(id=f"{header}{text}", document_id=source.id, ordinal=0, header=header, text=text, section=section)
    return ScoredChunk(chunk, source, 1.0)


def why(sentence: str, *hits: ScoredChunk) -> tuple[str, ...]:
    return verify_sentence(sentence, hits, Reader(COMPANIES)).reasons
