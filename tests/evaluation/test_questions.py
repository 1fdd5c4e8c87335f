"""The question files keep their own promises: unique ids, known documents, and required strings that stand in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from rapidfuzz import fuzz

from retrieval.catalogue import load_catalogue
from retrieval.types import Source
from tests.evaluation.questions import GOLDEN, Question, history_of, load_questions
from tests.evaluation.scoring import contains
from tests.evaluation.stores import ROOT

FILES = ("development.toml", "questions.toml", "unseen.toml")
DEVELOPMENT = load_questions(GOLDEN / "development.toml")


@pytest.fixture(scope="module")
def sources() -> dict[str, Source]:
    found, problems = load_catalogue(ROOT / "docs_store" / "catalogue.toml")
    assert problems == ()
    return {source.id: source for source in found}


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8").split("+++", 2)[2]


@pytest.mark.parametrize("name", FILES)
def test_ids_and_conversations_are_unique(name: str) -> None:
    questions = load_questions(GOLDEN / name)
    ids = [question.id for question in questions]
    asked = [(question.after, question.text) for question in questions]
    assert len(set(ids)) == len(ids)
    assert len(set(asked)) == len(asked)


@pytest.mark.parametrize("name", FILES)
def test_required_strings_stand_in_an_expected_document(name: str, sources: dict[str, Source]) -> None:
    astray = []
    for question in load_questions(GOLDEN / name):
        texts = [text_of(sources[document].file) for document in question.docs]
        groups = [(string,) for string in question.must_contain] + list(question.must_contain_any)
        astray += [
            (question.id, group)
            for group in groups
            if not any(contains(text, string) for text in texts for string in group)
        ]
    assert astray == []


@pytest.mark.parametrize("name", FILES)
def test_every_question_says_what_is_wanted(name: str, sources: dict[str, Source]) -> None:
    for question in load_questions(GOLDEN / name):
        required = bool(question.must_contain or question.must_contain_any)
        assert (bool(question.docs), required) == (question.is_answerable, question.is_answerable), question.id
        assert (question.refusal is None) == question.is_answerable, question.id
        assert set(question.docs + question.near) <= set(sources), question.id


def test_development_questions_cover_every_document(sources: dict[str, Source]) -> None:
    counts = {source: sum(source in question.docs for question in DEVELOPMENT) for source in sources}
    assert min(counts.values()) >= 8


def test_development_questions_follow_one_that_stands_before_them() -> None:
    texts: set[str] = set()
    for question in DEVELOPMENT:
        assert question.after is None or question.after in texts, question.id
        texts.add(question.text)


def test_development_questions_are_not_the_golden_ones() -> None:
    golden = [question.text.lower() for question in load_questions(GOLDEN / "questions.toml")]
    near = [
        question.id
        for question in DEVELOPMENT
        if any(fuzz.token_sort_ratio(question.text.lower(), other) >= 85 for other in golden)
    ]
    assert near == []


def question_after(text: str, after: str | None) -> Question:
    return Question(id=text, kind="offtopic", text=text, style=(), after=after)


def test_history_of__goes_back_to_the_first_question() -> None:
    first, second, third = question_after("a", None), question_after("b", "a"), question_after("c", "b")
    assert history_of(third, (first, second, third)) == ["a", "b"]
    assert history_of(first, (first, second, third)) == []


def test_history_of__keeps_a_question_that_is_in_no_file() -> None:
    assert history_of(question_after("b", "a"), ()) == ["a"]


def test_history_of__ends_where_questions_follow_each_other_in_a_circle() -> None:
    one, other = question_after("a", "b"), question_after("b", "a")
    assert history_of(one, (one, other)) == ["b", "a", "b"]
