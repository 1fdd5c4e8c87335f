"""Measuring on filings: the store that is made for it, and the counting."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from retrieval.catalogue import load_catalogue, load_companies
from retrieval.types import Answer, Chunk, ScoredChunk, Source
from tests.evaluation import tenq
from tests.evaluation.figures import Figure
from tests.evaluation.stores import NotMeasurable
from tests.evaluation.tenq import FilingOutcome, FilingQuestion, ask, load_filing_questions, sums, write_store


def test_write_store__describes_reports_by_their_names(tmp_path: Path) -> None:
    report = tmp_path / "2023_Q1_MSFT.pdf"
    report.write_bytes(b"%PDF-1.7")
    store = tmp_path / "store"
    write_store(store, [report])
    (source,), problems = load_catalogue(store / "catalogue.toml")
    assert problems == ()
    assert source == Source(
        id="2023_Q1_MSFT", title="Microsoft Corporation Form 10-Q, Q1 2023", file=store / "2023_Q1_MSFT.pdf",
        kind="filing", tickers=("MSFT",), form="10-Q", fiscal_year=2023, fiscal_quarter=1,
    )  # fmt: skip
    tickers = [company.ticker for company in load_companies(store / "companies.toml")]
    assert tickers == ["AAPL", "AMZN", "INTC", "MSFT", "NVDA"]


def test_write_store__refuses_a_name_that_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "report.pdf").write_bytes(b"%PDF-1.7")
    with pytest.raises(NotMeasurable, match="report: the file name"):
        write_store(tmp_path / "store", [tmp_path / "report.pdf"])


def row(kind: str, answer: str) -> str:
    fields = {"id": "t", "question": " What? ", "type": kind, "documents": ["2023_Q1_MSFT.pdf"], "answer": answer}
    return json.dumps(fields)


def test_load_filing_questions__takes_the_figure_only_where_it_is_the_answer(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    single = "Single-Doc Single-Chunk RAG"
    path.write_text(
        "\n".join([row(single, "$7,709 million in Q1 2023"), row(single, "$1 and $2"), row("Multi-Doc RAG", "$7,709")])
    )
    figures = [question.figure for question in load_filing_questions(path)]
    assert figures == [Figure(Decimal(7709), 4, 6), None, None]


class TwoHits:
    """A retrieval that finds another report first and answers with a table row."""

    def ask(self, question: str, history: Sequence[str]) -> Answer:
        return Answer(question, "answered", "Research and development | 7,709 [1]")

    def search(self, question: str, k: int) -> list[ScoredChunk]:
        return [
            ScoredChunk(Chunk("c", name, 0, "", "text"), Source(name, name, Path(name)), 1.0)
            for name in ("2022_Q3_AAPL", "2023_Q1_AAPL")
        ]


def test_ask() -> None:
    question = FilingQuestion("t", "What?", ("2023_Q1_AAPL",), Figure(Decimal(7709), 4, 6))
    outcome = ask(TwoHits(), question)
    assert (outcome.rank, outcome.is_answered, outcome.has_figure) == (2, True, True)


def test_sums() -> None:
    question = FilingQuestion("t", "What?", ("a",))
    outcomes = [
        FilingOutcome(question, 1, True, True, ""),
        FilingOutcome(question, 3, True, False, ""),
        FilingOutcome(question, 4, True, None, ""),
        FilingOutcome(question, None, False, None, ""),
    ]
    assert sums(outcomes) == [
        ("right document first", "1 of 4 (25 %)"),
        ("right document in the first three", "2 of 4 (50 %)"),
        ("answered", "3 of 4 (75 %)"),
        ("right figure in the answer", "1 of 2 (50 %)"),
    ]


def test_measure_tenq__says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tenq, "REPORTS", tmp_path / "nothing")
    with pytest.raises(NotMeasurable, match="is not here"):
        tenq.measure_tenq()
