"""A thousand altered replies, none of which may stand, made from true ones, nearly all of which have to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

import pytest

from retrieval.embedding import Encoder
from retrieval.types import ScoredChunk
from retrieval.verification.verifier import Verifier
from tests.retrieval.alterations import ALTERATIONS, NUMBER
from tests.retrieval.claims import claims, made_up, passages, verifier_with

# How many replies of each kind make up the thousand.
SHARES = {
    "number": 260, "unit": 130, "date": 130, "company": 130, "direction": 50, "negation": 90, "name": 60, "marker": 30,
    "citation": 60, "unsupported": 40, "instruction": 20,
}  # fmt: skip


@dataclass(frozen=True)
class Reply:
    """What a model wrote, and the passages that it was given."""

    kind: str
    text: str
    hits: tuple[ScoredChunk, ...]


@pytest.fixture(scope="module")
def verifier(encoder: Encoder) -> Verifier:
    return verifier_with(encoder)


@cache
def numbers(text: str) -> frozenset[str]:
    return frozenset(NUMBER.findall(text))


@cache
def given(at: int) -> tuple[ScoredChunk, ...]:
    """The passage of the claim `at` and two that cannot bear it: of other companies, and without its figures."""
    claim = claims()[at]
    figures = numbers(claim.says)
    others = [
        hit
        for hit in passages()
        if hit.source.id != claim.hit.source.id
        and set(hit.source.tickers).isdisjoint(claim.hit.source.tickers)
        and not (figures and figures <= numbers(hit.chunk.text))
    ]
    return (claim.hit, others[7 * at % len(others)], others[(11 * at + 5) % len(others)])


def altered_claims() -> Iterator[Reply]:
    for kind, alter in ALTERATIONS.items():
        for at, claim in enumerate(claims()):
            for text in dict.fromkeys(alter(claim.says, claim.hit.chunk.text)):
                if text != claim.says:
                    yield Reply(kind, f"{text} [1]", given(at))


def altered_markers() -> Iterator[Reply]:
    for at, claim in enumerate(claims()):
        yield Reply("marker", f"{claim.says} [9]", given(at))
        yield Reply("citation", f"{claim.says} [2]", given(at))
        yield Reply("citation", f"{claim.says} [2][3]", given(at))


def made_up_sentences() -> Iterator[Reply]:
    every = claims()
    for at, sentence in enumerate(made_up()["unsupported"]):
        yield Reply("unsupported", f"{sentence} [1][2][3]", given(4 * at % len(every)))
    for at, sentence in enumerate(made_up()["instructions"]):
        # The hostile document says word for word what the model then repeats.
        hit = every[8 * at % len(every)].hit
        planted = replace(hit, chunk=replace(hit.chunk, text=f"{hit.chunk.text}\n\n{sentence}"))
        yield Reply("instruction", f"{sentence} [1]", (planted,))


@cache
def thousand() -> tuple[Reply, ...]:
    """The replies to check: of each kind its share, spread evenly over all that there are."""
    kinds: dict[str, list[Reply]] = {kind: [] for kind in SHARES}
    for reply in (*altered_claims(), *altered_markers(), *made_up_sentences()):
        kinds[reply.kind].append(reply)
    return tuple(
        replies[at * len(replies) // SHARES[kind]] for kind, replies in kinds.items() for at in range(SHARES[kind])
    )


def test_there_are_a_thousand_different_altered_replies() -> None:
    assert sum(SHARES.values()) == 1000
    assert len({(reply.text, reply.hits[0].chunk.id) for reply in thousand()}) == 1000


@pytest.mark.parametrize("kind", SHARES)
def test_no_altered_reply_stands(kind: str, verifier: Verifier) -> None:
    standing = [
        (reply.text, checked.text)
        for reply in thousand()
        if reply.kind == kind and (checked := verifier.check(reply.text, reply.hits)).citations
    ]
    assert standing == []


def test_true_replies_stand(verifier: Verifier) -> None:
    replies = [(claim.says, given(at)) for at, claim in enumerate(claims())]
    fallen = [says for says, hits in replies if not verifier.check(f"{says} [1]", hits).citations]
    assert len(fallen) <= 0.05 * len(claims()), fallen


def test_no_other_passage_of_the_store_bears_a_made_up_sentence(verifier: Verifier) -> None:
    review = verifier.review(passages())
    borne = [
        (sentence, hit.chunk.text)
        for sentence in made_up()["unsupported"]
        for n, hit in list(enumerate(passages(), start=1))[::3]
        if review.check(f"{sentence} [{n}]").citations
    ]
    assert borne == []
