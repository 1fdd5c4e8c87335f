from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from retrieval.embedding import Encoder
from retrieval.index import Index
from retrieval.reindex import reindex
from retrieval.routing import route
from retrieval.search import Searcher, in_turns, spelled
from retrieval.settings import load_settings
from retrieval.types import Chunk, ScoredChunk, Source
from tests.retrieval.stores import write_store

CASH_OF_BOTH = "How much cash do MP Materials and Energy Fuels have?"


def found(searcher: Searcher, question: str, k: int = 10) -> list[tuple[str, str]]:
    """The document and section of each hit."""
    hits = searcher.search(searcher.ask(question), k)
    return [(hit.source.id, hit.chunk.section) for hit in hits]


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("How much does the Export-Import Bank lend?", ("vault", "Money")),
        ("In which states are the minerals kept?", ("vault", "Storage")),
        ("How much cash does Energy Fuels hold?", ("uuuu-q3", "Liquidity")),
        ("UUUU cash", ("uuuu-q3", "Liquidity")),
        ("How much cash does MP hold?", ("mp-q3", "Liquidity")),
        ("What is made of neodymium?", ("glossary", "Metals")),
        ("oxide output", ("mp-q3", "Results")),
    ],
)
def test_search__the_passage_that_answers_comes_first(
    searcher: Searcher, question: str, place: tuple[str, str]
) -> None:
    assert found(searcher, question)[0] == place


def test_search__hits_are_told_apart_scored_and_placed(searcher: Searcher) -> None:
    query = searcher.ask("How much cash does Energy Fuels hold?")
    hits = searcher.search(query, 6)
    assert len({hit.chunk.id for hit in hits}) == len(hits) == 6
    assert all(before.score >= after.score for before, after in pairwise(hits))
    assert all(hit.source.id == hit.chunk.document_id for hit in hits)
    vectors = searcher.encoder.embed([f"{hit.chunk.header}\n{hit.chunk.text}" for hit in hits])
    assert [hit.similarity for hit in hits] == pytest.approx((vectors @ query.vector).tolist(), abs=1e-3)


def test_search__no_more_than_k(searcher: Searcher) -> None:
    assert len(found(searcher, "cash", 2)) == 2
    assert found(searcher, "cash", 2) == found(searcher, "cash")[:2]


def test_search__the_documents_of_the_company_go_before_all_others(searcher: Searcher) -> None:
    places = [document == "uuuu-q3" for document, _ in found(searcher, "Who leads Energy Fuels?")]
    assert places == sorted(places, reverse=True)
    assert sum(places) == 3


def test_search__companies_take_turns(searcher: Searcher) -> None:
    places = found(searcher, CASH_OF_BOTH, 4)
    assert places[:2] == [("mp-q3", "Liquidity"), ("uuuu-q3", "Liquidity")]
    assert [document for document, _ in places] == ["mp-q3", "uuuu-q3"] * 2


def test_split__a_question_about_each_company(searcher: Searcher) -> None:
    parts = searcher.split(searcher.ask(CASH_OF_BOTH))
    assert [[company.ticker for company in part.route.companies] for part in parts] == [["MP"], ["UUUU"]]
    assert ["Energy Fuels" in part.question for part in parts] == [False, True]
    assert ["MP Materials" in part.question for part in parts] == [True, False]


def test_split__tickers_with_a_dollar_sign(searcher: Searcher) -> None:
    parts = searcher.split(searcher.ask("cash of $MP vs $UUUU"))
    assert ["UUUU" in part.question for part in parts] == [False, True]


def test_split__all_companies_where_each_is_asked_about(searcher: Searcher) -> None:
    every = [company.ticker for company in searcher.companies]
    parts = searcher.split(searcher.ask("Who leads each of the companies?"))
    assert [part.route.companies[0].ticker for part in parts] == every
    assert len(every) > 1
    assert searcher.ask("all stocks that rose on 3 February 2026").route.companies == ()


def test_split__one_company_or_none(searcher: Searcher) -> None:
    for question in ("How much cash does MP hold?", "Where are the warehouses?"):
        query = searcher.ask(question)
        assert searcher.split(query) == [query]


def test_ask__the_company_comes_from_the_context_unless_one_is_named(searcher: Searcher) -> None:
    context = "How much cash does Energy Fuels hold?"
    assert [company.ticker for company in searcher.ask("and who leads it?", context).route.companies] == ["UUUU"]
    assert [company.ticker for company in searcher.ask("who leads MP?", context).route.companies] == ["MP"]
    assert searcher.ask("and who leads it?").route.companies == ()


def test_ask__words_of_the_context_count_less(searcher: Searcher) -> None:
    stems = searcher.ask("Who leads it?", "How much cash does Energy Fuels hold?").stems
    assert 0 < stems["cash"] < stems["lead"] == 1.0


def test_spelled__as_the_passages_spell_it(searcher: Searcher) -> None:
    named = route("Energy Fuels", searcher.companies)

    def respelled(question: str) -> str:
        return spelled(question, named, searcher.lexicon, searcher.encoder)

    assert respelled("how many warehuoses?") == "how many warehouses?"
    assert respelled("(neodymim) for Fuels, at night") == "(neodymium) for Fuels, at night"
    assert respelled("") == ""


def test_search__an_index_without_documents(tmp_path: Path, encoder: Encoder) -> None:
    empty = load_settings(write_store(tmp_path, {}, catalogue=""))
    with closing(Index(empty.index.path)) as index:
        reindex(index, empty, lambda _: encoder, datetime(2026, 2, 3, tzinfo=UTC))
        searcher = Searcher(index.generation, encoder, ())
        assert searcher.search(searcher.ask("How much cash does MP hold?"), 5) == []


def test_in_turns__each_passage_once() -> None:
    a, b, c, d = (ScoredChunk(Chunk(id_, "d", 0, "h", "t"), Source("d", "D", Path("d")), 1.0) for id_ in "abcd")
    again = replace(a, score=0.5)

    def ids(hits: Sequence[ScoredChunk]) -> str:
        return "".join(hit.chunk.id for hit in hits)

    assert ids(in_turns([[a, b], [c, d]], 10)) == "acbd"
    assert ids(in_turns([[a, b, c], [], [again, d]], 10)) == "abdc"
    assert ids(in_turns([[a, b], [c, d]], 3)) == "acb"
    assert in_turns([], 3) == in_turns([[], []], 3) == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("wat is project vault", "what is project vault"),
        ("Whats 10X?", "what is 10X?"),
        ("wen did it start", "when did it start"),
    ],
)
def test_ask__asking_words_typed_in_haste(searcher: Searcher, typed: str, meant: str) -> None:
    assert searcher.ask(typed).question == meant
