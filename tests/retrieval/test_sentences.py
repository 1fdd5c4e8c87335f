"""Sentences of passages and of model output."""

from __future__ import annotations

import pytest

from retrieval.sentences import split_sentences


@pytest.mark.parametrize(
    "whole",
    [
        "Revenue was $90.6 million, 49% more than a year before.",
        "The U.S. Export-Import Bank lends $10 billion.",
        "USA Rare Earth, Inc. filed the form.",
        "Critical Metals Corp. Amendment No. 1 brought in audited accounts.",
        "The Senate bill is S. 3659, led by Jeanne Shaheen.",
        "The House bill is H.R. 7126, introduced on 15 January 2026.",
        "Its table was headed Fiscal Year Ended Jan. 31 by mistake.",
        "The quote is from J. D. Vance and Dr. Amos.",
        "It pays e.g. Goldman Sachs vs. KPMG.",
        "Cash was approx. $359.9 million at 5 p.m. Eastern time.",
        "It costs $1.67 billion, i.e. 1,670 million.",
        "He asked why? and left.",
    ],
)
def test_split_sentences__keeps_one_sentence_whole(whole: str) -> None:
    assert split_sentences(whole) == [whole]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("It rose 5%. It fell later.", ["It rose 5%.", "It fell later."]),
        ("It is sold in the U.S. The price is fixed.", ["It is sold in the U.S.", "The price is fixed."]),
        ("It was bought by MP Materials Corp. The price is secret.", None),
        ('He said "no." Then he left.', ['He said "no."', "Then he left."]),
        ("Really? Yes! Good.", ["Really?", "Yes!", "Good."]),
        ("It opened in 2025. 40 people work there.", ["It opened in 2025.", "40 people work there."]),
        ("A gain of 4.5%. $3 billion came in.", ["A gain of 4.5%.", "$3 billion came in."]),
    ],
)
def test_split_sentences__ends_a_sentence_where_the_next_begins(text: str, pieces: list[str] | None) -> None:
    assert split_sentences(text) == (pieces or ["It was bought by MP Materials Corp.", "The price is secret."])


def test_split_sentences__markers_after_the_full_stop_stay_with_their_sentence() -> None:
    text = "Revenue rose 49%. [1] The loss shrank [2, 3]. Sales grew.[4][5] Nothing else did."
    assert split_sentences(text) == [
        "Revenue rose 49%. [1]",
        "The loss shrank [2, 3].",
        "Sales grew.[4][5]",
        "Nothing else did.",
    ]


def test_split_sentences__list_items_and_table_rows_stand_alone_without_their_bullets() -> None:
    text = "## Terms\n- Not binding. More follows.\n* $277 million\n1. First. Second.\n"
    text += "Measure | Q1 2026\n|---|---|\n| Net loss. A | (7,968) |"
    assert split_sentences(text) == [
        "Terms",
        "Not binding.",
        "More follows.",
        "$277 million",
        "First.",
        "Second.",
        "Measure | Q1 2026",
        "| Net loss. A | (7,968) |",
    ]


def test_split_sentences__reads_on_over_a_wrapped_line() -> None:
    text = (
        "The registrant meets the conditions that the form sets out for filing with\nreduced disclosure. The next\nline"
    )
    assert split_sentences(text) == [
        "The registrant meets the conditions that the form sets out for filing with\nreduced disclosure.",
        "The next",
        "line",
    ]


def test_split_sentences__every_piece_is_a_substring() -> None:
    text = " \n• One, e.g. this.  Two!\n\n3) Three | four\n\t**Bold.** Plain. \n***\n"
    pieces = split_sentences(text)
    assert pieces == ["One, e.g. this.", "Two!", "Three | four", "**Bold.**", "Plain."]
    assert all(piece in text for piece in pieces)


def test_split_sentences__nothing_gives_nothing() -> None:
    assert split_sentences("") == []
    assert split_sentences(" \n--- . [ ] \n") == []


def test_split_sentences__long_hostile_text_takes_linear_time() -> None:
    assert len(split_sentences("A. " * 20_000)) >= 1
    assert len(split_sentences("[1" * 20_000 + "." * 20_000)) == 1
    assert len(split_sentences("word\n" * 20_000)) == 20_000
