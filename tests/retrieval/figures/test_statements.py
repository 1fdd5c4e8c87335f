from datetime import date
from pathlib import Path

import pytest

from retrieval.figures.statements import entries_of, read_column, statement_of
from retrieval.types import Chunk, ScoredChunk, Source

SOURCE = Source("acme", "Acme", Path("acme.md"))


def chunk(text: str, section: str = "") -> Chunk:
    return Chunk("id", "acme", 0, "header", text, section)


def shown(text: str) -> list[str]:
    return [f"{e.name} · {e.period}: {e.shown}" for e in entries_of(ScoredChunk(chunk(text), SOURCE, 1.0))]


@pytest.mark.parametrize(
    ("first", "heading", "ends", "months"),
    [
        ("(In millions)", "Three Months Ended July 30, 2023", date(2023, 7, 30), 3),
        ("(In millions)", "July 30, 2023", date(2023, 7, 30), 0),
        ("Year Ended December 31,", "2024", date(2024, 12, 31), 12),
        ("December 31,", "2024", date(2024, 12, 31), 0),
        ("", "26 Weeks Ended July 1, 2023", date(2023, 7, 1), 6),
        ("", "2024", None, 12),
        ("Measure", "Change", None, None),
    ],
)
def test_read_column__its_period(first: str, heading: str, ends: date | None, months: int | None) -> None:
    column = read_column(first, heading)
    assert (column.ends, column.months) == (ends, months)


def test_entries_of__signs_scales_and_groups() -> None:
    text = "(In millions, except per share amounts) | June 30, 2024\nCurrent assets:\nCash (1) | $50\nDeposits | (3)"
    assert shown(text) == [
        "Current assets: Cash · June 30, 2024: $50 million",
        "Current assets: Deposits · June 30, 2024: −$3 million",
    ]
    assert shown("(In millions) | 2024\nBasic earnings per share | $1.20\nSales | $8") == [
        "Basic earnings per share · 2024: $1.20",
        "Sales · 2024: $8 million",
    ]
    assert shown("Amounts were as follows (in thousands):\n\nItem | 2024\nSales | $8\nShare of sales | 4%") == [
        "Sales · 2024: $8 thousand",
        "Share of sales · 2024: 4%",
    ]


def test_entries_of__the_unit_that_the_heading_of_the_section_gives() -> None:
    text = "Measure | Q1 2026 | Q1 2025\nRevenue | 90,649 | 60,810\nDiluted loss per share | (0.04) | (0.14)"
    placed = chunk(text, "Group figures (thousand dollars, except per share)")
    entries = entries_of(ScoredChunk(placed, Source("a", "A", Path("a.md")), 1.0))
    assert [entry.shown for entry in entries] == ["$90,649 thousand", "$60,810 thousand", "−$0.04", "−$0.14"]


def test_entries_of__a_column_with_money_and_percent() -> None:
    text = "(In millions) | 2024\nResearch | 1,945\n% of revenue | 33%\nSales | $631\nPercent of sales: Rails | 16.4"
    assert shown(text) == [
        "Research · 2024: $1,945 million",
        "% of revenue · 2024: 33%",
        "Sales · 2024: $631 million",
        "Percent of sales: Rails · 2024: 16.4%",
    ]
    assert shown("Share | 2024\nRails | 60%\nLamps | 40") == ["Rails · 2024: 60%", "Lamps · 2024: 40%"]


def test_entries_of__a_row_without_a_label_sums_up_its_group() -> None:
    text = "(In millions) | 2024\nRevenue:\nRails\nFast | $2\nSlow | 3\n | 5\nLamps | 4\nTotal revenue | $9"
    assert shown(text) == [
        "Rails: Fast · 2024: $2 million",
        "Rails: Slow · 2024: $3 million",
        "Revenue: Rails · 2024: $5 million",
        "Revenue: Lamps · 2024: $4 million",
        "Total revenue · 2024: $9 million",
    ]


def test_statement_of__its_own_heading_over_columns_of_figures() -> None:
    rows = "(In millions) | June 30, 2024\nInventories | $7\nTotal assets | $9"
    assert statement_of(chunk(rows, "Item 1 › Condensed Consolidated Balance Sheets")) == "BS"
    assert statement_of(chunk(rows, "Consolidated Statements of Operations")) == "IS"
    assert statement_of(chunk(rows, "Consolidated Statements of Comprehensive Income")) == "CI"
    assert statement_of(chunk(rows, "Cash Flows Statements")) == "CF"
    assert statement_of(chunk(rows, "Note 3 › Cash flow hedges")) is None
    assert statement_of(chunk("The balance sheet shows inventories.", "Balance Sheets")) is None
