import pytest

from retrieval.answering import WEIGHTS
from retrieval.demands import Demands
from retrieval.extractive import Extractor, Scored
from retrieval.leading import NEAREST, leaders
from retrieval.search import Query, Searcher
from retrieval.settings import read_toml
from retrieval.store import Retrieval


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("When was Phase 1a at Stillwater commissioned?", "May 2026"),
        ("How much of Round Top belonged to Texas Mineral Resources?", "18.6%"),
    ],
)
def test_leaders__what_is_of_the_kind_asked_for_comes_first_beside_the_best(
    bundled: Retrieval, question: str, told: str
) -> None:
    searcher, extractor = bundled._searcher, bundled._answerer._extractor
    query = searcher.ask(question)
    scored = extractor.score(query, searcher.search(query, 10))
    ordered = leaders(query, scored, searcher).ordered
    demands = Demands(query, searcher.lexicon, searcher.encoder)
    beside = [demands.is_of_kind(each.unit) for each in ordered[1 : 1 + NEAREST]]

    assert beside == sorted(beside, reverse=True)
    assert {id(each) for each in ordered[: 1 + NEAREST]} == {
        id(each) for each in [ordered[0], *[one for one in scored if one is not ordered[0]][:NEAREST]]
    }
    assert told in bundled.ask(question).text


def scored_for(searcher: Searcher, question: str) -> tuple[Query, list[Scored]]:
    query = searcher.ask(question)
    return query, Extractor(searcher, read_toml(WEIGHTS)["unit"]).score(query, searcher.search(query, 10))


def test_leaders__those_that_meet_the_demands_are_able_in_their_order(searcher: Searcher) -> None:
    query, scored = scored_for(searcher, "How much cash does Energy Fuels hold?")
    found = leaders(query, scored, searcher)
    demands = Demands(query, searcher.lexicon, searcher.encoder)
    assert list(found.able) == [each for each in scored[:NEAREST] if demands.met(each.unit, each.hit).is_all]
    assert 0 < len(found.able) <= NEAREST
    assert found.ordered[0] is found.able[0]
    telling = [each for each in scored if demands.is_of_measure(each.unit, each.hit)]
    assert {id(each) for each in found.ordered} == {id(each) for each in telling}
    assert len(telling) < len(scored)


def test_leaders__what_follows_on_the_best_may_leave_the_measure_unsaid(bundled: Retrieval) -> None:
    answer = bundled.ask("Net present value of Tanbreez at a 15% discount rate?")
    assert "$2.8 billion at a 15% discount rate" in answer.text
    assert len(answer.text.splitlines()) == 2
    assert bundled.ask("tanbreez irr").text.splitlines()[0].startswith("• Item: Internal rate of return")


def test_leaders__none_where_no_unit_meets_the_demands(searcher: Searcher) -> None:
    query, scored = scored_for(searcher, "How much cash did Energy Fuels hold in 2019?")
    found = leaders(query, scored, searcher)
    assert (found.able, found.ordered) == ((), ())


def test_leaders__what_is_not_known_yields_to_what_is_nearer(bundled: Retrieval) -> None:
    searcher, extractor = bundled._searcher, bundled._answerer._extractor
    query = searcher.ask("sangdong where")
    scored = extractor.score(query, searcher.search(query, 10))
    assert scored[0].unit.is_unknown
    assert "South Korea" in leaders(query, scored, searcher).ordered[0].unit.shown
