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


@pytest.fixture(scope="module")
def boreal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retrieval]:
    config = write_store(tmp_path_factory.mktemp("boreal"), filings.BOREAL_FILES, filings.BOREAL)
    (config.parent / "companies.toml").write_text(filings.BOREAL_COMPANIES, encoding="utf-8")
    with closing(open_retrieval(load_settings(config))) as opened:
        opened.reindex(INDEXED_AT)
        yield opened


@pytest.fixture(scope="module")
def ceres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retrieval]:
    config = write_store(tmp_path_factory.mktemp("ceres"), {"ceres.md": filings.CERES_PROFILE}, filings.CERES)
    (config.parent / "companies.toml").write_text(filings.CERES_COMPANIES, encoding="utf-8")
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


REVENUES = [
    "Revenue · Three Months Ended April 30, 2023: $700 million [1]",
    "Net revenue · Three Months Ended July 30, 2023: $900 million [2]",
]
INVENTORIES = ["Inventories · April 30, 2023: $60 million [1]", "Inventories · July 30, 2023: $75 million [2]"]
RESEARCH = [
    "Research and development · Three Months Ended April 30, 2023: $120 million [1]",
    "Research and development · Three Months Ended July 30, 2023: $130 million [2]",
]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How has Boreal's total net sales trended over time?", REVENUES),
        ("Has Boreal's revenue fluctuated from quarter to quarter? If so, what are the key drivers?", REVENUES),
        ("Boreal revenue in these 10-Qs", REVENUES),
        ("Which quarter had the highest revenue at Boreal?", REVENUES),
        ("How have Boreal's inventory levels changed across these quarters, and what might it indicate?", INVENTORIES),
        ("Can any trends be identified in Boreal's inventories over the reported periods?", INVENTORIES),
        ("Boreal's R&D in the most recent quarter compared to previous quarters", RESEARCH),
        ("Comparing the last quarter to previous ones, how has Boreal's R&D changed, and what could follow?", RESEARCH),
        (
            "How did Delta Lamps' net sales change over the last three years?",
            [
                "Net sales · Year Ended December 31, 2022: $3,800 thousand [1]",
                "Net sales · Year Ended December 31, 2023: $4,000 thousand [1]",
                "Net sales · Year Ended December 31, 2024: $4,100 thousand [1]",
            ],
        ),
        (
            "Delta Lamps gross profit by year",
            [
                "Gross profit · Year Ended December 31, 2022: "
                "Net sales − Cost of sales = 3,800 − 2,000 = $1,800 thousand [1][2]",
                "Gross profit · Year Ended December 31, 2023: "
                "Net sales − Cost of sales = 4,000 − 2,100 = $1,900 thousand [1][2]",
                "Gross profit · Year Ended December 31, 2024: "
                "Net sales − Cost of sales = 4,100 − 2,050 = $2,050 thousand [1][2]",
            ],
        ),
    ],
)
def test_claims__a_row_of_each_period_oldest_first(boreal: Retrieval, question: str, answer: list[str]) -> None:
    assert lines(boreal, question) == answer


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("boreal cash end of july 2023", "Cash and cash equivalents · July 30, 2023: $170 million [1]"),
        (
            "Boreal revenue in the first six months of 2024",
            "Net revenue · Six Months Ended July 30, 2023: $1,600 million [1]",
        ),
        (
            "What do Boreal's inventories in Q1 2024 suggest about demand?",
            "Inventories · April 30, 2023: $60 million [1]",
        ),
        (
            "Did Boreal buy back shares in Q2 2024, and how much?",
            "Payments related to repurchases of common stock · Six Months Ended July 30, 2023: −$80 million [1]",
        ),
        (
            "Boreal income before tax q2 2024",
            "Income before income taxes · Three Months Ended July 30, 2023: $50 million [1]",
        ),
        ("boreal sales & marketing q2 2024", "Sales and marketing · Three Months Ended July 30, 2023: $60 million [1]"),
        ("boreal revenue a year ago", "Net revenue · Three Months Ended July 31, 2022: $850 million [1]"),
        ("bore revenue q2", "Net revenue · Three Months Ended July 30, 2023: $900 million [1]"),
        ("boreal long-term debt q2 2024", "Long-term debt · July 30, 2023: $95 million [1]"),
        (
            "boreal financing cash flow q2 2024",
            "Net cash used in financing activities · Six Months Ended July 30, 2023: −$82 million [1]",
        ),
        ("Boreal income tax q1 2024", "Provision for income taxes · Three Months Ended April 30, 2023: $3 million [1]"),
    ],
)
def test_claims__the_period_and_the_statement_that_are_meant(boreal: Retrieval, question: str, answer: str) -> None:
    assert lines(boreal, question) == [answer]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (
            "What percentage of Boreal's revenue came from Rails in Q2 2024?",
            [
                "Rails revenue · Three Months Ended July 30, 2023: $675 million [1]",
                "Net revenue · Three Months Ended July 30, 2023: $900 million [2]",
                "Rails revenue / Net revenue · Three Months Ended July 30, 2023: 675 / 900 = 75.0% [1][2]",
            ],
        ),
        (
            "What share of Boreal's revenue did the Lamps segment contribute in Q2 2024?",
            [
                "Lamps revenue · Three Months Ended July 30, 2023: $225 million [1]",
                "Net revenue · Three Months Ended July 30, 2023: $900 million [2]",
                "Lamps revenue / Net revenue · Three Months Ended July 30, 2023: 225 / 900 = 25.0% [1][2]",
            ],
        ),
        (
            "How did Boreal's operating expenses compare to its revenue in Q1 2024?",
            [
                "Operating expenses · Three Months Ended April 30, 2023: Gross profit − Operating income (loss)"
                " = 400 − (−20) = $420 million [1][2]",
                "Revenue · Three Months Ended April 30, 2023: $700 million [3]",
                "Operating expenses / Revenue · Three Months Ended April 30, 2023: 420 / 700 = 60.0% [1][2][3]",
            ],
        ),
        (
            "Compare Boreal's revenue and R&D in Q2 2024",
            [
                "Net revenue · Three Months Ended July 30, 2023: $900 million [1]",
                "Research and development · Three Months Ended July 30, 2023: $130 million [2]",
            ],
        ),
        (
            "boreal inventories vs prior quarter",
            [
                "Inventories · July 30, 2023: $75 million [1]",
                "Inventories · April 30, 2023: $60 million [2]",
                "Change in Inventories: 75 − 60 = +$15 million; (75 − 60) / 60 = +25.0% [2][1]",
            ],
        ),
        (
            "boreal revenue latest vs year ago",
            [
                "Net revenue · Three Months Ended July 30, 2023: $900 million [1]",
                "Net revenue · Three Months Ended July 31, 2022: $850 million [1]",
                "Change in Net revenue: 900 − 850 = +$50 million; (900 − 850) / 850 ≈ +5.9% (rounded) [1]",
            ],
        ),
    ],
)
def test_claims__two_rows_and_what_they_come_to(boreal: Retrieval, question: str, answer: list[str]) -> None:
    assert lines(boreal, question) == answer


@pytest.mark.parametrize(
    "question",
    [
        "Boreal unearned revenue in Q1 2024",  # the cash flow statement has its change only
        "What was Boreal's rent revenue in Q2 2024?",  # of a company that it has a part of
        "Why did Boreal's revenue grow in Q2 2024, and what might this indicate?",
        "What share of Boreal's revenue came from rockets in Q2 2024?",
        "Boreal's other operating income in Q2 2024",
        "Boreal effective tax rate q2 2024",  # its row has what is paid with a minus sign
        "Boreal diluted shares in Q2 2024",
        "Boreal interest income in Q2 2024",  # its expense stands under "Other income"
        "boreal revenue last year",  # the quarters are no year
        "Boreal revenue by segment in Q2 2024",
    ],
)
def test_claims__nothing_is_taken_for_a_near_figure(boreal: Retrieval, question: str) -> None:
    assert not any(" · " in line and "Ended" in line and line.count(":") == 1 for line in lines(boreal, question))


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Ceres Gold revenue in 2024", ["Revenue · Full year 2024: $40.5 million [1]"]),
        ("ceres gold net loss q1 2025", ["Net loss · Q1 2025: $1.2 million [1]"]),
        ("How much cash did Ceres Gold have at the end of 2024?", ["Cash at end · Full year 2024: $12.0 million [1]"]),
        (
            "Ceres Gold revenue Q1 2025 vs Q2 2025",
            [
                "Revenue · Q2 2025: $12.5 million [1]",
                "Revenue · Q1 2025: $11.0 million [2]",
                "Change in Revenue: 12.5 − 11.0 = +$1.5 million; (12.5 − 11.0) / 11.0 ≈ +13.6% (rounded) [2][1]",
            ],
        ),
        (
            "sum of ceres gold revenue in q1 and q2 2025",
            [
                "Revenue · Q1 2025: $11.0 million [1]",
                "Revenue · Q2 2025: $12.5 million [2]",
                "Sum of Revenue: 11.0 + 12.5 = $23.5 million [1][2]",
            ],
        ),
    ],
)
def test_claims__from_a_table_whose_rows_are_periods(ceres: Retrieval, question: str, answer: list[str]) -> None:
    assert lines(ceres, question) == answer


def test_claims__what_is_held_on_two_days_does_not_add_up(ceres: Retrieval) -> None:
    assert not any("Sum" in line for line in lines(ceres, "sum of ceres gold cash at the end of q1 2025 and q2 2025"))
