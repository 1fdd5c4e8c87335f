"""The true sentences of `verified_claims.toml` with the passages of the document store that bear them."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from retrieval.catalogue import load_catalogue, load_companies
from retrieval.chunking import chunk_document
from retrieval.embedding import Encoder, RememberingEncoder
from retrieval.loading import load_blocks
from retrieval.types import Company, ScoredChunk
from retrieval.verification.verifier import Verifier

HERE = Path(__file__).parent
STORE = HERE.parents[1] / "docs_store"


@dataclass(frozen=True, slots=True)
class Claim:
    """A true sentence and the passage that bears it."""

    says: str
    hit: ScoredChunk


@cache
def companies() -> tuple[Company, ...]:
    return load_companies(STORE / "companies.toml")


def verifier_with(encoder: Encoder) -> Verifier:
    """A verifier that knows the companies of the store, and by `encoder` how near texts are to each other."""
    remembering = RememberingEncoder(encoder)

    def similarity(text: str, others: Sequence[str]) -> list[float]:
        vectors = remembering.embed([text, *others])
        return [float(value) for value in vectors[1:] @ vectors[0]]

    return Verifier(companies(), similarity)


@cache
def passages() -> tuple[ScoredChunk, ...]:
    """Every passage of the document store."""
    sources, problems = load_catalogue(STORE / "catalogue.toml")
    assert problems == ()
    return tuple(
        ScoredChunk(chunk, source, 1.0)
        for source in sources
        for chunk in chunk_document(source, load_blocks(source, 1_000_000), companies())
    )


@cache
def claims() -> tuple[Claim, ...]:
    entries = tomllib.loads((HERE / "verified_claims.toml").read_text(encoding="utf-8"))["claim"]
    return tuple(Claim(entry["says"], the_passage(entry["document"], entry["evidence"])) for entry in entries)


def the_passage(document: str, evidence: str) -> ScoredChunk:
    """The passage of `document` that holds the words `evidence`."""
    (hit,) = (hit for hit in passages() if hit.source.id == document and evidence in hit.chunk.text)
    return hit


@cache
def made_up() -> dict[str, list[str]]:
    """Sentences that nothing bears, by kind: "unsupported" and "instructions"."""
    return tomllib.loads((HERE / "made_up.toml").read_text(encoding="utf-8"))
