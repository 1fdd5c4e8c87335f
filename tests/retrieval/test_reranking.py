"""With a cross-encoder of a few random weights, made on the spot: the order is its own, whatever that is worth."""

import pytest

from retrieval.embedding import bundled_folder
from retrieval.reranking import Reranker
from retrieval.search import Searcher


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    import torch
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    torch.manual_seed(1)
    folder = tmp_path_factory.mktemp("reranker")
    tokenizer = AutoTokenizer.from_pretrained(str(bundled_folder()))
    config = BertConfig(
        vocab_size=len(tokenizer), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        initializer_range=1.0,
    )  # fmt: skip
    config.num_labels = 1
    BertForSequenceClassification(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return str(folder)


def test_search__the_order_is_the_rerankers_within_the_route(searcher: Searcher, model: str) -> None:
    reranker = Reranker(model)
    reranked = Searcher(searcher.generation, searcher.encoder, searcher.companies, reranker)
    query = searcher.ask("Who leads Energy Fuels?")
    before, after = searcher.search(query, 10), reranked.search(query, 10)
    assert {hit.chunk.id for hit in before} == {hit.chunk.id for hit in after}
    assert [hit.score for hit in before] == [hit.score for hit in after]
    assert [hit.source.id == "uuuu-q3" for hit in before] == [hit.source.id == "uuuu-q3" for hit in after]
    scores = reranker.scores(query.question, [hit.chunk.text for hit in after if hit.source.id == "uuuu-q3"])
    assert len(set(scores)) == 3
    assert scores == sorted(scores, reverse=True)


def test_search__nothing_found_needs_no_model(searcher: Searcher) -> None:
    reranked = Searcher(searcher.generation, searcher.encoder, searcher.companies, Reranker("no such model"))
    assert reranked.reranked("why?", [], {}) == []
