"""Chosen sentences and rows written out: what stands together is quoted together."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.extractive import Scored, Signs
from retrieval.quoting import LONGEST_ITEM, quoted, written
from retrieval.types import Chunk, ScoredChunk, Source
from retrieval.units import units_of

SIGNS = Signs(0, 0, 0, 0, 0)


def chosen(text: str, *positions: int) -> list[Scored]:
    """The units of a passage at `positions`, best first."""
    hit = ScoredChunk(Chunk("c", "loans", 0, "Loans", text), Source("loans", "Loans", Path("loans.md")), 1.0)
    units = units_of(hit.chunk)
    return [Scored(units[position], hit, SIGNS, 1.0) for position in positions]


def test_quoted__a_list_item_comes_whole() -> None:
    text = "- May: a letter of interest for $5 million. It binds nobody.\n- June: the loan. It was paid out."
    [claim] = quoted(chosen(text, 0))
    assert claim.text == "May: a letter of interest for $5 million. It binds nobody."
    assert [quote.text for quote in claim.quotes] == [claim.text]


def test_quoted__two_sentences_of_one_item_make_one_line() -> None:
    text = "The bank lends money to the mine. The state pays the bank for it. Nobody else gains by the loan."
    assert [claim.text for claim in quoted(chosen(f"1. {text}", 2, 0))] == [text]


@pytest.mark.parametrize(("bullet", "words"), [("", 1), ("- ", LONGEST_ITEM)])
def test_quoted__a_sentence_of_a_paragraph_or_long_item_stands_alone(bullet: str, words: int) -> None:
    text = f"{bullet}The bank lends money to the mine. The state pays it back{' soon' * words}."
    assert [claim.text for claim in quoted(chosen(text, 0))] == ["The bank lends money to the mine."]


def test_quoted__rows_share_a_quote_and_have_a_line_each() -> None:
    text = "Lender | Amount\nEXIM | $5 million\nAcme Bank | $2 million"
    claims = quoted(chosen(text, 0, 1))
    assert [claim.text for claim in claims] == [
        "Lender: EXIM · Amount: $5 million",
        "Lender: Acme Bank · Amount: $2 million",
    ]
    assert {quote.text for claim in claims for quote in claim.quotes} == {"EXIM | $5 million\nAcme Bank | $2 million"}


def test_written__the_same_words_have_one_number() -> None:
    answer = written("?", quoted(chosen("Lender | Amount\nEXIM | $5 million\nAcme Bank | $2 million", 0, 1)))
    assert answer.text == "• Lender: EXIM · Amount: $5 million [1]\n• Lender: Acme Bank · Amount: $2 million [1]"
    assert [citation.n for citation in answer.citations] == [1]
