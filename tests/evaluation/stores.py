"""Document stores to measure on, each with an index of its own under `var/evaluation`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from retrieval import open_retrieval
from retrieval.settings import Documents, Index, Settings, load_settings
from retrieval.types import Answer, Progress, ScoredChunk

if TYPE_CHECKING:
    from retrieval.store import Retrieval

ROOT = Path(__file__).resolve().parents[2]
STORES = ROOT / "var" / "evaluation"
SHARED = ROOT.parent / "shared" / "eval"


class NotMeasurable(Exception):
    """What is to be measured is not here; the message says what is missing."""


class Answering(Protocol):
    """The part of the public door that is measured."""

    def ask(self, question: str, history: Sequence[str]) -> Answer:
        """Answer one question, `history` being what was asked before it, oldest first."""

    def search(self, question: str, k: int) -> list[ScoredChunk]:
        """The best `k` passages, best first."""


@contextmanager
def bundled_store() -> Iterator[Retrieval]:
    """The documents that come with the product, answered from as `config.toml` says."""
    with reindexed(load_settings(ROOT / "config.toml"), "bundled") as retrieval:
        yield retrieval


@contextmanager
def store_in(folder: Path) -> Iterator[Retrieval]:
    """The documents that `catalogue.toml` in `folder` names, answered from as `config.toml` of the product says."""
    documents = Documents(catalogue=folder / "catalogue.toml", companies=folder / "companies.toml")
    settings = load_settings(ROOT / "config.toml").model_copy(update={"documents": documents})
    with reindexed(settings, folder.name) as retrieval:
        yield retrieval


@contextmanager
def reindexed(settings: Settings, name: str) -> Iterator[Retrieval]:
    """An opened store whose index, called `name`, is up to date.

    Raises `NotMeasurable`, with names and reasons, where documents are unreadable.
    """
    index = Index(path=STORES / f"{name}-index")
    with closing(open_retrieval(settings.model_copy(update={"index": index}))) as retrieval:
        report = retrieval.reindex(datetime.now(UTC), on_progress=_show)
        if report.problems:
            raise NotMeasurable("; ".join(f"{problem.document_id}: {problem.reason}" for problem in report.problems))
        yield retrieval


def _show(progress: Progress) -> None:
    if sys.stderr.isatty():
        done, total = progress.documents, progress.of_documents
        end = "\n" if done == total else ""
        said = f"\rindexing: {done} of {total} documents, {progress.chunks} new passages"
        print(said, end=end, file=sys.stderr, flush=True)
