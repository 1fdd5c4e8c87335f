import pytest

from retrieval.concepts import Concepts
from retrieval.search import Searcher


def test_coverage__the_share_of_the_question_by_rarity(searcher: Searcher) -> None:
    concepts = Concepts("Where are the guards of the warehouses?", searcher.lexicon)
    assert concepts.coverage("Guards watch the warehouse.") == pytest.approx(1.0)
    assert 0.0 < concepts.coverage("The warehouse is empty.") < 1.0
    assert concepts.coverage("Nothing of the kind.") == 0.0
    assert Concepts("what is it", searcher.lexicon).coverage("anything") == 0.0


def test_coverage__what_documents_print_for_the_measure_asked_for(searcher: Searcher) -> None:
    concepts = Concepts("capex", searcher.lexicon)
    assert concepts.coverage("Purchases of property, plant and equipment came to $5 million.") == pytest.approx(1.0)
    assert concepts.coverage("Purchases of shares came to $5 million.") == 0.0


def test_coverage__words_that_say_the_same(searcher: Searcher) -> None:
    concepts = Concepts("stocks that fell", searcher.lexicon)
    assert concepts.coverage("The shares declined.") == pytest.approx(1.0)
    assert concepts.coverage("The shares rose.") < 0.6
