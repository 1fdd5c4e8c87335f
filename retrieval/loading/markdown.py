"""Markdown to blocks, by way of the HTML that it stands for."""

from __future__ import annotations

import re
from itertools import takewhile

from markdown_it import MarkdownIt

from retrieval.loading.html import html_blocks
from retrieval.types import Block

FRONT_MATTER = re.compile(r"\A\+\+\+[ \t]*\n.*?^\+\+\+[ \t]*$", re.DOTALL | re.MULTILINE)

RULE = re.compile(r" {0,3}\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?\s*)?")
CELL_ENDS = re.compile(r"(?<!\\)\|")


def markdown_blocks(text: str, title: str) -> list[Block]:
    """The blocks of a Markdown document without its front matter."""
    body = FRONT_MATTER.sub("", text.replace("\r\n", "\n"), count=1)
    return html_blocks(MarkdownIt("commonmark").enable("table").render(_widened(body)), title)


def _widened(text: str) -> str:
    """`text` with a column for each cell of its tables: of rows longer than the headings Markdown drops the rest."""
    lines = text.split("\n")
    for place in range(1, len(lines)):
        if RULE.fullmatch(lines[place]):
            rows = takewhile(str.strip, lines[place + 1 :])
            missing = max(map(_count_cells, rows), default=0) - _count_cells(lines[place - 1])
            if missing > 0:
                for line, cell in ((place - 1, " |"), (place, "---|")):
                    lines[line] = lines[line].rstrip().removesuffix("|") + "|" + cell * missing
    return "\n".join(lines)


def _count_cells(row: str) -> int:
    return len(CELL_ENDS.split(row.strip().removeprefix("|").removesuffix("|")))
