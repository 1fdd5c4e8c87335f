from datetime import date
from pathlib import Path

import pytest

from retrieval.figures.filing_tables import Filing
from retrieval.types import Chunk, ScoredChunk, Source

SOURCE = Source("acme", "Acme", Path("acme.md"))
HEADING = "(In millions) | Three Months Ended June 30, 2024 | Three Months Ended June 30, 2023"


def filing(*parts: tuple[str, str]) -> tuple[Filing, list[ScoredChunk]]:
    chunks = [Chunk(f"{n}", "acme", n, "header", text, section) for n, (section, text) in enumerate(parts)]
    return Filing(SOURCE, chunks), [ScoredChunk(chunk, SOURCE, 1.0) for chunk in chunks]


def shown(read: Filing, hit: ScoredChunk) -> list[str]:
    return [f"{entry.name}: {entry.shown}" for entry in read.entries_of(hit) if entry.column.ends == date(2024, 6, 30)]


def test_entries_of__a_table_goes_on_under_the_headings_of_the_passage_before() -> None:
    revenue = "Revenue:\nRails | $9 | $8\nLamps | 3 | 2\nTotal revenue | $12 | $10"
    first = f"{HEADING}\n{revenue}\nOperating income:\nRails | 4 | 3"
    read, hits = filing(
        ("Segments", first), ("Segments", f"{HEADING}\nLamps | 1 | 2\nTotal operating income | $5 | $5")
    )
    assert shown(read, hits[1]) == ["Operating income: Lamps: $1 million", "Total operating income: $5 million"]


@pytest.mark.parametrize(
    "first",
    [
        ("Notes", f"{HEADING}\nRevenue:\nRails | $9 | $8"),  # another section
        ("Segments", "(In millions) | June 30, 2024\nRevenue:\nRails | $9"),  # other columns
        ("Segments", f"{HEADING}\nRevenue:\nRails | $9 | $8\n\nThis is all."),  # it has ended
    ],
)
def test_entries_of__another_table_does_not(first: tuple[str, str]) -> None:
    read, hits = filing(first, ("Segments", f"{HEADING}\nLamps | $1 | $2"))
    assert shown(read, hits[1]) == ["Lamps: $1 million"]


def test_entries_of__the_currency_of_the_statements() -> None:
    first = f"{HEADING}\nNet income | $9 | $8\nDepreciation | 4 | 3\nShares of stock sold | 4 | 3"
    read, hits = filing(
        ("Statements of Cash Flows", first),
        ("Statements of Cash Flows", f"{HEADING}\nDividends paid | (2) | (1)\nRepayment of debt | (3) | (1)"),
        ("Notes", f"{HEADING}\nRails | 5 | 6"),
    )
    assert shown(read, hits[1]) == ["Dividends paid: −$2 million", "Repayment of debt: −$3 million"]
    assert shown(read, hits[2]) == ["Rails: 5 million"]


def test_reported_on__the_newest_day_of_the_statements() -> None:
    statement = ("Balance Sheets", "(In millions) | June 30, 2024 | December 31, 2023\nCash | $1 | $2\nDebt | 3 | 4")
    note = ("Notes", "(In millions) | June 30, 2025\nLeases due | $1\nLeases due later | 3")
    assert filing(statement, note)[0].reported_on == date(2024, 6, 30)
    assert filing(note)[0].reported_on is None
