from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from retrieval.answering import WEIGHTS
from retrieval.extractive import MOST_UNITS, Extractor, Scored, Signs, choose, of_named_items
from retrieval.search import Query, Searcher
from retrieval.settings import read_toml
from retrieval.types import Chunk, ScoredChunk, Source
from retrieval.units import units_of


@pytest.fixture
def extractor(searcher: Searcher) -> Extractor:
    return Extractor(searcher, read_toml(WEIGHTS)["unit"])


def scored(searcher: Searcher, extractor: Extractor, question: str) -> tuple[Query, Sequence[Scored]]:
    query = searcher.ask(question)
    return query, extractor.score(query, searcher.search(query, 10))


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("How much does the Export-Import Bank lend?", "The Export-Import Bank lends Project Vault $10 billion"),
        ("Who is the chief executive of Energy Fuels?", "Ross Bhappu leads Energy Fuels as its chief executive."),
        ("How much NdPr oxide did MP Materials make?", "NdPr oxide output | 721 tonnes | 478 tonnes"),
        ("What goes into the strongest permanent magnets?", "Neodymium is a rare earth that goes into the strongest"),
        ("Which uranium mill works in the United States?", "The White Mesa Mill in Utah is the only uranium mill"),
    ],
)
def test_score__what_answers_comes_first(searcher: Searcher, extractor: Extractor, question: str, quote: str) -> None:
    _, ranked = scored(searcher, extractor, question)
    assert ranked[0].unit.quote.startswith(quote)


def test_score__every_unit_of_the_hits_once_by_score(searcher: Searcher, extractor: Extractor) -> None:
    _, ranked = scored(searcher, extractor, "How much cash does Energy Fuels hold?")
    places = [(each.unit.chunk.id, each.unit.position) for each in ranked]
    assert len(set(places)) == len(places) > 10
    assert [each.score for each in ranked] == sorted((each.score for each in ranked), reverse=True)
    assert all(each.unit.chunk is each.hit.chunk for each in ranked)
    shares = [share for each in ranked for share in (each.signs.context, each.signs.kind, each.signs.period)]
    assert 0.0 <= min(shares) <= max(shares) <= 1.001


def test_score__no_hits(searcher: Searcher, extractor: Extractor) -> None:
    assert extractor.score(searcher.ask("How much cash?"), []) == []


def test_score__the_period_asked_for(searcher: Searcher, extractor: Extractor) -> None:
    _, ranked = scored(searcher, extractor, "How high was the revenue of MP in Q3 2025?")
    periods = {each.unit.chunk.document_id: each.signs.period for each in ranked}
    assert periods["mp-q3"] == 1.0
    assert periods["vault"] == 0.0


def test_choose__a_few_units_the_best_first(searcher: Searcher, extractor: Extractor) -> None:
    _, ranked = scored(searcher, extractor, "Who leads Energy Fuels?")
    chosen = choose(ranked)
    assert 1 <= len(chosen) <= MOST_UNITS
    assert chosen[0] is ranked[0]


def test_choose__the_whole_table_in_order_where_a_list_is_wanted(searcher: Searcher, extractor: Extractor) -> None:
    _, ranked = scored(searcher, extractor, "List the revenue, NdPr oxide output and employees of MP Materials")
    rows = [each.unit.quote for each in choose(ranked) if each.unit.is_row]
    assert rows == [
        "Revenue | $53.6 million | $62.9 million",
        "NdPr oxide output | 721 tonnes | 478 tonnes",
        "Employees | 940 | 804",
    ]


def test_choose__what_is_not_known_stands_beside_no_answer() -> None:
    chunk = Chunk("g", "g", 0, "Acme", "It makes magnets for cars in Texas. The date was not found.")
    source = Source("g", "Acme", Path("g.md"))
    signs = Signs(**dict.fromkeys(Signs.__slots__, 0.0))
    told, unknown = (Scored(unit, ScoredChunk(chunk, source, 1.0), signs, 1.0) for unit in units_of(chunk))
    assert choose([told, unknown]) == [told]
    assert choose([unknown, told]) == [unknown, told]  # "Is the date known?"


def test_of_named_items__all_that_one_person_said_and_nothing_of_others(searcher: Searcher) -> None:
    said = (
        "- Ann Lee, Acme Bank: it is small. It calms the market.\n- Bob Ray, head of Zinc: large.\nNobody else spoke."
    )
    chunk = Chunk("g", "g", 0, "Reactions", said)
    signs = Signs(**dict.fromkeys(Signs.__slots__, 0.0))
    hit = ScoredChunk(chunk, Source("g", "Reactions", Path("g.md")), 1.0)
    chosen = [Scored(unit, hit, signs, 1.0) for unit in units_of(chunk)]

    def shown(question: str) -> list[str]:
        return [each.unit.shown for each in of_named_items(searcher.ask(question), chosen)]

    whole = "Ann Lee, Acme Bank: it is small. It calms the market."
    assert shown("what did lee say") == [whole, whole, "Nobody else spoke."]
    assert shown("what did ray say") == [unit.shown for unit in units_of(chunk)]  # the best is not about him
    assert shown("what is said of the market") == [unit.shown for unit in units_of(chunk)]
    assert of_named_items(searcher.ask("what did lee say"), []) == []


def alike(text: str, periods: Sequence[float] = ()) -> list[Scored]:
    """The units of a passage, scored one a little below the other, each with its sign of the period."""
    chunk = Chunk("g", "g", 0, "Price", text, "Price")
    hit = ScoredChunk(chunk, Source("g", "Price", Path("g.md")), 1.0)
    signs = dict.fromkeys(Signs.__slots__, 0.0)
    units = units_of(chunk)
    return [
        Scored(unit, hit, Signs(**signs | {"period": period}), 1.0 - place / 10)
        for place, (unit, period) in enumerate(zip(units, periods or [0.0] * len(units), strict=True))
    ]


def test_choose__the_whole_of_a_short_list_that_the_best_is_a_few_words_of() -> None:
    cash, shares, rest = alike("- $7 million in cash.\n- 65 million shares.\n\nThe rest is said of the closing.")
    assert choose([shares, rest, cash]) == [cash, shares, rest]
    assert choose([rest, shares, cash]) == [rest, shares, cash]


def test_choose__put_in_order_unless_they_are_a_list() -> None:
    def backwards(chosen: Sequence[Scored]) -> list[Scored]:
        return list(reversed(chosen))

    first, second = alike("It makes magnets for cars in Texas. The mine lies in Utah.")
    assert choose([first, second], backwards) == [second, first]
    cash, shares = alike("- $7 million in cash.\n- 65 million shares.")
    assert choose([cash, shares], backwards) == [cash, shares]


def test_led__the_one_whose_tokens_come_nearest_of_those_able_to_answer(
    searcher: Searcher, extractor: Extractor
) -> None:
    plant, mine, owner = alike(
        "- The magnet plant stands in Texas.\n- The mine in Utah will run for 38 years.\n- A fund owns the plant."
    )
    query = searcher.ask("how long will the mine last")
    assert extractor.led(query, [plant, mine, owner], [plant, mine, owner])[0] is mine
    assert extractor.led(query, [plant, owner], [plant, mine, owner])[-1] is mine
    assert extractor.led(query, [owner], [owner]) == [owner]
    assert extractor.led(query, [], []) == []


def test_led__a_question_without_a_token(searcher: Searcher, extractor: Extractor) -> None:
    first, second = alike("- The magnet plant stands in Texas.\n- The mine in Utah will run for 38 years.")
    query = replace(searcher.ask("the mine"), question="\u200b")
    assert extractor.led(query, [first, second], [second, first]) == [first, second]


def test_choose__an_item_that_says_what_it_is_alone() -> None:
    listed, boss = alike("- Shares are traded in New York.\n- Chief executive: Ann Lee.")
    assert choose([boss, listed])[0] is boss


def test_choose__no_row_of_another_period_beside_one_of_the_period_asked_for() -> None:
    first, second = alike("Period | Revenue\nQ1 2025 | $7 million\nQ2 2025 | $9 million", [1.0, 0.0])
    assert choose([first, second]) == [first]
    first, second = alike("Period | Revenue\nQ1 2025 | $7 million\nQ2 2025 | $9 million", [0.0, 0.0])
    assert choose([first, second]) == [first, second]
