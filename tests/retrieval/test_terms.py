import pytest

from retrieval.search import Searcher
from retrieval.terms import alike_stems, spelled_out, terms_in, vocabulary


def test_vocabulary__every_term_can_be_used() -> None:
    assert vocabulary()
    for term in vocabulary():
        assert all(phrase.strip() for phrase in (*term.printed, *term.parts))
        assert term.printed or term.parts, term.asked.pattern
        assert not term.asked.search(""), term.asked.pattern


@pytest.mark.parametrize(
    ("question", "said", "printed"),
    [
        ("What was MP's capex in 2025?", "capex", "capital expenditures"),
        ("And its CAPITAL SPENDING?", "CAPITAL SPENDING", "purchases of property plant and equipment"),
        ("How much free cash flow was there?", "free cash flow", "free cash flow"),
    ],
)
def test_terms_in__what_people_say_and_what_documents_print(question: str, said: str, printed: str) -> None:
    [(found, term)] = terms_in(question)
    assert found == said
    assert printed in term.printed


@pytest.mark.parametrize(
    "question",
    ["", "Where are the warehouses of Project Vault?", "Please say who issued the first release."],
)
def test_terms_in__none(question: str) -> None:
    assert terms_in(question) == []


def test_terms_in__a_longer_term_hides_the_shorter_one_in_it() -> None:
    assert [said for said, _ in terms_in("How high was the cost of sales?")] == ["cost of sales"]
    assert sorted(said for said, _ in terms_in("sales and the cost of goods")) == ["cost of goods", "sales"]


def test_spelled_out__words_that_nobody_knows() -> None:
    assert spelled_out("the IRR and revenue?", "revenue".__eq__) == "the internal rate of return and revenue?"
    assert spelled_out("irr of irrigation", "".__eq__) == "internal rate of return of irrigation"
    assert spelled_out("the irr and the net present value?", "irr".__eq__) == "the irr and the net present value?"


def test_alike_stems__the_words_of_the_same_group(searcher: Searcher) -> None:
    lexicon = searcher.lexicon
    assert alike_stems(lexicon.stems("stocks")) == {"stock", "share", "equiti"}
    assert alike_stems(["xyzzy"]) == {"xyzzy"}
