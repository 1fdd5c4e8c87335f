import pytest

from retrieval.answering import WEIGHTS
from retrieval.confidence import JUDGED, AnswerSigns, Judge
from retrieval.extractive import Extractor
from retrieval.search import Searcher
from retrieval.settings import read_toml


class Asking:
    """A question through search, choice of sentences and judgement."""

    def __init__(self, searcher: Searcher) -> None:
        weights = read_toml(WEIGHTS)
        self._searcher = searcher
        self._extractor = Extractor(searcher, weights["unit"])
        self._judge = Judge(searcher, weights["answer"])
        self.threshold: float = weights["answer"]["threshold"]

    def probability(self, question: str) -> float:
        query = self._searcher.ask(question)
        scored = self._extractor.score(query, self._searcher.search(query, 10))
        return self._judge.probability(query, scored, scored)

    def signs(self, question: str) -> AnswerSigns:
        query = self._searcher.ask(question)
        scored = self._extractor.score(query, self._searcher.search(query, 10))
        return self._judge.signs(query, scored[:1], scored)[0]


@pytest.fixture(scope="module")
def asking(searcher: Searcher) -> Asking:
    return Asking(searcher)


@pytest.mark.parametrize(
    "question",
    [
        "How much does the Export-Import Bank lend Project Vault?",
        "Who is the chief executive of MP Materials?",
        "How much cash does Energy Fuels hold?",
        "What was the NdPr oxide output of MP Materials in the third quarter of 2025?",
        "What goes into the strongest permanent magnets?",
    ],
)
def test_probability__what_the_documents_say(asking: Asking, question: str) -> None:
    assert asking.threshold < asking.probability(question) <= 1.0


@pytest.mark.parametrize(
    "question",
    [
        "Who won the world cup in 1998?",
        "What is the capital of Mongolia?",
        "How do I bake a chocolate cake?",
        "Who painted the Mona Lisa?",
    ],
)
def test_probability__what_they_do_not(asking: Asking, question: str) -> None:
    assert 0.0 <= asking.probability(question) < asking.threshold


def test_probability__nothing_found(searcher: Searcher) -> None:
    judge = Judge(searcher, read_toml(WEIGHTS)["answer"])
    assert judge.probability(searcher.ask("How much cash?"), [], []) == 0.0


def test_probability__the_likeliest_of_those_that_may_answer_counts(searcher: Searcher) -> None:
    weights = read_toml(WEIGHTS)
    query = searcher.ask("How much cash does Energy Fuels hold?")
    scored = Extractor(searcher, weights["unit"]).score(query, searcher.search(query, 10))
    judge = Judge(searcher, weights["answer"])
    alone = [judge.probability(query, [each], scored) for each in scored[:JUDGED]]

    assert len(set(alone)) == JUDGED
    assert judge.probability(query, scored, scored) == max(alone)
    assert judge.probability(query, scored[JUDGED - 1 :: -1], scored) == max(alone)


def test_signs__a_name_that_no_document_has(asking: Asking) -> None:
    known, unknown = asking.signs("Who guards the warehouses?"), asking.signs("Does Zyxwvut guard the warehouses?")
    assert unknown.weakest < known.weakest
    assert unknown.coverage < known.coverage


def test_signs__a_word_that_has_nothing_near_it(asking: Asking) -> None:
    held = asking.signs("How much cash does Energy Fuels hold?")
    near = asking.signs("How much money does Energy Fuels have?")
    far = asking.signs("How much chocolate does Energy Fuels hold?")
    assert far.weakest < near.weakest < held.weakest


def test_signs__all_that_is_asked_for_stands_there(asking: Asking) -> None:
    signs = asking.signs("How much cash was held by Energy Fuels at the end of the quarter?")
    assert signs.coverage == pytest.approx(1.0)
    assert signs.period == 1.0


def test_signs__of_the_passage_and_of_all_units(searcher: Searcher) -> None:
    weights = read_toml(WEIGHTS)
    query = searcher.ask("How much cash does Energy Fuels hold?")
    hits = searcher.search(query, 10)
    scored = Extractor(searcher, weights["unit"]).score(query, hits)
    last = next(each for each in reversed(scored) if each.hit is hits[-1])
    signs = Judge(searcher, weights["answer"]).signs(query, [scored[0], last], scored)
    assert signs[0].nearest == signs[1].nearest == max(each.signs.meaning for each in scored)
    assert signs[1].rank == hits[-1].score < signs[0].rank


def test_signs__the_name_of_a_company_is_not_covered_by_its_documents(asking: Asking) -> None:
    asked = asking.signs("How much cash does Energy Fuels hold?")
    assert asked.coverage == asking.signs("How much cash does UUUU hold?").coverage == pytest.approx(1.0)
    assert asking.signs("How much chocolate does Energy Fuels hold?").coverage == 0.5


def test_signs__another_year_than_the_one_asked_for(asking: Asking) -> None:
    assert asking.signs("How much cash did Energy Fuels hold in 2019?").period == 0.0


def test_signs__are_shares_but_for_the_score_of_the_search(asking: Asking) -> None:
    signs = asking.signs("How much cash does Energy Fuels hold?")
    for name in set(AnswerSigns.__slots__) - {"rank"}:
        assert -1.0 <= getattr(signs, name) <= 1.001, name
