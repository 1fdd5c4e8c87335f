from collections.abc import Iterator
from contextlib import closing

import pytest

from retrieval import open_retrieval
from retrieval.settings import load_settings
from retrieval.store import Retrieval
from tests.retrieval import filings
from tests.retrieval.stores import INDEXED_AT, write_store


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retrieval]:
    config = write_store(tmp_path_factory.mktemp("filings"), filings.FILES, filings.CATALOGUE)
    (config.parent / "companies.toml").write_text(filings.COMPANIES, encoding="utf-8")
    with closing(open_retrieval(load_settings(config))) as opened:
        opened.reindex(INDEXED_AT)
        yield opened


def lines(retrieval: Retrieval, question: str) -> list[str]:
    """The lines of an answer without bullets; its quotes stand in their passages."""
    answer = retrieval.ask(question)
    for citation in answer.citations:
        chunk = retrieval.chunk(citation.chunk_id)
        assert chunk
        assert citation.quote in chunk.text
    return [line.removeprefix("• ") for line in answer.text.splitlines()]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What were Acme's net sales?", "Net sales · Quarter Ended June 30, 2024: $1,250 million [1]"),
        ("Acme's revenue in Q1 2024", "Net sales · Three Months Ended March 31, 2024: $1,150 million [1]"),
        ("What was Acme's revenue in Q2 2023?", "Net sales · Quarter Ended June 30, 2023: $1,000 million [1]"),
        (
            "What were Acme's sales for the six months ended June 30, 2024?",
            "Net sales · Six Months Ended June 30, 2024: $2,400 million [1]",
        ),
        (
            "How much net income did Acme report in Q2 2024?",
            "Net income (loss) · Quarter Ended June 30, 2024: −$25 million [1]",
        ),
        (
            "What was Acme's diluted EPS in Q2 2024?",
            "Diluted earnings per share · Quarter Ended June 30, 2024: −$0.05 [1]",
        ),
        (
            "What was Acme's long-term debt at December 31, 2023?",
            "Long-term debt · December 31, 2023: $210 million [1]",
        ),
    ],
)
def test_claims__the_row_and_the_column_that_are_asked_for(acme: Retrieval, question: str, answer: str) -> None:
    assert lines(acme, question) == [answer]


@pytest.mark.parametrize(
    ("question", "last"),
    [
        (
            "How much did Acme's revenue grow in Q2 2024?",
            "Change in Net sales: 1,250 − 1,000 = +$250 million; (1,250 − 1,000) / 1,000 = +25.0% [1]",
        ),
        (
            "How did Acme's net sales change from Q1 2024 to Q2 2024?",
            "Change in Net sales: 1,250 − 1,150 = +$100 million; (1,250 − 1,150) / 1,150 ≈ +8.7% (rounded) [2][1]",
        ),
        (
            "How did Acme's revenue change in Q2 2024 from the previous quarter?",
            "Change in Net sales: 1,250 − 1,150 = +$100 million; (1,250 − 1,150) / 1,150 ≈ +8.7% (rounded) [2][1]",
        ),
        ("By how much did Acme's anvils net sales grow in Q2 2024?", "Change in Anvils net sales, as stated: 13% [1]"),
        (
            "What was Acme's gross margin in Q2 2024?",
            "Gross margin · Quarter Ended June 30, 2024: Gross profit / Net sales = 450 / 1,250 = 36.0% [1][2]",
        ),
        (
            "What is Acme's current ratio?",
            "Current ratio · June 30, 2024: Total current assets / Total current liabilities = 600 / 400 = 1.50 [1][2]",
        ),
        (
            "What is Acme's total debt?",
            "Total debt · June 30, 2024: Short-term borrowings + Long-term debt = 40 + 200 = $240 million [1][2]",
        ),
        (
            "What was Acme's free cash flow?",
            "Free cash flow · Six Months Ended June 30, 2024: Net cash provided by operating activities"
            " − Purchases of property, plant and equipment = 300 − 120 = $180 million [1][2]",
        ),
        (
            "What was Acme's gross profit as a percentage of revenue in Q2 2023?",
            "Gross profit / Net sales · Quarter Ended June 30, 2023: 300 / 1,000 = 30.0% [1][2]",
        ),
    ],
)
def test_claims__what_is_worked_out_is_shown_as_its_formula(acme: Retrieval, question: str, last: str) -> None:
    assert lines(acme, question)[-1] == last


def test_claims__each_period_of_a_question(acme: Retrieval) -> None:
    expected = [
        "Net sales · Three Months Ended March 31, 2024: $1,150 million [1]",
        "Net sales · Quarter Ended June 30, 2024: $1,250 million [2]",
    ]
    assert lines(acme, "What was Acme's revenue in Q1 2024 and Q2 2024?") == expected
    assert lines(acme, "Acme's revenue in each quarter of 2024") == expected


@pytest.mark.parametrize(
    "question",
    [
        "What was Acme's revenue from rockets in Q2 2024?",  # no such row
        "What was Acme's revenue in Q2 2019?",  # no such column
        "Why did Acme's revenue grow in Q2 2024?",
        "What was the operating margin of Acme in Q2 2024?",  # a part is missing
        "Is Acme's revenue high?",
    ],
)
def test_claims__nothing_is_taken_for_another_figure(acme: Retrieval, question: str) -> None:
    assert not any(" · " in line and "Ended" in line and line.count(":") == 1 for line in lines(acme, question))
