"""Asks the bundled documents the questions of one file, in their conversations, and counts what becomes of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from tests.evaluation.baseline import QuickStartAnswers
from tests.evaluation.questions import GOLDEN, Question, history_of, load_questions
from tests.evaluation.report import share, table
from tests.evaluation.scoring import Outcome, score, summarise
from tests.evaluation.stores import Answering, bundled_store


def measure_golden() -> tuple[str, dict[str, Any]]:
    """The golden questions: the report, and the results as JSON."""
    return _measure(load_questions(GOLDEN / "questions.toml"))


def measure_development() -> tuple[str, dict[str, Any]]:
    """The development questions: the report, and the results as JSON."""
    return _measure(load_questions(GOLDEN / "development.toml"))


def measure_unseen() -> tuple[str, dict[str, Any]]:
    """The unseen questions: sums alone, so that nobody is led to mend what becomes of one of them."""
    report, found = _measure(load_questions(GOLDEN / "unseen.toml"))
    return report[report.index("in sum") : report.rindex("; not as wanted")], {"summary": found["summary"]}


def _measure(questions: Sequence[Question]) -> tuple[str, dict[str, Any]]:
    with bundled_store() as retrieval:
        outcomes = ask_all(retrieval, questions)
        baseline = ask_all(QuickStartAnswers(retrieval), questions)
    return render(outcomes, baseline), results(outcomes)


def ask_all(retrieval: Answering, questions: Sequence[Question]) -> list[Outcome]:
    """Ask each question after those that come before it in its conversation."""
    return [score(question, retrieval.ask(question.text, history_of(question, questions))) for question in questions]


def render(outcomes: Sequence[Outcome], baseline: Sequence[Outcome]) -> str:
    """A line per question, then the sums, beside those of the quick-start."""
    rows = [_row(outcome) for outcome in outcomes]
    both = [(name, ours, theirs) for (name, ours), (_, theirs) in zip(_sums(outcomes), _sums(baseline), strict=True)]
    failed = " ".join(outcome.question.id for outcome in outcomes if not outcome.is_good) or "none"
    return "\n\n".join(
        (
            table(("id", "verdict", "", "", "question", "missing"), rows),
            table(("in sum", "", "quick-start"), both),
            f"median time {summarise(outcomes).median_ms:.0f} ms; not as wanted: {failed}",
        )
    )


def _sums(outcomes: Sequence[Outcome]) -> list[tuple[str, str]]:
    summary = summarise(outcomes)
    return [
        ("answerable: answered", share(summary.answered, summary.answerable)),
        ("answerable: with a required string in the first line", share(summary.led, summary.answerable)),
        ("answerable: with every required string", share(summary.complete, summary.answerable)),
        ("answerable: and with a right citation", share(summary.right, summary.answerable)),
        ("to be refused: refused", share(summary.refused, summary.refusable)),
        *((f"  {reason}", share(*counts)) for reason, counts in by_refusal(outcomes).items()),
    ]


def _row(outcome: Outcome) -> tuple[str, ...]:
    question = outcome.question
    missing = "; ".join(outcome.missing) if outcome.verdict == "wrong" else ""
    flag = "" if outcome.is_good else "NOT AS WANTED"
    return (question.id, outcome.verdict, "cited" if outcome.is_cited else "", flag, question.text, missing)


def by_refusal(outcomes: Sequence[Outcome]) -> dict[str, tuple[int, int]]:
    """How many were refused, of how many, for each reason to refuse."""
    refusable = [outcome for outcome in outcomes if not outcome.question.is_answerable]
    totals = Counter(str(outcome.question.refusal) for outcome in refusable)
    refused = Counter(str(outcome.question.refusal) for outcome in refusable if outcome.is_good)
    return {reason: (refused[reason], total) for reason, total in totals.items()}


def results(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The same as values for JSON."""
    return {
        "summary": asdict(summarise(outcomes)),
        "questions": [
            {
                "id": outcome.question.id,
                "kind": outcome.question.kind,
                "verdict": outcome.verdict,
                "is_good": outcome.is_good,
                "is_cited": outcome.is_cited,
                "missing": list(outcome.missing),
                "answer": outcome.text,
                "ms": outcome.ms,
            }
            for outcome in outcomes
        ],
    }
