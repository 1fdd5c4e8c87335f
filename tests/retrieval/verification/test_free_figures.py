"""Figures, dates and codes as chat models put them into words of their own."""

from __future__ import annotations

import pytest

from tests.retrieval.verification.passages import passage, why

RESULTS = passage(
    "Revenue rose 101% to $90.6 million in Q3 2025 and to $95.0 million in Q4 2025. Earnings per share were $0.12. "
    "The loan costs the Treasury rate plus 150 basis points. It is the 16th deal of its kind. The company files a 10-K."
)


@pytest.mark.parametrize(
    "sentence",
    [
        "Revenue more than doubled to $90.6 million in Q3 2025.",
        "Revenue rose to $90.6 million in the third quarter of 2025 and to $95.0 million in the fourth.",
        "Earnings per share were 12 cents.",
        "The loan costs the Treasury rate plus 1.5 percentage points.",
        "It is the sixteenth deal of its kind.",
        "The company files 10-Ks.",
    ],
)
def test_verify_sentence__reads_figures_in_other_words(sentence: str) -> None:
    assert why(sentence, RESULTS) == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "Revenue more than tripled to $90.6 million in Q3 2025.",
        "Revenue rose to $95.0 million in the third quarter of 2025 and to $90.6 million in the fourth.",
        "Earnings per share were 21 cents.",
        "The loan costs the Treasury rate plus 15 percentage points.",
        "It is the seventeenth deal of its kind.",
        "The company files 20-Fs.",
    ],
)
def test_verify_sentence__minds_figures_in_other_words(sentence: str) -> None:
    assert why(sentence, RESULTS) != ()
