"""Markdown to blocks, by way of the HTML that it stands for."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt

from retrieval.loading.html import html_blocks
from retrieval.types import Block

FRONT_MATTER = re.compile(r"\A\+\+\+[ \t]*\n.*?^\+\+\+[ \t]*$", re.DOTALL | re.MULTILINE)


def markdown_blocks(text: str, title: str) -> list[Block]:
    """The blocks of a Markdown document without its front matter."""
    body = FRONT_MATTER.sub("", text.replace("\r\n", "\n"), count=1)
    return html_blocks(MarkdownIt("commonmark").enable("table").render(body), title)
