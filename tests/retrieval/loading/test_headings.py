"""Lines that are headings by their wording or their looks."""

import pytest

from retrieval.loading.headings import (
    BOLD_LEVEL,
    CAPITALS_LEVEL,
    ITEM_LEVEL,
    LETTER_LEVEL,
    NOTE_LEVEL,
    PART_LEVEL,
    SLANTED_LEVEL,
    filing_level,
    styled_level,
)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("PART I", PART_LEVEL),
        ("Part II", PART_LEVEL),
        ("PART I — FINANCIAL INFORMATION", PART_LEVEL),
        ("SIGNATURES", PART_LEVEL),
        ("Exhibit 99.1", PART_LEVEL),
        ("Item 1A. Risk Factors", ITEM_LEVEL),
        ("ITEM 7. MANAGEMENT’S DISCUSSION", ITEM_LEVEL),
        ("Item 2.02 Results of Operations", ITEM_LEVEL),
        ("Item 2.02. Results of Operations and Financial Condition.", ITEM_LEVEL),
        ("ITEM 1B.UNRESOLVED STAFF COMMENTS", ITEM_LEVEL),
        ("Item 5", ITEM_LEVEL),
        ("Item 2.02 of this Current Report on Form 8-K", None),
        ("item 2.02: the results", None),
        ("Item 7.01 – the press release is furnished as an exhibit.", None),
        ("Note 3 – Financial Instruments", NOTE_LEVEL),
        ("NOTE 3", NOTE_LEVEL),
        ("CONSOLIDATED BALANCE SHEETS", NOTE_LEVEL),
        ("Condensed Consolidated Statements of Comprehensive Income (Loss) (Unaudited)", NOTE_LEVEL),
        ("CASH FLOWS STATEMENTS", NOTE_LEVEL),
        ("Statements of Changes in Stockholders’ Equity", NOTE_LEVEL),
        ("Part of the plan", None),
        ("Item 1A. Risk Factors 12", None),
        ("Note 5 of the statements says more.", None),
        ("Consolidated Statements of Cash Flows Reconciliation", None),
        ("Our consolidated balance sheets are attached", None),
    ],
)
def test_filing_level(text: str, level: int | None) -> None:
    assert filing_level(text) == level


@pytest.mark.parametrize(
    ("text", "is_bold", "is_slanted", "level"),
    [
        ("Overview", True, False, BOLD_LEVEL),
        ("COVID-19", True, False, BOLD_LEVEL),
        ("RISKS OF MINING", True, False, CAPITALS_LEVEL),
        ("B. Capitalization and Indebtedness", True, False, LETTER_LEVEL),
        ("2012 Exploration Activities", False, True, SLANTED_LEVEL),
        ("Overview", False, False, None),
        ("A whole sentence.", True, False, None),
        ("Amounts in thousands:", True, False, None),
        ("(In millions)", True, False, None),
        ("Table 3: Statistics", True, False, None),
        ("12", True, False, None),
    ],
)
def test_styled_level(text: str, is_bold: bool, is_slanted: bool, level: int | None) -> None:
    assert styled_level(text, is_bold, is_slanted) == level
