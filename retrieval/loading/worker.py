"""The process that reads documents: whatever one of them does to it, the process that asks goes on.

Requests come on its standard input, replies leave on its standard output: JSON, its length in eight bytes before it.
It ends when its input does.
"""

from __future__ import annotations

import json
import logging
import os
import struct
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import IO, Any

from retrieval.chunking import chunk_document
from retrieval.errors import DocumentUnreadable
from retrieval.loading import load_blocks
from retrieval.types import Chunk, Company, Source

LENGTH = struct.Struct(">Q")
OUT_OF_MEMORY = 86  # exit status
DATES = ("published_on", "period_end")

Json = dict[str, Any]


def main() -> None:
    """Serve requests; the arguments are the bytes of memory that may be used and the longest reply in bytes."""
    memory, longest = map(int, sys.argv[1:])
    _limit("RLIMIT_AS", memory)
    _limit("RLIMIT_CORE", 0)
    requests, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no reply
    heard = _Heard()
    logging.getLogger().addHandler(heard)
    while head := requests.read(LENGTH.size):
        request = json.loads(requests.read(*LENGTH.unpack(head)))
        _limit("RLIMIT_CPU", int(sum(os.times()[:2]) + request["seconds"]) + 1)  # should nobody be there to end it
        _send(replies, {**_answer(request), "heard": heard.taken()}, longest)


def _answer(request: Json) -> Json:
    try:
        return TASKS[request["task"]](**request["arguments"])
    except DocumentUnreadable as error:
        return {"refused": str(error)}
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except Exception as error:  # a fault of a parser is one document's, as a worker's loop must see it
        traceback.print_exc()
        return {"refused": f"reading it failed ({type(error).__name__}): it seems to be damaged"}


def _read(source: Json, companies: list[Json], max_bytes: int) -> Json:
    """The passages of a document of the store."""
    described = source | {key: date.fromisoformat(source[key]) for key in DATES if source[key]}
    document = Source(**{**described, "file": Path(source["file"]), "tickers": tuple(source["tickers"])})
    return {"chunks": _rows(chunk_document(document, load_blocks(document, max_bytes), _companies(companies)))}


def _describe(file: str, name: str, url: str | None, companies: list[Json], max_bytes: int) -> Json:
    """What a file that somebody sent is, and its passages."""
    from retrieval.loading.description import describe  # which loads what reading needs not

    draft = describe(Path(file), name, url, _companies(companies), max_bytes)
    entry = draft.entry.model_dump(mode="json", exclude_none=True)
    chunks = _rows(draft.chunks)
    return {"entry": entry, "kind": draft.kind, "pages": draft.pages, "chunks": chunks, "article": draft.article}


TASKS: dict[str, Callable[..., Json]] = {"read": _read, "describe": _describe}


def _companies(companies: list[Json]) -> list[Company]:
    return [Company(**{**each, "aliases": tuple(each["aliases"]), "forms": tuple(each["forms"])}) for each in companies]


def _rows(chunks: Sequence[Chunk]) -> list[list[Any]]:
    return [[c.id, c.document_id, c.ordinal, c.header, c.text, c.section, c.page] for c in chunks]


def _send(replies: IO[bytes], reply: Json, longest: int) -> None:
    content = json.dumps(reply, default=str).encode()
    if len(content) > longest:
        content = json.dumps({"refused": "it holds more text than can be indexed", "heard": []}).encode()
    replies.write(LENGTH.pack(len(content)) + content)
    replies.flush()


def _limit(name: str, most: int) -> None:
    """Set a limit of this process where the system knows it; macOS knows no limit of memory."""
    with suppress(ImportError, AttributeError, ValueError, OSError):
        import resource

        limit = getattr(resource, name)
        resource.setrlimit(limit, (most, resource.getrlimit(limit)[1]))


class _Heard(logging.Handler):
    """Gathers the warnings of the parsers, which the process that asks writes to its own log."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self._messages.append(record.getMessage())

    def taken(self) -> list[str]:
        messages, self._messages = self._messages, []
        return messages


if __name__ == "__main__":
    main()
