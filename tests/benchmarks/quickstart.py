"""The baseline: what LangChain's introductions build over a folder of files, left as it comes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter
from sentence_transformers import SentenceTransformer

from retrieval.embedding import Encoder, bundled_folder

K = 4
MOST_ADDED = 5000  # passages at a time, which is what Chroma takes


class TorchEmbeddings(Embeddings):
    """What `HuggingFaceEmbeddings` does with its defaults: `SentenceTransformer.encode`, newlines as spaces."""

    def __init__(self) -> None:
        self._model = SentenceTransformer(str(bundled_folder()), device="cpu")

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self._model.encode([text.replace("\n", " ") for text in texts]).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


class ReadyEmbeddings(TorchEmbeddings):
    """Questions as ever; documents by an encoder that costs little, for indexes too large to be made in earnest."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self._encoder = encoder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self._encoder.embed(texts).tolist()  # type: ignore[no-any-return]

    def embed_query(self, text: str) -> list[float]:
        return super().embed_documents([text])[0]


class QuickStart:
    """Files cut to 1,000 characters with 200 of overlap, embedded, and searched by vectors for the nearest four."""

    def __init__(self, folder: Path, embeddings: Embeddings) -> None:
        self._chroma = Chroma("quickstart", embeddings, str(folder))
        self._splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)

    def add_files(self, files: Iterable[Path]) -> list[Document]:
        """Index the files; returns their passages."""
        documents = [Document(file.read_text(encoding="utf-8"), metadata={"source": str(file)}) for file in files]
        passages = self._splitter.split_documents(documents)
        self._chroma.add_documents(passages)
        return passages

    def add_texts(self, texts: Sequence[str]) -> None:
        """Index passages that are cut already."""
        for start in range(0, len(texts), MOST_ADDED):
            self._chroma.add_texts(list(texts[start : start + MOST_ADDED]))

    def search(self, question: str) -> list[Document]:
        return self._chroma.similarity_search(question, k=K)
