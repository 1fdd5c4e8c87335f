import json

from langchain_core.documents import Document
from langchain_core.runnables import Runnable, RunnableLambda

from retrieval.retriever import HybridRetriever
from retrieval.search import Searcher

QUESTION = "How much does the Export-Import Bank lend?"


def test_invoke__documents_with_where_they_stand(searcher: Searcher) -> None:
    first, second = HybridRetriever(searcher=searcher, k=2).invoke(QUESTION)
    hit = searcher.search(searcher.ask(QUESTION), 1)[0]
    assert first == Document(
        id=hit.chunk.id,
        page_content=hit.chunk.text,
        metadata={
            "score": hit.score,
            "document_id": "vault",
            "title": "Project Vault: a reserve of critical minerals",
            "kind": "policy",
            "url": "https://vault.example/announcement",
            "published_on": "2026-02-02",
            "section": "Money",
            "page": None,
        },
    )
    assert "$10 billion" in first.page_content
    assert json.loads(json.dumps(second.metadata)) == second.metadata


def titles_of(documents: list[Document]) -> list[str]:
    return [document.metadata["title"] for document in documents]


async def test_it_works_in_a_chain_with_and_without_await(searcher: Searcher) -> None:
    chain: Runnable[str, list[str]] = HybridRetriever(searcher=searcher) | RunnableLambda(titles_of)
    titles = await chain.ainvoke("Who leads Energy Fuels?")
    assert titles[0] == "Energy Fuels: third quarter of 2025"
    assert chain.invoke("Who leads Energy Fuels?") == titles
