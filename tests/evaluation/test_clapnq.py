"""Measuring sentence choice and refusing, on passages made up for it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.evaluation import clapnq
from tests.evaluation.clapnq import PassageQuestion, load_passage_questions, measure, split_halves
from tests.evaluation.stores import NotMeasurable


class FirstTwo:
    """Chooses the first two sentences and is surer of longer passages."""

    threshold = 3.0

    def choose_sentences(self, question: str, sentences: Sequence[str]) -> Sequence[int]:
        return range(min(2, len(sentences)))

    def confidence(self, question: str, title: str, sentences: Sequence[str]) -> float:
        return float(len(sentences))


def passage(name: str, sentences: int, *selected: int) -> PassageQuestion:
    texts = tuple(f"s{n}" for n in range(sentences))
    return PassageQuestion(name, "?", "t", texts, frozenset(selected), is_answerable=bool(selected))


def test_measure() -> None:
    questions = [passage("a", 4, 0, 1), passage("b", 2, 1), passage("c", 3), passage("d", 1)]
    scores = measure(FirstTwo(), questions)
    assert (scores.questions, scores.auroc, scores.balanced_accuracy) == (4, 0.75, 0.5)
    assert scores.sentence_f1 == pytest.approx(5 / 6)


def test_load_passage_questions(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    fields = {"id": "7", "question": "who", "title": "T", "sentences": ["a .", "b .", "c ."], "answerable": True}
    path.write_text(json.dumps(fields | {"answer": "c", "selected_sentences": ["c ."]}) + "\n")
    assert load_passage_questions(path) == [
        PassageQuestion("7", "who", "T", ("a .", "b .", "c ."), frozenset({2}), is_answerable=True)
    ]


def test_split_halves__is_settled_by_the_id() -> None:
    questions = [passage(str(number), 1) for number in range(200)]
    halves = split_halves(questions)
    assert {name: len(half) for name, half in halves.items()} == {"fitted": 96, "other": 104}
    assert split_halves(halves["other"]) == {"fitted": [], "other": halves["other"]}


def test_measure_clapnq__says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clapnq, "QUESTIONS", tmp_path / "nothing.jsonl")
    with pytest.raises(NotMeasurable, match="is not here"):
        clapnq.measure_clapnq()
