"""A process that makes an index again and again, each time of another version of all documents, until it is killed."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from retrieval import open_retrieval, store
from retrieval.settings import load_settings
from tests.retrieval.encoders import WordEncoder
from tests.retrieval.mines import MINES, write_mine


def main(folder: Path, version: int) -> None:
    store.load_encoder = WordEncoder  # type: ignore[attr-defined, assignment]
    retrieval = open_retrieval(load_settings(folder))
    for current in count(version):
        for mine in MINES:
            write_mine(folder, mine, current)
        retrieval.reindex(datetime.now(UTC), full=True)
        print("made", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
