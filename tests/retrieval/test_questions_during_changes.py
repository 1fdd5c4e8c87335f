"""Questions from many threads while documents come, change and go, and while all is made again and rolled back."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from retrieval import open_retrieval, store
from retrieval.errors import NothingToRollBack, ReindexCancelled
from retrieval.settings import load_settings
from retrieval.store import Retrieval
from tests.retrieval.encoders import WordEncoder
from tests.retrieval.mines import MINES, SECTIONS, versions, write_catalogue, write_mine, write_mines

NOW = datetime(2026, 2, 3, 12, tzinfo=UTC)
STEADY = MINES[0]  # changes, and is never gone


class Changes:
    """Changes the store, one thing after the other, and knows at any moment which documents are gone.

    `gone` maps a document that is gone to the number of the change that removed it.
    """

    def __init__(self, retrieval: Retrieval, folder: Path, seed: int) -> None:
        self.retrieval = retrieval
        self.folder = folder
        self.gone: dict[str, int] = {}
        self.done: Counter[str] = Counter()
        self._chance = random.Random(seed)
        self._listed = list(MINES)

    def one(self) -> None:
        """Some change, each kind equally often."""
        kinds = (self.change, self.remove, self.bring_back, self.withdraw, self.rebuild, self.roll_back, self.give_up)
        kind = self._chance.choice(kinds)
        kind()
        self.done[kind.__name__] += 1

    def change(self) -> None:
        for mine in self._chance.sample(MINES, 2):
            write_mine(self.folder, mine, self.done.total() + 1)
        self.retrieval.reindex(NOW)

    def remove(self) -> None:
        if len(self._listed) > len(MINES) // 2:
            mine = self._listed.pop(self._chance.randrange(1, len(self._listed)))
            write_catalogue(self.folder, self._listed)
            self.retrieval.reindex(NOW)
            self.gone[mine] = self.done.total()

    def bring_back(self) -> None:
        for mine in MINES:
            if mine not in self._listed:
                self.gone.pop(mine)
                self._listed.append(mine)
        write_catalogue(self.folder, self._listed)
        self.retrieval.reindex(NOW)

    def withdraw(self) -> None:
        mine = self._chance.choice(self._listed[1:])
        if self.retrieval.document(mine):
            self.retrieval.withdraw(mine, NOW)
            self.gone[mine] = self.done.total()
            self.rebuild()
            self.gone.pop(mine)
            self.retrieval.put_back(mine, NOW)

    def rebuild(self) -> None:
        self.retrieval.reindex(NOW, full=True)

    def roll_back(self) -> None:
        try:
            self.retrieval.rollback()
        except NothingToRollBack:
            self.rebuild()

    def give_up(self) -> None:
        with pytest.raises(ReindexCancelled):
            self.retrieval.reindex(NOW, full=True, is_cancelled=lambda: True)


@pytest.fixture
def retrieval(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Retrieval]:
    monkeypatch.setattr(store, "load_encoder", WordEncoder)
    with closing(open_retrieval(load_settings(write_mines(tmp_path)))) as opened:
        opened.reindex(NOW)
        yield opened


@pytest.mark.parametrize(
    ("questions", "threads", "least"), [(100, 6, 7), pytest.param(2000, 20, 50, marks=pytest.mark.soak)]
)
def test_questions_during_changes(
    retrieval: Retrieval, tmp_path: Path, questions: int, threads: int, least: int
) -> None:
    changes = Changes(retrieval, tmp_path, seed=questions)
    is_over = threading.Event()

    def keep_changing() -> None:
        while not (is_over.is_set() and changes.done.total() >= least):
            changes.one()

    with ThreadPoolExecutor(threads + 1) as pool:
        changing = pool.submit(keep_changing)
        try:
            asked = [pool.submit(ask, retrieval, changes, seed) for seed in range(questions)]
            answered = sum(each.result(60) for each in asked)
        finally:
            is_over.set()
        changing.result(60)
    assert answered > questions * 0.5
    assert retrieval.status().documents == len(MINES) - len(changes.gone)
    retrieval._index.generation.check()
    assert len(list((tmp_path / "index").iterdir())) <= len(["current", "lock", "the one in use", "the previous one"])


def ask(retrieval: Retrieval, changes: Changes, seed: int) -> bool:
    """Ask something; whether it was answered."""
    chance = random.Random(seed)
    mine, section = chance.choice(MINES), chance.choice(SECTIONS)
    gone_before = dict(changes.gone)
    answer = retrieval.ask(f"To how many units did {section.lower()} of the {mine} mine come?")
    hits = retrieval.search(f"What does the report on the {mine} mine say?", len(MINES) * len(SECTIONS))
    gone_throughout = {id_ for id_, since in changes.gone.items() if gone_before.get(id_) == since}

    seen = Counter(hit.source.id for hit in hits)
    assert not gone_throughout & {*seen, *(citation.document_id for citation in answer.citations)}
    assert STEADY in seen
    assert set(seen.values()) == {len(SECTIONS)}, seen  # whole documents
    assert all(len(known) == 1 for known in versions([hit.chunk.text for hit in hits]).values())
    return answer.status == "answered"
