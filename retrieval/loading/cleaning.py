"""What documents hold to be taken for the bot's own doing is left out: orders to a machine, markup and markers."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from retrieval.orders import Order, is_order, orders_near
from retrieval.sentences import split_sentences
from retrieval.types import Block

SEPARATOR = " › "
HANGING = " -–—*#>|\"'“‘(["  # what an order that is cut off leaves behind

LINE_TAGS = "br|center|div|h[1-6]|hr|li|ol|p|pre|table|tbody|td|th|tr|ul"
TEXT_TAGS = (
    "a|abbr|b|big|blockquote|body|code|del|em|font|head|html|i|ins|mark|q|s|small|span|strike|strong|sub|sup|title|tt|u"
)
TAG = re.compile(
    rf"</?(?:(?P<line>{LINE_TAGS})|{TEXT_TAGS}|tg-[a-z]+)"
    r"(?:\s+[\w:-]+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'<>]+))*\s*/?>",
    re.I,
)
COMMENT = re.compile(r"<!--.*?(?:-->|$)", re.M)
IMAGE = re.compile(r"!\[[^\[\]]*\]\([^()\n]*\)")
LINK = re.compile(r"\[([^\[\]]*)\]\(\s*<?(?:[a-z][a-z+.-]*:|www\.|[/#.])[^()\n]*\)", re.I)
ACTIVE_ADDRESS = re.compile(
    r"\b(?:(?:java|vb)script:\S*|data:[\w.+-]+/[\w.+-]+[;,]\S*|(?:tg|tonsite|file|intent|blob)://\S*)", re.I
)
# What looks like one of the bot's own citations: "[9]", "[source 9]", "[^9]", "【9†a】", "［９］".
MARKER = re.compile(
    r"[\[【［〔〖⟦⟨❲⁅﹇]\s*\^?(?:(?:source|passage|document|citation|ref)s?\.?\s+)?(\d[\d,;\s–-]*?)\s*"
    r"(?:†[^\]】］\n]*)?[\]】］〕〗⟧⟩❳⁆﹈]",
    re.I,
)

log = logging.getLogger(__name__)


def cleaned(blocks: Iterable[Block], document_id: str) -> list[Block]:
    """`blocks` as they may be quoted: without markup, and with "(9)" where a citation seems to stand, such as "[9]".

    Rows that give orders to a machine are left out, and sentences that do, with the rest of their paragraph. So is
    what stands under a heading of that kind, or after an order that ends in a colon.
    """
    kept: list[Block] = []
    shortened = 0
    is_announced = False
    for block in blocks:
        text = "" if is_announced or _gives_orders(block.section) else _without_orders(block)
        is_shortened = text != block.text
        shortened += is_shortened
        is_announced = is_shortened and block.text.endswith(":")
        if text := tidied(text):
            kept.append(replace(block, text=text, section=tidied(block.section)))
    if shortened:
        log.warning("%s: %d paragraphs or tables hold orders to a machine, which are left out", document_id, shortened)
    return kept


@lru_cache(maxsize=256)
def _gives_orders(section: str) -> bool:
    return any(map(is_order, section.split(SEPARATOR)))


def _without_orders(block: Block) -> str:
    near = orders_near(block.text)
    if not near:
        return block.text
    if block.kind == "table":
        return _other_rows(block, near)
    end = 0
    for sentence in split_sentences(block.text):
        start = block.text.index(sentence, end)
        if is_order(sentence, near):
            return block.text[:start].rstrip(HANGING)
        end = start + len(sentence)
    return block.text


def _other_rows(table: Block, near: Mapping[Order, Sequence[str]]) -> str:
    """The rows that give no orders; none where the column headings do."""
    rows = table.text.split("\n")
    kept = [row for row in rows if not is_order(row, near)]
    if table.has_headings and (kept[:1] != rows[:1] or len(kept) == 1):
        return ""
    return "\n".join(kept)


def tidied(text: str) -> str:
    """`text` without markup, addresses that a click would run and markers; a link is its text."""
    if "<" in text:
        text = TAG.sub(lambda tag: " " if tag["line"] else "", COMMENT.sub("", text)).strip()
    if "](" in text:
        text = LINK.sub(r"\1", IMAGE.sub("", text)).strip()
    if any(map(text.casefold().__contains__, ("script:", "data:", "://"))):
        text = ACTIVE_ADDRESS.sub("", text)
    return MARKER.sub(r"(\1)", text)
