"""Text that gives orders to the machine that reads it, recognised by its wording in whatever dress of letters."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ORDERS = Path(__file__).with_name("orders.toml")
PART = re.compile(r"[A-Z]{3,}")
WORD = re.compile(r"[^\W_]+")
CLAUSE_BEGINS = re.compile(
    r"(?:^|[.!?:;>|*•({\[`—–]|(?<=\s)[-*#']|\b(?:please|now|then|instead|kindly|simply|just|must|always|immediately)\b)\W*$"
)
LONGEST_OPENING = 40  # characters of what is looked at before a clause
SPELT_OUT = re.compile(r"(?<![^\W_])(?:[^\W\d_][ .·*_-]){4,}[^\W\d_](?![^\W_])")
SPACING = re.compile(r"[ .·*_-]")
QUOTES = str.maketrans("‘’‚‛′“”„‟«»″", '\'\'\'\'\'"""""""')
ACCENTS = re.compile(r"(?<=[a-z])[\u0300-\u036f]+")
# Letters that look like Latin ones: in a word that mixes the two they are a disguise.
LATIN, DISGUISE = re.compile(r"[a-z]"), re.compile(r"[а-яєіїґјѕԁһӏα-ωɡı]")
LOOKALIKES = str.maketrans("аеорсухіјѕԁһӏкмтвнєїαεηικνορτυχωɡı", "aeopcyxijsdhikmtbheiaenikvoptuxwgi")


@dataclass(frozen=True, eq=False, slots=True)
class Order:
    """A way of giving orders, in terms of folded text; every text that gives one holds one of `near`.

    Of these, those that are one word each stand as a whole word, the others anywhere. The pattern is compiled when it
    is first looked for: most texts need few of them.
    """

    near: frozenset[str]
    pattern: str
    is_imperative: bool
    is_refused: bool

    def is_given(self, text: str) -> bool:
        pattern = _compiled(self.pattern)
        if self.is_imperative:
            return any(begins_clause(text, match.start()) for match in pattern.finditer(text))
        return pattern.search(text) is not None


def begins_clause(text: str, place: int) -> bool:
    return CLAUSE_BEGINS.search(text, max(0, place - LONGEST_OPENING), place) is not None


@cache
def orders() -> tuple[Order, ...]:
    """The ways that `orders.toml` describes, in its order."""
    tables: dict[str, Any] = tomllib.loads(ORDERS.read_text(encoding="utf-8"))
    parts: dict[str, str] = tables["parts"]
    return tuple(
        Order(frozenset(near), with_parts(begin + pattern, parts), bool(begin), item.get("asked", False))
        for item in tables["order"]
        for patterns, begin in (("patterns", ""), ("imperatives", r"\b"))
        for near, pattern in item.get(patterns, ())
    )


@cache
def _orders_by_near() -> tuple[dict[str, list[Order]], dict[str, list[Order]]]:
    """The orders by the words, and by the other strings, that they hold one of."""
    words, strings = defaultdict[str, list[Order]](list), defaultdict[str, list[Order]](list)
    for order in orders():
        for each in order.near:
            if WORD.fullmatch(each):
                words[each].append(order)
            else:
                strings[each.rstrip("*")].append(order)
    return words, strings


def with_parts(pattern: str, parts: dict[str, str]) -> str:
    """`pattern` with the `parts` that its words in capitals stand for."""
    while PART.search(pattern):
        pattern = PART.sub(lambda name: parts[name[0]], pattern)
    return pattern


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def orders_near(text: str) -> dict[Order, list[str]]:
    """The ways in which any sentence of `text` may be an order, each with what stands in the text of those near it.

    This is far quicker than looking for each way in each sentence.
    """
    return _near(folded(text))


def _near(text: str) -> dict[Order, list[str]]:
    words, strings = _orders_by_near()
    near = defaultdict[Order, list[str]](list)
    for each in words.keys() & WORD.findall(text):
        for order in words[each]:
            near[order].append(each)
    for each in filter(text.__contains__, strings):
        for order in strings[each]:
            near[order].append(each)
    return near


def is_order(text: str, among: Mapping[Order, Sequence[str]] | None = None) -> bool:
    """Whether a sentence, row or heading of a document gives orders to the machine that reads it.

    Only the ways `among` are looked for, where the text around it may hold no others.
    """
    text = folded(text)
    near = _near(text) if among is None else among
    return any(any(map(text.__contains__, found)) and order.is_given(text) for order, found in near.items())


def is_ordered(question: str) -> bool:
    """Whether a question gives orders that none needs to give."""
    question = folded(question)
    return any(order.is_refused and order.is_given(question) for order in _near(question))


def folded(text: str) -> str:
    """`text` as a person reads it, in small letters without accents: disguised and spelt out words are made plain.

    Characters that nobody sees must be gone already: see `retrieval.loading.encoding.visible`.
    """
    text = text.casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(QUOTES)).casefold()
        text = unicodedata.normalize("NFC", ACCENTS.sub("", text))
        if DISGUISE.search(text):
            text = WORD.sub(_undisguised, text)
    return SPELT_OUT.sub(lambda letters: SPACING.sub("", letters[0]), text)


def _undisguised(word: re.Match[str]) -> str:
    return word[0].translate(LOOKALIKES) if LATIN.search(word[0]) else word[0]
