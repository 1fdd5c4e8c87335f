"""CLAPNQ: questions with one passage each, split into sentences, and the half of them that weights may be fitted on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from retrieval.store import Retrieval
from tests.evaluation.stores import SHARED, STORES, store_in

QUESTIONS = SHARED / "clapnq_half.jsonl"


@dataclass(frozen=True, slots=True)
class PassageQuestion:
    """A question with its one passage; `selected` are the places of the sentences that people chose for the answer."""

    id: str
    text: str
    title: str
    sentences: tuple[str, ...]
    selected: frozenset[int]
    is_answerable: bool


def load_passage_questions(path: Path) -> list[PassageQuestion]:
    """The questions of a JSON-lines file."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        PassageQuestion(
            id=row["id"],
            text=row["question"],
            title=row["title"],
            sentences=tuple(row["sentences"]),
            selected=frozenset(row["sentences"].index(sentence) for sentence in row["selected_sentences"]),
            is_answerable=row["answerable"],
        )
        for row in rows
    ]


def split_halves(questions: Sequence[PassageQuestion]) -> dict[str, list[PassageQuestion]]:
    """The half that weights may be fitted on, and the other one."""
    return {
        "fitted": [question for question in questions if is_for_fitting(question.id)],
        "other": [question for question in questions if not is_for_fitting(question.id)],
    }


def is_for_fitting(question_id: str) -> bool:
    """Whether weights may be fitted on this question: a coin thrown once and for all, by its id."""
    return hashlib.sha256(question_id.encode()).digest()[0] % 2 == 0


@contextmanager
def passage_store(questions: Sequence[PassageQuestion]) -> Iterator[Retrieval]:
    """An opened store of the passages of `questions`."""
    folder = STORES / "clapnq"
    write_passages(folder, questions)
    with store_in(folder) as retrieval:
        yield retrieval


def write_passages(folder: Path, questions: Sequence[PassageQuestion]) -> None:
    """Make `folder` a document store of the passages, so that the rarity of words is that of these passages."""
    folder.mkdir(parents=True, exist_ok=True)
    entries = []
    for question in questions:
        (folder / f"{question.id}.md").write_text("\n\n".join(question.sentences), encoding="utf-8")
        title = json.dumps(question.title, ensure_ascii=False)
        entries.append(f'[[document]]\nid = "{question.id}"\ntitle = {title}\nfile = "{question.id}.md"\n')
    (folder / "catalogue.toml").write_text("\n".join(entries), encoding="utf-8")
