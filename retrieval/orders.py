"""Text that gives orders to the machine that reads it, recognised by its wording in whatever dress of letters."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
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


@dataclass(frozen=True, slots=True)
class Order:
    """A way of giving orders, in terms of folded text; none is given where all of `words` and `signs` are missing.

    Its patterns are compiled when they are first looked for: most texts need few of them.
    """

    kind: str
    words: frozenset[str]
    signs: tuple[str, ...]
    patterns: tuple[str, ...]
    imperatives: tuple[str, ...]
    is_refused: bool

    def is_likely(self, text: str, words: frozenset[str]) -> bool:
        return not self.words.isdisjoint(words) or any(map(text.__contains__, self.signs))

    def is_given(self, text: str, words: frozenset[str]) -> bool:
        return self.is_likely(text, words) and (
            any(_compiled(pattern).search(text) for pattern in self.patterns)
            or any(
                begins_clause(text, match.start())
                for each in self.imperatives
                for match in _compiled(each).finditer(text)
            )
        )


def begins_clause(text: str, place: int) -> bool:
    return CLAUSE_BEGINS.search(text, max(0, place - LONGEST_OPENING), place) is not None


@cache
def orders() -> tuple[Order, ...]:
    """The ways that `orders.toml` describes, in its order."""
    tables: dict[str, Any] = tomllib.loads(ORDERS.read_text(encoding="utf-8"))
    parts: dict[str, str] = tables["parts"]
    return tuple(
        Order(
            item["kind"],
            frozenset(item.get("words", ())),
            tuple(item.get("signs", ())),
            tuple(with_parts(pattern, parts) for pattern in item["patterns"]),
            tuple(with_parts(rf"\b{pattern}", parts) for pattern in item.get("imperatives", ())),
            item.get("asked", False),
        )
        for item in tables["order"]
    )


def with_parts(pattern: str, parts: dict[str, str]) -> str:
    """`pattern` with the `parts` that its words in capitals stand for."""
    while PART.search(pattern):
        pattern = PART.sub(lambda name: parts[name[0]], pattern)
    return pattern


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def orders_near(text: str) -> list[Order]:
    """The ways in which any sentence of `text` may be an order: far quicker than looking at each sentence."""
    text = folded(text)
    words = words_of(text)
    return [order for order in orders() if order.is_likely(text, words)]


def is_order(text: str, among: Iterable[Order] | None = None) -> bool:
    """Whether a sentence, row or heading of a document gives orders to the machine that reads it.

    Only the ways `among` are looked for, where the text around it may hold no others.
    """
    text = folded(text)
    words = words_of(text)
    return any(order.is_given(text, words) for order in (orders() if among is None else among))


def is_ordered(question: str) -> bool:
    """Whether a question gives orders that none needs to give."""
    question = folded(question)
    words = words_of(question)
    return any(order.is_refused and order.is_given(question, words) for order in orders())


def words_of(text: str) -> frozenset[str]:
    return frozenset(WORD.findall(text))


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
