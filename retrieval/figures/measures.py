"""What a question for a figure asks to be measured, apart from whose and when."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from retrieval.figures.statements import LENGTH, length_in_months
from retrieval.lexicon import Lexicon
from retrieval.routing import DAY, FORM, LATEST, MONTH_END, QUARTER, QUARTER_AFTER_YEAR, YEAR
from retrieval.terms import Term, terms_in, words

IN_BRACKETS = re.compile(r"\([^)]*\)")
POSSESSIVE = re.compile(r"['’]s\b")
# Words too common to be searched by that make another line item of a label: "other income", "income before taxes".
QUALIFIER = re.compile(r"\b(?:other|before|after|excluding|less|non|per)\b", re.I)
NEEDED = frozenset({"other", "excluding", "non"})
PERCENT = re.compile(r"%|\bpercent(?:age)?s?\b|\brates?\b", re.I)


@dataclass(frozen=True, slots=True)
class Measure:
    """What is to be measured: terms of the vocabulary, other words that must stand with the figure (`rest`), and all
    that are said. `needed` are those of the qualifiers without which a row gives something else.
    """

    terms: tuple[tuple[str, Term], ...]
    rest: frozenset[str]
    said: frozenset[str]
    months: int | None
    is_percent: bool
    qualifiers: frozenset[str] = frozenset()
    needed: frozenset[str] = frozenset()

    @property
    def kinds(self) -> frozenset[str]:
        """The parts of a filing that hold it."""
        return frozenset(kind for _, term in self.terms for kind in term.found_in)


def read_measure(text: str, names: Iterable[str], lexicon: Lexicon) -> Measure | None:
    """What `text` asks to be measured; None where it names nothing. `names` are those of companies in it."""
    said = frozenset(lexicon.stems(text))
    for name in sorted(names, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?:['’]s?)?(?!\w)", " ", text)
    text = IN_BRACKETS.sub(" ", POSSESSIVE.sub(" ", text))
    months = length_in_months(text)
    for pattern in (MONTH_END, QUARTER_AFTER_YEAR, QUARTER, DAY, YEAR, LATEST, FORM, LENGTH):
        text = pattern.sub(" ", text)
    plain = frozenset(words("neutral").split())
    terms = tuple((said, term) for said, term in terms_in(text) if not plain.issuperset(said.lower().split()))
    rest = text
    for _, term in terms:
        rest = term.asked.sub(" ", rest)
    telling = (word for word in re.split(r"[^\w'’&]+", PERCENT.sub(" ", rest).lower()) if word not in plain)
    stems = frozenset(lexicon.stems(" ".join(telling)))
    if not terms and not stems:
        return None
    return Measure(terms, stems, said, months, bool(PERCENT.search(text)), qualifiers(text), qualifiers(rest) & NEEDED)


def qualifiers(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in QUALIFIER.findall(text))
