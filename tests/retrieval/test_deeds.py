"""What a question asks to be told of: deeds, and things that are counted."""

from __future__ import annotations

import pytest

from retrieval.deeds import counted_in, deeds_in, is_only_planned, is_owner_told, measured_in, names, tells_of
from retrieval.search import Searcher


@pytest.mark.parametrize(
    ("question", "deeds"),
    [
        ("Who founded the bank?", {"founded"}),
        ("who has since audited it", {"audited"}),
        ("How much of the loan has been paid out so far?", {"paid"}),
        ("When was the mill built?", {"built"}),
        ("On what date did the purchase of the mill close?", {"close"}),
        ("when did it report", set()),
        ("Who is the chief executive?", set()),
        ("who runs it", set()),
        ("Was the mill built in 1980?", set()),
        ("What is adjusted EBITDA?", set()),
        ("", set()),
    ],
)
def test_deeds_in(question: str, deeds: set[str]) -> None:
    assert deeds_in(question) == deeds


def test_deeds_in__no_name_of_a_company() -> None:
    assert deeds_in("who did Kestrel pay", ["Kestrel"]) == set()


@pytest.mark.parametrize(
    ("question", "things"),
    [
        ("How many ounces of gold did it make in Q1?", {"gold"}),
        ("how many new warehouses were built", {"warehouses"}),
        ("How much silver did it sell?", {"silver"}),
        ("how many countries came to the meeting", {"countries"}),
        ("How many tonnes of rare earths lie there?", {"earths"}),
        ("how much goes into the site", set()),
        ("how much revenue did it make", set()),
        ("How much money is left?", set()),
        ("How much of the loan is drawn?", set()),
        ("how many people work there", set()),
        ("How many?", set()),
        ("", set()),
    ],
)
def test_counted_in(question: str, things: set[str]) -> None:
    assert counted_in(question) == things


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("melting point of tungsten in degrees", "point"),
        ("What is the ore grade at Round Top?", "grade"),
        ("what was the number of projects in June", None),
        ("how many tonnes of oxide were made", None),
        ("What was the revenue of MP in 2025?", None),
        ("Who is at Round Top?", None),
    ],
)
def test_measured_in(question: str, thing: str | None) -> None:
    assert measured_in(question) == thing


@pytest.mark.parametrize(
    ("thing", "text", "is_named"),
    [
        ("silver", "It sold 3,000 ounces of gold.", False),
        ("silver", "Silver: 40 ounces.", True),
        ("workers", "It has 900 employees.", True),
        ("warehuoses", "It digs gold.", True),
    ],
)
def test_names(searcher: Searcher, thing: str, text: str, is_named: bool) -> None:
    assert names(thing, text, searcher.lexicon, searcher.encoder) is is_named


@pytest.mark.parametrize(
    ("question", "text", "is_told"),
    [
        ("Who owns Energy Fuels?", "The loan has liens over nearly everything the company owns.", False),
        ("Who owns Energy Fuels?", "Energy Fuels owns a mill in Utah.", False),
        ("Who owns Energy Fuels?", "Kestrel owns 12% of Energy Fuels.", True),
        ("who really controls UUUU", "It is controlled by Kestrel.", True),
        ("shareholders of the UUUU", "Kestrel has 12% of the shares.", True),
        ("Who owns the Energy Fuels mill?", "Energy Fuels digs uranium.", True),
        ("Who leads Energy Fuels?", "Energy Fuels digs uranium.", True),
    ],
)
def test_is_owner_told(question: str, text: str, is_told: bool) -> None:
    assert is_owner_told(question, text, ["Energy Fuels", "UUUU"]) is is_told


@pytest.mark.parametrize(
    ("question", "text", "is_planned"),
    [
        ("When did it close?", "Closing was expected in May.", True),
        ("When did it close?", "Closing was expected in May. It closed on 3 June.", False),
        ("When did it close?", "It was closed on 3 May.", False),
        ("When did it close?", "A vote is planned.", False),
        ("When will it close?", "Closing is expected in May.", False),
        ("When was it planned to close?", "Closing is expected in May.", False),
    ],
)
def test_is_only_planned(searcher: Searcher, question: str, text: str, is_planned: bool) -> None:
    assert is_only_planned("close", question, text, searcher.lexicon) is is_planned


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
