"""PDF: pages, lines, tables, headings, running headers, columns, and files that cannot be read."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from retrieval.errors import DocumentUnreadable
from retrieval.loading import load_blocks
from retrieval.loading.pdf import pdf_blocks
from retrieval.types import Block, Source
from tests.retrieval.loading.pdf_files import Text, pdf

TENQ = Path(__file__).parents[4] / "shared" / "eval" / "tenq"


def paragraph(top: float, *lines: str, left: float = 50) -> list[Text]:
    return [Text(left, top + 11 * number, line) for number, line in enumerate(lines)]


def row(top: float, label: str, *figures: str) -> list[Text]:
    """A label, and figures set flush right in columns of 100 points that end at 300, 400…"""
    places = range(300, 300 + 100 * len(figures), 100)
    cells = [
        Text(place, top, figure, is_flush_right=True) for place, figure in zip(places, figures, strict=True) if figure
    ]
    return [Text(50, top, label), *cells] if label else cells


def texts(*pages: Sequence[Text]) -> list[str]:
    return [block.text for block in pdf_blocks(pdf(*pages), "Title")]


def test_pdf_blocks__joins_wrapped_lines_and_keeps_page_numbers() -> None:
    first = paragraph(
        100, "The first line of a paragraph reaches across the whole page", "and ends on its second line."
    )
    second = [*paragraph(150, "Another one.", "A short line."), Text(50, 200, "•"), Text(65, 200, "an item")]
    assert pdf_blocks(pdf([*first, *second], paragraph(100, "Next page.")), "Title") == [
        Block(
            "paragraph",
            "The first line of a paragraph reaches across the whole page and ends on its second line.",
            "",
            1,
        ),
        Block("paragraph", "Another one.", "", 1),
        Block("paragraph", "A short line.", "", 1),
        Block("item", "an item", "", 1),
        Block("paragraph", "Next page.", "", 2),
    ]


def test_pdf_blocks__headings_by_wording_weight_and_size() -> None:
    page = [
        Text(50, 50, "PART I. FINANCIAL INFORMATION"),
        Text(50, 80, "Item 2. Management's Discussion and Analysis", is_bold=True),
        Text(50, 110, "Overview", is_bold=True),
        *paragraph(140, "Some text that is as long as a line of text can be on a page.", "It goes on here."),
        Text(50, 200, "A large line", size=14),
        *paragraph(230, "More text."),
    ]
    item = "PART I. FINANCIAL INFORMATION › Item 2. Management's Discussion and Analysis"
    assert [(block.section, block.text) for block in pdf_blocks(pdf(page), "10-Q")] == [
        (f"{item} › Overview", "Some text that is as long as a line of text can be on a page. It goes on here."),
        (f"{item} › A large line", "More text."),
    ]


def test_pdf_blocks__a_statement_with_two_levels_of_headings() -> None:
    page = [
        Text(150, 50, "CONDENSED CONSOLIDATED STATEMENTS OF INCOME"),
        Text(250, 65, "(In millions)"),
        *[Text(272, 100, "Three Months Ended"), Text(478, 100, "Six Months Ended")],
        *row(115, "", "2022", "2021", "2022", "2021"),
        *row(130, "Net sales:"),
        *row(145, "Products", "$ 63,355", "$ 63,948", "$ 145,241", "$ 132,309"),
        *row(160, "Other income (expense), net", "(10)", "243", "(97)", "—"),
        *row(175, "Adjustments for gains that are"),
        *row(190, "reclassified", "1", "", "2", "3"),
        *row(205, "Net income", "$ 19,442", "$ 21,744", "$ 79,082", "$ 74,129"),
        *paragraph(240, "See accompanying notes."),
    ]
    assert pdf_blocks(pdf(page), "10-Q") == [
        Block(
            "table",
            "(In millions) | Three Months Ended 2022 | Three Months Ended 2021"
            " | Six Months Ended 2022 | Six Months Ended 2021\n"
            "Net sales:\n"
            "Products | $63,355 | $63,948 | $145,241 | $132,309\n"
            "Other income (expense), net | (10) | 243 | (97) | —\n"
            "Adjustments for gains that are reclassified | 1 |  | 2 | 3\n"
            "Net income | $19,442 | $21,744 | $79,082 | $74,129",
            "CONDENSED CONSOLIDATED STATEMENTS OF INCOME",
            1,
            has_headings=True,
        ),
        Block("paragraph", "See accompanying notes.", "CONDENSED CONSOLIDATED STATEMENTS OF INCOME", 1),
    ]


def test_pdf_blocks__headings_flush_with_their_last_column() -> None:
    page = [
        *[
            Text(400, 100, "Three Months Ended", is_flush_right=True),
            Text(600, 100, "Six Months Ended", is_flush_right=True),
        ],
        *row(115, "", "2022", "2021", "2022", "2021"),
        *row(130, "Revenue", "16,517", "20,779", "32,258", "37,410"),
        *row(145, "Cost of revenue", "5,690", "6,331", "9,992", "10,123"),
    ]
    assert texts(page)[0].split("\n")[0] == (
        "| Three Months Ended 2022 | Three Months Ended 2021 | Six Months Ended 2022 | Six Months Ended 2021"
    )


def test_pdf_blocks__footnotes_and_numbered_lines_are_no_tables() -> None:
    page = [
        *[Text(50, 100, "(1)"), Text(90, 100, "The first footnote.")],
        *[Text(50, 115, "(2)"), Text(90, 115, "The second footnote.")],
        *[Text(50, 130, "31.1"), Text(90, 130, "Certification of the chief executive.")],
    ]
    assert [(block.kind, block.text) for block in pdf_blocks(pdf(page), "Title")] == [
        ("paragraph", "(1) The first footnote."),
        ("paragraph", "(2) The second footnote."),
        ("paragraph", "31.1 Certification of the chief executive."),
    ]


def test_pdf_blocks__running_headers_and_page_numbers_are_left_out() -> None:
    pages = [
        [
            Text(400, 20, "Table of Contents"),
            *paragraph(100, f"Body of page {word}."),
            *paragraph(120, "Table of Contents"),
            *paragraph(140, f"Last line {word}"),
            Text(50, 780, f"Acme | {number}"),
        ]
        for number, word in enumerate(("one", "two", "three", "four"), 3)
    ]
    assert texts(*pages) == [
        line
        for word in ("one", "two", "three", "four")
        for line in (f"Body of page {word}.", "Table of Contents", f"Last line {word}")
    ]


def test_pdf_blocks__columns_are_read_one_after_the_other() -> None:
    left = [f"left line {word} has some words" for word in ("one", "two", "six", "ten", "nil", "few")]
    right = [f"right line {word} has some words" for word in ("one", "two", "six", "ten", "nil", "few")]
    page = [
        *paragraph(50, "A title above both columns that runs over the width of the page"),
        *paragraph(100, *left),
        *paragraph(100, *right, left=320),
    ]
    assert texts(page)[1:] == [" ".join(left), " ".join(right)]


def test_pdf_blocks__a_page_laid_on_its_side() -> None:
    page = [
        *paragraph(50, "First line."),
        *row(100, "Revenue", "1,234", "(5)"),
        *row(115, "Costs", "234", "6"),
        *paragraph(150, "Last line."),
    ]
    sideways = [replace(piece, is_sideways=True) for piece in page]
    assert texts(sideways) == texts(page) == ["First line.", "Revenue | 1,234 | (5)\nCosts | 234 | 6", "Last line."]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (pdf([]), "there is no text in this PDF"),
        (pdf([Text(50, 50, "secret")], is_encrypted=True), "this PDF is encrypted: save it without a password"),
        (b"%PDF-1.4\nnot really", "this PDF is damaged, or it is no PDF"),
        (pdf([Text(50, 50, "cut")])[:300], "this PDF is damaged, or it is no PDF"),
    ],
)
def test_pdf_blocks__says_why_it_cannot_read_a_file(content: bytes, reason: str) -> None:
    with pytest.raises(DocumentUnreadable, match=reason):
        pdf_blocks(content, "Title")


@pytest.mark.skipif(not TENQ.is_dir(), reason=f"there are no quarterly reports in {TENQ.parts[-3:]}")
def test_pdf_blocks__a_real_quarterly_report() -> None:
    blocks = load_blocks(Source("aapl", "Apple 10-Q", TENQ / "2022_Q3_AAPL.pdf"), 10**7)
    sheet = next(block for block in blocks if "CONSOLIDATED BALANCE SHEETS" in block.section and block.kind == "table")
    lines = sheet.text.split("\n")
    assert sheet.page == 6
    assert sheet.section.startswith("PART I — FINANCIAL INFORMATION › Item 1. Financial Statements › ")
    assert lines[0].endswith(" | June 25, 2022 | September 25, 2021")
    assert lines[1:4] == ["ASSETS:", "Current assets:", "Cash and cash equivalents | $27,502 | $34,940"]
    assert lines[-1] == "Total liabilities and shareholders’ equity | $336,309 | $351,002"
    assert not any(block.text.startswith("Apple Inc. | Q3 2022 Form 10-Q") for block in blocks)
    assert max(block.page or 0 for block in blocks) == 28
