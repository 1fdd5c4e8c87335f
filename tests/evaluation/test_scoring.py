"""Scoring, on answers made up for it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from retrieval.types import Answer, Citation, ScoredChunk, Status
from tests.evaluation.golden import ask_all, by_refusal, render
from tests.evaluation.questions import Question
from tests.evaluation.scoring import Outcome, Summary, Verdict, contains, missing_strings, score, summarise

OIL = Question(
    id="q1", kind="answerable", text="?", style=(), docs=("a", "b"), must_contain=("$5.7 million",),
    must_contain_any=(("rose", "increase"),),
)  # fmt: skip
PIE = Question(id="q2", kind="offtopic", text="pie?", style=(), refusal="out-of-scope", after="?")


def answer(text: str, *cited: str, status: Status = "answered", ms: int = 4) -> Answer:
    citations = tuple(
        Citation(n, f"c{n}", document, "t", "news", None, None, None, "", "q") for n, document in enumerate(cited, 1)
    )
    return Answer("?", status, text, citations, ms=ms)


@pytest.mark.parametrize(
    ("given", "verdict", "is_good"),
    [
        (answer("Revenue ROSE to $5.7 million [1].", "b"), "right", True),
        (answer("Revenue rose to $5.7 million [1].", "c"), "uncited", False),
        (answer("Revenue rose to $5.8 million [1].", "a"), "wrong", False),
        (answer("Nothing.", status="not_found"), "refused", False),
    ],
)
def test_score__answerable(given: Answer, verdict: Verdict, is_good: bool) -> None:
    outcome = score(OIL, given)
    assert (outcome.verdict, outcome.is_good) == (verdict, is_good)


def test_score__a_question_to_be_refused() -> None:
    assert score(PIE, answer("No.", status="not_found")).is_good
    assert score(PIE, answer("Take 3 eggs [1].", "a")).verdict == "wrong"


def test_score__every_document_where_the_question_needs_all() -> None:
    both = OIL.model_copy(update={"match": "all"})
    text = "It rose to $5.7 million [1]."
    assert not score(both, answer(text, "a")).is_cited
    assert score(both, answer(text, "a", "b", "c")).is_cited


def test_missing_strings__names_strings_and_groups() -> None:
    assert missing_strings(OIL, "Revenue fell.") == ("$5.7 million", "rose | increase")


@pytest.mark.parametrize(
    ("text", "string", "is_there"),
    [
        ("up 16% that day", "6%", False),
        ("up 6% that day", "6%", True),
        ("made 12,917 t", "917", False),
        ("made 917, a record", "917", True),
        ("paid 3.25", "3.2", False),
        ("about $40 million", "$4", False),
        ("**NdPr**\u00a0oxide,\nsold", "ndpr oxide, sold", True),
        ("It is not binding.", "Not Binding", True),
    ],
)
def test_contains(text: str, string: str, is_there: bool) -> None:
    assert contains(text, string) is is_there


def outcomes() -> list[Outcome]:
    return [
        score(OIL, answer("It rose to $5.7 million [1].", "a", ms=2)),
        score(OIL, answer("It is known.\nIt rose to $5.7 million [1].", "c", ms=4)),
        score(OIL, answer("It rose [1].", "a", ms=6)),
        score(OIL, answer("", status="not_found", ms=8)),
        score(PIE, answer("", status="not_found", ms=30)),
        score(PIE, answer("3 eggs [1]", "a", ms=40)),
    ]


def test_summarise() -> None:
    assert summarise(outcomes()) == Summary(
        answerable=4, answered=3, led=2, complete=2, right=1, refusable=2, refused=1, median_ms=7.0
    )


def test_by_refusal() -> None:
    assert by_refusal(outcomes()) == {"out-of-scope": (1, 2)}


def test_render__shows_what_is_missing_and_the_sums() -> None:
    lines = render(outcomes(), outcomes()[:3] + outcomes()[-1:]).splitlines()
    assert "q1  wrong    cited  NOT AS WANTED  ?         $5.7 million" in lines
    assert "answerable: with a required string in the first line  2 of 4 (50 %)  2 of 3 (67 %)" in lines
    assert "answerable: and with a right citation                 1 of 4 (25 %)  1 of 3 (33 %)" in lines
    assert "to be refused: refused                                1 of 2 (50 %)  0 of 1 (0 %)" in lines
    assert lines[-1] == "median time 7 ms; not as wanted: q1 q1 q1 q2"


class Parrot:
    """A retrieval that answers with the history it was given."""

    def ask(self, question: str, history: Sequence[str]) -> Answer:
        return answer(" ".join([*history, question]))

    def search(self, question: str, k: int) -> list[ScoredChunk]:
        raise NotImplementedError


def test_ask_all__gives_each_question_its_conversation() -> None:
    assert [outcome.text for outcome in ask_all(Parrot(), [OIL, PIE])] == ["?", "? pie?"]
