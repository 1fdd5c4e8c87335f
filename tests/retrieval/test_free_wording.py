"""Freely worded sentences: how many true ones the verifier has to keep, and how many altered ones may pass at most."""

from __future__ import annotations

import pytest

from retrieval.embedding import Encoder
from tests.retrieval.claims import verifier_with
from tests.retrieval.free_wording import HALVES, Half, tally, wordings


@pytest.mark.parametrize(
    ("half", "kept", "let_through"), [("development", 0.85, 0.12), ("held out", 0.83, 0.14), ("unseen", 0.70, 0.15)]
)
def test_freely_worded_sentences__true_ones_stand_and_altered_ones_fall(
    half: Half, kept: float, let_through: float, encoder: Encoder
) -> None:
    counted = tally(verifier_with(encoder), half)
    assert counted.kept >= kept * counted.total
    assert counted.let_through <= let_through * counted.total


def test_freely_worded_sentences__are_many_and_about_every_document() -> None:
    assert {wording.half for wording in wordings()} == set(HALVES)
    assert len({wording.true for wording in wordings()}) == len(wordings()) > 400
    assert len({wording.hits[0].source.id for wording in wordings()}) == 18
    assert all(wording.altered != wording.true for wording in wordings())
