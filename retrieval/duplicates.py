"""Whether the index holds a document already, under another name or in another wrapping."""

from __future__ import annotations

import filecmp
import re
from collections.abc import Sequence
from pathlib import Path

from retrieval.manifest import Manifest
from retrieval.types import Chunk

RUN = 6  # words that follow each other
SAME_TEXT = 0.8  # of the runs of words of both documents that both have
LIKE_LENGTH = 0.7  # of the longer of two texts: where the other is shorter, they are not compared
SAMPLE = 4  # passages that are looked at before all of them
WORD = re.compile(r"\w+")


def duplicate_of(file: Path, chunks: Sequence[Chunk], manifest: Manifest) -> str | None:
    """The id of an indexed document that has the same bytes as `file`, or nearly the same words as `chunks`."""
    documents = manifest.documents()
    for document in documents:
        if _is_same_file(file, document.source.file):
            return document.source.id
    length, runs = _length(chunks), _runs(chunks)
    for document in documents:
        held = manifest.chunks_of(document.source.id)
        short, long = sorted((length, _length(held)))
        if short >= LIKE_LENGTH * long and _may_be_same(runs, held) and _likeness(runs, _runs(held)) >= SAME_TEXT:
            return document.source.id
    return None


def _is_same_file(file: Path, other: Path) -> bool:
    try:
        return file.stat().st_size == other.stat().st_size and filecmp.cmp(file, other, shallow=False)
    except OSError:
        return False


def _length(chunks: Sequence[Chunk]) -> int:
    return sum(len(chunk.text) for chunk in chunks)


def _runs(chunks: Sequence[Chunk]) -> set[tuple[str, ...]]:
    words = WORD.findall(" ".join(chunk.text for chunk in chunks).casefold())
    return set(zip(*(words[start:] for start in range(min(RUN, len(words)))), strict=False))


def _may_be_same(runs: set[tuple[str, ...]], held: Sequence[Chunk]) -> bool:
    """Whether a few of the passages `held` are worth comparing all of them, which takes time."""
    some = _runs(held[:: len(held) // SAMPLE + 1])
    return len(some & runs) >= SAME_TEXT / 2 * len(some)


def _likeness(one: set[tuple[str, ...]], other: set[tuple[str, ...]]) -> float:
    return len(one & other) / max(1, len(one | other))
