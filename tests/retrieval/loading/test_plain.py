"""Plain text: wrapped paragraphs, headings in capitals, lists, and columns made with spaces."""

from retrieval.loading.plain import plain_blocks
from retrieval.types import Block


def test_plain_blocks__a_filing_in_text() -> None:
    text = """
                  CONSOLIDATED BALANCE SHEETS
                         (In thousands)

                                          June 30,      December 31,
                                            2001            2000
                                        -----------     ------------
ASSETS
  Cash and cash equivalents              $   1,234        $   2,345
  Accounts receivable, less allowance
    of $12 and $13                           5,678           (6,789)
                                        ===========     ============

The notes are an integral part of these financial statements and
should be read with them. They follow.

<PAGE>
  - an item that goes on
    on a second line
  - another item
"""
    section = "CONSOLIDATED BALANCE SHEETS"
    assert plain_blocks(text, "10-K") == [
        Block(
            "table",
            "(In thousands) | June 30, 2001 | December 31, 2000\n"
            "ASSETS\n"
            "Cash and cash equivalents | $1,234 | $2,345\n"
            "Accounts receivable, less allowance of $12 and $13 | 5,678 | (6,789)",
            section,
            has_headings=True,
        ),
        Block(
            "paragraph",
            "The notes are an integral part of these financial statements and should be read with them. They follow.",
            section,
        ),
        Block("item", "an item that goes on on a second line", section),
        Block("item", "another item", section),
    ]


def test_plain_blocks__a_paragraph_on_each_line() -> None:
    first, second = "First " + "word " * 100, "Second " + "word " * 100
    assert [block.text for block in plain_blocks(f"{first}\n{second}\nShort.\nAlso short.\n", "T")] == [
        first.strip(),
        second.strip(),
        "Short.",
        "Also short.",
    ]


def test_plain_blocks__headings_in_capitals_stand_alone() -> None:
    text = "RISK FACTORS\n\nThere are risks.\n\nNOT A HEADING\nbut the first line of a paragraph.\n"
    assert plain_blocks(text, "T") == [
        Block("paragraph", "There are risks.", "RISK FACTORS"),
        Block("paragraph", "NOT A HEADING but the first line of a paragraph.", "RISK FACTORS"),
    ]
