"""Measuring sentence choice and refusing, on passages made up for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from retrieval.catalogue import load_catalogue
from tests.evaluation import clapnq
from tests.evaluation.clapnq import measure
from tests.evaluation.passages import PassageQuestion, load_passage_questions, split_halves, write_passages
from tests.evaluation.reader import Reading, sentences_at
from tests.evaluation.stores import NotMeasurable


class FirstTwo:
    """Chooses the first two sentences and is surer of longer passages."""

    threshold = 3.0

    def read(self, question: PassageQuestion) -> Reading:
        return Reading(frozenset(range(min(2, len(question.sentences)))), float(len(question.sentences)))


def passage(name: str, sentences: int, *selected: int) -> PassageQuestion:
    texts = tuple(f"s{n}" for n in range(sentences))
    return PassageQuestion(name, "?", "t", texts, frozenset(selected), is_answerable=bool(selected))


def test_measure() -> None:
    questions = [passage("a", 4, 0, 1), passage("b", 2, 1), passage("c", 3), passage("d", 1)]
    scores = measure((FirstTwo(), questions))
    assert (scores.questions, scores.auroc, scores.balanced_accuracy) == (4, 0.75, 0.5)
    assert scores.sentence_f1 == pytest.approx(5 / 6)


class Reluctant(FirstTwo):
    """Chooses as the other does, and is surer before it answers."""

    threshold = 5.0


def test_measure__reads_each_part_with_its_own_reader() -> None:
    first, second = [passage("a", 4, 0, 1), passage("c", 3)], [passage("b", 4, 1), passage("d", 1)]
    scores = measure((FirstTwo(), first), (Reluctant(), second))
    assert (scores.questions, scores.auroc, scores.balanced_accuracy) == (4, 1.0, 0.5)
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


def test_write_passages__makes_a_document_of_each(tmp_path: Path) -> None:
    write_passages(tmp_path, [passage("-1", 2), passage("2", 1)])
    sources, problems = load_catalogue(tmp_path / "catalogue.toml")
    assert problems == ()
    assert [(source.id, source.file.read_text()) for source in sources] == [("-1", "s0\n\ns1"), ("2", "s0")]


def test_sentences_at__counts_the_characters_before_them() -> None:
    sentences = ("One.", "Two and three.", "Four.")
    assert sentences_at([0, 3], sentences) == {0}
    assert sentences_at([6, 14, 22], sentences) == {1, 2}


def test_measure_clapnq__says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clapnq, "QUESTIONS", tmp_path / "nothing.jsonl")
    with pytest.raises(NotMeasurable, match="is not here"):
        clapnq.measure_clapnq()
