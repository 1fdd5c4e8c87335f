"""Sentence choice and refusing on CLAPNQ: the half used for fitting, the other one, and both in cross-validation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import mean
from typing import Any

from retrieval import answering
from retrieval.settings import read_toml
from tests.evaluation.baseline import NearestSentences
from tests.evaluation.fit import fit, passage_examples, question_examples
from tests.evaluation.metrics import auroc, balanced_accuracy, f1
from tests.evaluation.passages import QUESTIONS, PassageQuestion, load_passage_questions, passage_store, split_halves
from tests.evaluation.reader import ExtractiveReader, Reader
from tests.evaluation.report import table
from tests.evaluation.stores import NotMeasurable

CROSSED = "both, each with weights fitted on the other"


@dataclass(frozen=True, slots=True)
class Scores:
    """Means over the questions of one half or both."""

    questions: int
    sentence_f1: float
    auroc: float
    balanced_accuracy: float


def measure_clapnq() -> tuple[str, dict[str, Any]]:
    """The report, and the results as JSON. Raises `NotMeasurable`."""
    if not QUESTIONS.is_file():
        raise NotMeasurable(f"{QUESTIONS} is not here")
    questions = load_passage_questions(QUESTIONS)
    halves = split_halves(questions)
    development = question_examples("development.toml")
    with passage_store(questions) as retrieval:
        reader = ExtractiveReader(retrieval, read_toml(answering.WEIGHTS))
        nearest = NearestSentences(retrieval._searcher.encoder).with_threshold(halves["fitted"])
        swapped = ExtractiveReader(retrieval, fit([*development, *passage_examples(retrieval, halves["other"])]))
        scores = {name: measure((reader, half)) for name, half in halves.items()}
        scores[CROSSED] = measure((swapped, halves["fitted"]), (reader, halves["other"]))
        baseline = {f"{name}, nearest sentences": measure((nearest, half)) for name, half in halves.items()}
    rows = [
        (name, s.questions, f"{s.sentence_f1:.3f}", f"{s.auroc:.3f}", f"{s.balanced_accuracy:.3f}")
        for name, s in (*scores.items(), *baseline.items())
    ]
    report = table(("half", "questions", "sentence F1", "refusing AUROC", "balanced accuracy"), rows)
    return report, {name: asdict(score) for name, score in scores.items()}


def measure(*parts: tuple[Reader, Sequence[PassageQuestion]]) -> Scores:
    """The scores over all questions, each read by the reader of its part.

    Sentence F1 is the mean over the answerable questions for which people chose any sentence.
    """
    chosen: list[float] = []
    sure: dict[bool, list[float]] = {True: [], False: []}  # by whether the question is answerable
    answered: dict[bool, list[bool]] = {True: [], False: []}
    for reader, questions in parts:
        for question in questions:
            reading = reader.read(question)
            sure[question.is_answerable].append(reading.confidence)
            answered[question.is_answerable].append(reading.confidence >= reader.threshold)
            if question.selected:
                chosen.append(f1(reading.chosen, question.selected))
    return Scores(
        questions=sum(len(questions) for _, questions in parts),
        sentence_f1=mean(chosen),
        auroc=auroc(sure[True], sure[False]),
        balanced_accuracy=balanced_accuracy(answered[True], answered[False]),
    )
