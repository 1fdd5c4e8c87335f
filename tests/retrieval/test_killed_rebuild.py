"""A process is killed while it makes the index again: the next one serves the old or the new index, whole."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from retrieval import open_retrieval, store
from retrieval.settings import load_settings
from tests.retrieval.encoders import WordEncoder
from tests.retrieval.mines import MINES, SECTIONS, versions, write_mines

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("kills", [2, pytest.param(20, marks=pytest.mark.soak)])
def test_killed_rebuild(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kills: int) -> None:
    monkeypatch.setattr(store, "load_encoder", WordEncoder)
    write_mines(tmp_path)
    chance = random.Random(kills)
    for kill in range(kills):
        rebuild_until_killed(tmp_path, version=100 * kill, seconds=chance.uniform(0, 1.2))
        serves_one_version_and_has_no_orphans(tmp_path)


def rebuild_until_killed(folder: Path, version: int, seconds: float) -> None:
    """Kill the rebuilding process after its first rebuild and so many seconds more, which may be several rebuilds."""
    command = [sys.executable, "-m", "tests.retrieval.rebuilding", str(folder), str(version)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"made\n"
        time.sleep(seconds)
        process.kill()


def serves_one_version_and_has_no_orphans(folder: Path) -> None:
    with closing(open_retrieval(load_settings(folder))) as retrieval:
        index = retrieval._index
        kept = {"lock", "current", index.generation.folder.name, index.previous} - {None}
        assert {path.name for path in (folder / "index").iterdir()} == kept
        index.generation.check()
        hits = retrieval.search("What does the report on the Merlin mine say?", len(MINES) * len(SECTIONS))
        assert len(hits) == len(MINES) * len(SECTIONS)
        [version] = set().union(*versions([hit.chunk.text for hit in hits]).values())
        report = retrieval.reindex(datetime.now(UTC))
        assert len(report.changed) <= len(MINES)
        if index.previous:
            retrieval.rollback()
            hits = retrieval.search("What does the report on the Merlin mine say?", len(MINES) * len(SECTIONS))
            [before] = set().union(*versions([hit.chunk.text for hit in hits]).values())
            assert int(before) < int(version)
            retrieval.rollback()
