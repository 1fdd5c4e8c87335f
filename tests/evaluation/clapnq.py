"""Sentence choice and refusing on CLAPNQ: one passage a question, the half used for fitting and the other one apart."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import mean
from typing import Any, Protocol

from tests.evaluation.metrics import auroc, balanced_accuracy, f1
from tests.evaluation.report import table
from tests.evaluation.stores import SHARED, NotMeasurable

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


class Reader(Protocol):
    """What is measured: it picks sentences, and says how sure it is that the passage answers."""

    threshold: float

    def choose_sentences(self, question: str, sentences: Sequence[str]) -> Sequence[int]:
        """The places, from 0, of the sentences that answer."""

    def confidence(self, question: str, title: str, sentences: Sequence[str]) -> float:
        """Higher where the passage is more likely to answer; at `threshold` and above it is answered from."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Means over one half of the questions."""

    questions: int
    sentence_f1: float
    auroc: float
    balanced_accuracy: float


def measure_clapnq() -> tuple[str, dict[str, Any]]:
    """The report, and the results as JSON. Raises `NotMeasurable`."""
    if not QUESTIONS.is_file():
        raise NotMeasurable(f"{QUESTIONS} is not here")
    halves = split_halves(load_passage_questions(QUESTIONS))
    reader = extractive_reader()
    scores = {name: measure(reader, questions) for name, questions in halves.items()}
    rows = [
        (name, s.questions, f"{s.sentence_f1:.3f}", f"{s.auroc:.3f}", f"{s.balanced_accuracy:.3f}")
        for name, s in scores.items()
    ]
    report = table(("half", "questions", "sentence F1", "refusing AUROC", "balanced accuracy"), rows)
    return report, {name: asdict(score) for name, score in scores.items()}


def extractive_reader() -> Reader:
    """The extractive answerer as a `Reader`."""
    raise NotMeasurable("the extractive answerer does not offer its sentence choice yet")


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


def measure(reader: Reader, questions: Sequence[PassageQuestion]) -> Scores:
    """Sentence F1 is the mean over the answerable questions for which people chose any sentence."""
    choices = [question for question in questions if question.selected]
    sure = {question.id: reader.confidence(question.text, question.title, question.sentences) for question in questions}
    answerable = [sure[question.id] for question in questions if question.is_answerable]
    unanswerable = [sure[question.id] for question in questions if not question.is_answerable]
    return Scores(
        questions=len(questions),
        sentence_f1=mean(f1(reader.choose_sentences(q.text, q.sentences), q.selected) for q in choices),
        auroc=auroc(answerable, unanswerable),
        balanced_accuracy=balanced_accuracy(
            [value >= reader.threshold for value in answerable], [value >= reader.threshold for value in unanswerable]
        ),
    )
