"""Hits and answers as JSON records: the contract that others build on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from retrieval.errors import RetrievalError
from retrieval.types import Answer, Citation, ScoredChunk

Record = dict[str, Any]


class BatchInvalid(RetrievalError):
    """A line of a batch cannot be used; the message names the file and the line."""


def hit_record(rank: int, hit: ScoredChunk) -> Record:
    return {
        "rank": rank,
        "score": round(hit.score, 6),
        "chunk_id": hit.chunk.id,
        "document_id": hit.source.id,
        "title": hit.source.title,
        "kind": hit.source.kind,
        "url": hit.source.url,
        "page": hit.chunk.page,
        "section": hit.chunk.section,
        "text": hit.chunk.text,
    }


def answer_record(id_: Any, answer: Answer) -> Record:
    return {
        "id": id_,
        "question": answer.question,
        "status": answer.status,
        "text": answer.text,
        "citations": [_citation_record(citation) for citation in answer.citations],
        "mode": answer.mode,
        "ms": answer.ms,
    }


def _citation_record(citation: Citation) -> Record:
    return {
        "n": citation.n,
        "document_id": citation.document_id,
        "title": citation.title,
        "kind": citation.kind,
        "published_on": citation.published_on.isoformat() if citation.published_on else None,
        "url": citation.url,
        "page": citation.page,
        "section": citation.section,
        "quote": citation.quote,
    }


def read_questions(path: Path) -> Iterator[tuple[Any, str, tuple[str, ...]]]:
    """The id, question and earlier questions of each line of a JSONL file; a line without an id goes by its number.

    Raises `BatchInvalid`.
    """
    with path.open("rb") as lines:  # only a line feed ends a line: JSON strings may hold other separators
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield _question(line, number, path)


def _question(line: bytes, number: int, path: Path) -> tuple[Any, str, tuple[str, ...]]:
    try:
        item = json.loads(line)
        question, history = item["question"], item.get("history") or []
        if not isinstance(history, list) or not all(isinstance(text, str) for text in (question, *history)):
            raise TypeError
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BatchInvalid(f'{path}, line {number}: expected {{"id", "question", "history": [questions]}}') from None
    return item.get("id", number), question, tuple(history)


def write_records(path: Path, records: Iterable[Mapping[str, Any]], on_record: Callable[[], None]) -> None:
    """Write one record a line as they come, so that what is done stays if a later one fails."""
    with path.open("w", encoding="utf-8", errors="replace") as file:
        for record in records:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
            file.flush()
            on_record()
