"""Markdown: what is shown of it, block by block."""

from retrieval.loading.markdown import markdown_blocks
from retrieval.types import Block


def test_markdown_blocks__headings_paragraphs_items_and_tables() -> None:
    text = """+++
title = "Left out"
+++

# Doc (title)

Opening line
goes on.

## Figures

| | Q1 2026 | Q1 **2025** |
|---|---:|---|
| Revenue | 90,649 | 60,810 |
| Either \\| or | | none |

### By segment

- **Materials:** see [the release](https://example.org) & `code`
  - nested *item*

1. first

> quoted

## Empty

## Last

After.
"""
    assert markdown_blocks(text, "Doc (title): profile") == [
        Block("paragraph", "Opening line goes on."),
        Block("table", "| Q1 2026 | Q1 2025\nRevenue | 90,649 | 60,810\nEither ¦ or |  | none", "Figures", None, True),
        Block("item", "Materials: see the release & code", "Figures › By segment"),
        Block("item", "nested item", "Figures › By segment"),
        Block("item", "first", "Figures › By segment"),
        Block("paragraph", "quoted", "Figures › By segment"),
        Block("paragraph", "Empty"),
        Block("paragraph", "After.", "Last"),
    ]


def test_markdown_blocks__a_first_heading_that_says_more_than_the_title_is_a_section() -> None:
    assert markdown_blocks("# Annual report of Acme\n\nText.", "Report") == [
        Block("paragraph", "Text.", "Annual report of Acme")
    ]


def test_markdown_blocks__hidden_html_is_not_text() -> None:
    assert markdown_blocks(
        'Seen <span style="display: none">unseen</span><!-- note -->\n\n<div hidden>no</div>', "T"
    ) == [Block("paragraph", "Seen")]


def test_markdown_blocks__front_matter_with_windows_line_ends() -> None:
    assert markdown_blocks("+++\r\nkind = 'news'\r\n+++\r\nText.\r\n", "T") == [Block("paragraph", "Text.")]


def test_markdown_blocks__rows_longer_than_the_headings_lose_no_cell() -> None:
    for text in ("| A | B |\n|---|---|\n| 1 | 2 | 3 | 4 |\n| 5 | 6 |", "A | B\n--|--\n1 | 2 | 3 | 4\n5 | 6"):
        (table,) = markdown_blocks(text, "T")
        assert (table.text, table.has_headings) == ("A | B\n1 | 2 | 3 | 4\n5 | 6", True)
