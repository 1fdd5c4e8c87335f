"""Sentence choice and refusing on CLAPNQ, the half used for fitting and the other one apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import mean
from typing import Any

from tests.evaluation.baseline import NearestSentences
from tests.evaluation.metrics import auroc, balanced_accuracy, f1
from tests.evaluation.passages import PassageQuestion, load_passage_questions, split_halves, write_passages
from tests.evaluation.reader import ExtractiveReader, Reader
from tests.evaluation.report import table
from tests.evaluation.stores import SHARED, STORES, NotMeasurable, store_in

QUESTIONS = SHARED / "clapnq_half.jsonl"


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
    questions = load_passage_questions(QUESTIONS)
    folder = STORES / "clapnq"
    write_passages(folder, questions)
    halves = split_halves(questions)
    with store_in(folder) as retrieval:
        reader = ExtractiveReader(retrieval)
        nearest = NearestSentences(retrieval._searcher.encoder).with_threshold(halves["fitted"])
        scores = {name: measure(reader, half) for name, half in halves.items()}
        baseline = {f"{name}, nearest sentences": measure(nearest, half) for name, half in halves.items()}
    rows = [
        (name, s.questions, f"{s.sentence_f1:.3f}", f"{s.auroc:.3f}", f"{s.balanced_accuracy:.3f}")
        for name, s in (*scores.items(), *baseline.items())
    ]
    report = table(("half", "questions", "sentence F1", "refusing AUROC", "balanced accuracy"), rows)
    return report, {name: asdict(score) for name, score in scores.items()}


def measure(reader: Reader, questions: Sequence[PassageQuestion]) -> Scores:
    """Sentence F1 is the mean over the answerable questions for which people chose any sentence."""
    readings = [(question, reader.read(question)) for question in questions]
    answerable = [reading.confidence for question, reading in readings if question.is_answerable]
    unanswerable = [reading.confidence for question, reading in readings if not question.is_answerable]
    return Scores(
        questions=len(questions),
        sentence_f1=mean(f1(reading.chosen, question.selected) for question, reading in readings if question.selected),
        auroc=auroc(answerable, unanswerable),
        balanced_accuracy=balanced_accuracy(
            [value >= reader.threshold for value in answerable], [value >= reader.threshold for value in unanswerable]
        ),
    )
