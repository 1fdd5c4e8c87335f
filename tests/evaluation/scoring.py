"""Is an answer right, cited from the right document, or rightly refused? Pure functions over finished answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from retrieval.types import Answer
from tests.evaluation.questions import Question

Verdict = Literal["right", "uncited", "wrong", "refused"]
TYPOGRAPHY = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2011": "-", "\u2019": "'", "*": None})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question. `missing` lists the required strings that the answer lacks; it is `led` by what was
    asked for where its first line holds one of them.
    """

    question: Question
    is_answered: bool
    is_led: bool
    is_cited: bool
    missing: tuple[str, ...]
    text: str
    ms: int

    @property
    def verdict(self) -> Verdict:
        """What to call it: any answer to a question that must be refused is "wrong"."""
        if not self.is_answered:
            return "refused"
        if self.missing or not self.question.is_answerable:
            return "wrong"
        return "right" if self.is_cited else "uncited"

    @property
    def is_good(self) -> bool:
        return self.verdict == ("right" if self.question.is_answerable else "refused")


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts over many outcomes; `led` answers hold one required string in their first line, `complete` ones every
    one, `right` ones also a right citation.
    """

    answerable: int
    answered: int
    led: int
    complete: int
    right: int
    refusable: int
    refused: int
    median_ms: float


def score(question: Question, answer: Answer) -> Outcome:
    """Judge one answer."""
    return Outcome(
        question=question,
        is_answered=answer.status == "answered",
        is_led=any(contains(answer.text.strip().partition("\n")[0], string) for string in strings_of(question)),
        is_cited=has_expected_citation(question, {citation.document_id for citation in answer.citations}),
        missing=missing_strings(question, answer.text),
        text=answer.text,
        ms=answer.ms,
    )


def has_expected_citation(question: Question, cited: set[str]) -> bool:
    """Whether an expected document is among the cited ones, or all of them where the question needs all."""
    expected = set(question.docs)
    return expected <= cited if question.match == "all" else bool(expected & cited)


def strings_of(question: Question) -> list[str]:
    """All strings that an answer must hold, or may hold one of."""
    return [*question.must_contain, *(string for group in question.must_contain_any for string in group)]


def missing_strings(question: Question, text: str) -> tuple[str, ...]:
    """The required strings that `text` lacks; a group of which none is there is named "a | b"."""
    groups = [(string,) for string in question.must_contain] + list(question.must_contain_any)
    return tuple(" | ".join(group) for group in groups if not any(contains(text, string) for string in group))


def contains(text: str, string: str) -> bool:
    """Whether `text` holds `string`, whatever the case, spacing and markup; "6%" does not stand in "16%"."""
    wanted = re.escape(_plain(string))
    before = r"(?<!\d)(?<!\d[.,])" if string[0].isdigit() else ""
    after = r"(?!\d|[.,]\d)" if string[-1].isdigit() else ""
    return re.search(before + wanted + after, _plain(text)) is not None


def _plain(text: str) -> str:
    return " ".join(text.translate(TYPOGRAPHY).split()).casefold()


def summarise(outcomes: Sequence[Outcome]) -> Summary:
    """Count what became of the answerable questions and of those that must be refused."""
    answerable = [outcome for outcome in outcomes if outcome.question.is_answerable]
    refusable = [outcome for outcome in outcomes if not outcome.question.is_answerable]
    return Summary(
        answerable=len(answerable),
        answered=sum(outcome.is_answered for outcome in answerable),
        led=sum(outcome.is_answered and outcome.is_led for outcome in answerable),
        complete=sum(outcome.is_answered and not outcome.missing for outcome in answerable),
        right=sum(outcome.is_good for outcome in answerable),
        refusable=len(refusable),
        refused=sum(outcome.is_good for outcome in refusable),
        median_ms=median(outcome.ms for outcome in outcomes) if outcomes else 0.0,
    )
