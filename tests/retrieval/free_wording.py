"""Freely worded sentences as replies, each true and altered, for making rules, held out, and unseen."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args

from retrieval.types import ScoredChunk
from retrieval.verification.verifier import Verifier
from tests.retrieval.claims import HERE, passages, the_passage

Half = Literal["development", "held out", "unseen"]
HALVES: tuple[Half, ...] = get_args(Half)


@dataclass(frozen=True, slots=True)
class Wording:
    """A true reply and one that is altered in the way that `kind` names, with the passages that both cite.

    The last of the passages is not cited.
    """

    half: Half
    kind: str
    true: str
    altered: str
    hits: tuple[ScoredChunk, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of `total` true replies a verifier keeps, and how many of as many altered ones it lets through."""

    total: int
    kept: int
    let_through: int


@cache
def wordings() -> tuple[Wording, ...]:
    lists = tomllib.loads((HERE / "free_wording.toml").read_text(encoding="utf-8"))
    halved = [_wording(at, entry, HALVES[at % 2]) for at, entry in enumerate(lists["sentence"])]
    later = [_wording(at, entry, "development") for at, entry in enumerate(lists["later"])]
    return (*halved, *later, *(_wording(at, entry, "unseen") for at, entry in enumerate(lists["unseen"])))


def _wording(at: int, entry: dict[str, Any], half: Half) -> Wording:
    cited = [the_passage(place["document"], place["evidence"]) for place in (entry, entry.get("also")) if place]
    others = [hit for hit in passages() if hit.source.id != entry["document"]]
    return Wording(
        half=half,
        kind=entry["kind"],
        true=_with_marker(entry["says"]),
        altered=_with_marker(entry["altered"]),
        hits=(*cited, others[7 * at % len(others)]),
    )


def _with_marker(sentence: str) -> str:
    return sentence if "[1]" in sentence else f"{sentence} [1]"


def tally(verifier: Verifier, half: Half) -> Tally:
    """What `verifier` makes of one half of the sentences."""
    chosen = [wording for wording in wordings() if wording.half == half]
    kept = sum(stands(verifier, wording.true, wording) for wording in chosen)
    let_through = sum(stands(verifier, wording.altered, wording) for wording in chosen)
    return Tally(len(chosen), kept, let_through)


def stands(verifier: Verifier, reply: str, wording: Wording) -> bool:
    return bool(verifier.check(reply, wording.hits).citations)
