"""What a question asks about having been done."""

from __future__ import annotations

import pytest

from retrieval.deeds import deeds_in, tells_of
from retrieval.search import Searcher


@pytest.mark.parametrize(
    ("question", "deeds"),
    [
        ("Who founded the bank?", {"founded"}),
        ("who has since audited it", {"audited"}),
        ("How much of the loan has been paid out so far?", {"paid"}),
        ("When was the mill built?", {"built"}),
        ("Who is the chief executive?", set()),
        ("who runs it", set()),
        ("Was the mill built in 1980?", set()),
        ("What is adjusted EBITDA?", set()),
        ("", set()),
    ],
)
def test_deeds_in(question: str, deeds: set[str]) -> None:
    assert deeds_in(question) == deeds


@pytest.mark.parametrize(
    ("deed", "text", "is_told"),
    [
        ("lends", "The bank lent $5 million.", True),
        ("lends", "A loan of $5 million.", True),
        ("founded", "It was established in 1934.", True),
        ("signed", "Both issued a statement.", False),
        ("founded", "It digs gold.", False),
        ("comited", "It digs gold.", True),
    ],
)
def test_tells_of(searcher: Searcher, deed: str, text: str, is_told: bool) -> None:
    assert tells_of(deed, text, searcher.lexicon, searcher.encoder) is is_told
