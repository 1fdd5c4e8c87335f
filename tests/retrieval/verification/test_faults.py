"""What the words of a sentence claim beyond its passage."""

from __future__ import annotations

import pytest

from tests.retrieval.verification.passages import passage, why

BANK = passage(
    "The bank approved a loan of up to $10 billion to MP Materials on 3 May 2026. The loan is modest and secured. "
    "MP Materials expects to own 94% of the venture, and a plant was opened. Officials promised to conclude a pact "
    "within 30 days. Small firms buy magnets from the company."
)


@pytest.mark.parametrize(
    "sentence",
    [
        "On 3 May 2026, the bank gave MP Materials its consent to a loan of up to $10 billion.",
        "Officials pledged to finish an agreement within 30 days.",
        "Small companies purchase the company's magnets.",
        "MP Materials expects to hold 94% of the venture.",
    ],
)
def test_faults_of__takes_other_words_for_the_same(sentence: str) -> None:
    assert why(sentence, BANK) == ()


@pytest.mark.parametrize(
    ("clause", "missing"),
    [
        (", because the governors insisted on it", "governor, insist"),
        (", thanks to a new refining technology", "technolog, thank"),
        (", which analysts welcomed as a turning point", "analyst, welcom"),
        (" and sued a rival", "su, rival"),
    ],
)
def test_faults_of__each_part_of_a_sentence_has_to_be_spoken_of(clause: str, missing: str) -> None:
    (reason,) = why(f"On 3 May 2026, the bank approved a loan of up to $10 billion to MP Materials{clause}.", BANK)
    assert reason.startswith("the cited passage does not speak of ")
    assert set(missing.split(", ")) <= set(reason.removeprefix("the cited passage does not speak of ").split(", "))


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("The loan is enormous and secured.", "enorm"),
        ("The loan is modest and unsecured.", "unsecur"),
        ("Large firms buy magnets from the company.", "larg"),
    ],
)
def test_faults_of__an_opposite_is_not_borne(sentence: str, word: str) -> None:
    assert f"the passage has the opposite of {word}" in why(sentence, BANK)


@pytest.mark.parametrize(
    "sentence",
    [
        "MP Materials owns 94% of the venture.",
        "MP Materials owns 94% of the venture, and it may open a plant.",
        "Officials concluded a pact within 30 days.",
    ],
)
def test_faults_of__each_part_keeps_its_own_reservation(sentence: str) -> None:
    assert "the passage says so with a reservation" in why(sentence, BANK)


def test_faults_of__a_reservation_holds_for_the_whole_passage() -> None:
    news = passage("A buyer was named on 3 May 2026. An official said that the bank would probably sit on the board.")
    assert why("A buyer was named on 3 May 2026, and the bank would probably sit on the board.", news) == ()
    reasons = why("A buyer was named on 3 May 2026, and the bank sits on the board.", news)
    assert "the passage says so with a reservation" in reasons
