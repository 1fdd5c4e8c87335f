"""The search as a LangChain retriever, for chains of others and of our own."""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from retrieval.search import Searcher
from retrieval.types import ScoredChunk


class HybridRetriever(BaseRetriever):
    """Returns the `k` passages that fit a question best, with where each stands as metadata."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    searcher: Searcher
    k: int = 8

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [to_document(hit) for hit in self.searcher.search(self.searcher.ask(query), self.k)]


def to_document(hit: ScoredChunk) -> Document:
    """A hit as a LangChain document; its metadata are JSON values."""
    source = hit.source
    metadata = {
        "score": hit.score,
        "document_id": source.id,
        "title": source.title,
        "kind": source.kind,
        "url": source.url,
        "published_on": source.published_on.isoformat() if source.published_on else None,
        "section": hit.chunk.section,
        "page": hit.chunk.page,
    }
    return Document(id=hit.chunk.id, page_content=hit.chunk.text, metadata=metadata)
