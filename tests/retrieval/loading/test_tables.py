"""Cells to the text of a table: what is an amount, what is a period, and which heading stands above which column."""

import pytest

from retrieval.loading.tables import Cell, is_amount, is_period, table_text


@pytest.mark.parametrize(
    "text",
    [
        "90,649",
        "$ 1.20",
        "(7,968)",
        "$(0.14)",
        "16.7 %",
        "—",
        "$—",
        "C$28.8 million",
        "11.3 years",
        "2.13% – 3.50%",
        "nil",
        "N/A",
    ],
)
def test_is_amount__figures(text: str) -> None:
    assert is_amount(text)


@pytest.mark.parametrize(
    "text", ["", "2022", "June 25, 2022", "Level 2", "10-K", "3.250% Notes", "Revenue", "Q1 2026", "(unaudited)"]
)
def test_is_amount__no_figures(text: str) -> None:
    assert not is_amount(text)


@pytest.mark.parametrize(("text", "expected"), [("2022", True), ("June 25,", True), ("FY2025", True), ("1,234", False)])
def test_is_period(text: str, expected: bool) -> None:
    assert is_period(text) is expected


def grid(*rows: str) -> list[list[Cell]]:
    """Cells of a grid, parted by "|"; an empty one is no cell."""
    return [
        [Cell(text.strip(), place, place + 1) for place, text in enumerate(row.split("|")) if text.strip()]
        for row in rows
    ]


def test_table_text__finds_the_headings() -> None:
    rows = grid(" | 2024 | 2023", "(In millions) | restated | ", "Assets: | | ", "Cash | 1 | ", "Debt | | 2")
    assert table_text(rows) == ("(In millions) | 2024 restated | 2023\nAssets:\nCash | 1\nDebt |  | 2", True)


def test_table_text__a_table_of_words_has_no_headings_of_its_own() -> None:
    rows = grid("MP | NYSE", "NB | Nasdaq")
    assert table_text(rows) == ("MP | NYSE\nNB | Nasdaq", False)
    assert table_text(rows, marked=1) == ("MP | NYSE\nNB | Nasdaq", True)


def test_table_text__a_first_row_of_names_is_one_heading_and_no_more() -> None:
    rows = grid("Company | Ticker | Move", "Critical Metals | CRML | more than 16%", "USA Rare Earth | USAR | 18%")
    assert table_text(rows) == (
        "Company | Ticker | Move\nCritical Metals | CRML | more than 16%\nUSA Rare Earth | USAR | 18%",
        True,
    )


def test_table_text__a_row_without_end_is_kept_without_columns() -> None:
    row = [Cell(str(number), number, number + 1) for number in range(5000)]
    text, has_headings = table_text([row, [Cell("last", 0, 1)]])
    assert (text.split("\n")[1], text.split("\n")[0].count(" | "), has_headings) == ("last", 4999, False)


def test_table_text__a_bar_in_a_cell_parts_no_columns() -> None:
    assert table_text(grid("Label|5"))[0] == "Label | 5"
    assert table_text([[Cell("a|b", 0, 1), Cell("5", 1, 2)]])[0] == "a¦b | 5"
