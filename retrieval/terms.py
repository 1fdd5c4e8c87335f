"""What people ask for and how documents print it: a vocabulary of measures, line items and abbreviations."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from retrieval.lexicon import stems_of
from retrieval.settings import read_toml

VOCABULARY = Path(__file__).with_name("finance_terms.toml")
STATED = frozenset({"BS", "IS", "CF"})  # where what financial statements measure stands
ASKING_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Term:
    """A measure: how it is asked for and printed, what it can be worked out from, and where in a filing it stands.

    `unlike` matches what looks like it in a text and is something else, as cash that is paid is not cash that is held;
    `unlike_asked` matches the questions that may mean that.
    """

    asked: re.Pattern[str]
    printed: tuple[str, ...]
    parts: tuple[str, ...]
    found_in: frozenset[str]
    unlike: re.Pattern[str] | None = None
    unlike_asked: re.Pattern[str] | None = None

    def without_unlike(self, text: str) -> str:
        """`text` without what only looks like it."""
        return self.unlike.sub(" ", text) if self.unlike else text

    def is_in(self, text: str) -> bool:
        """Whether `text` speaks of it, as it is asked for or as it is printed."""
        text = self.without_unlike(text)
        if self.asked.search(text):
            return True
        held = set(stems_of(text))
        return any(set(stems_of(phrase)) <= held for phrase in self.printed)


@dataclass(frozen=True, slots=True)
class Derived:
    """A figure that is worked out: `of` names what from, `rows` matches the labels that a sum takes in."""

    asked: re.Pattern[str]
    name: str
    how: Literal["percent", "ratio", "difference", "remainder", "sum"]
    of: tuple[str, ...]
    rows: re.Pattern[str] | None


@cache
def derived() -> tuple[Derived, ...]:
    """All figures that `finance_terms.toml` says how to work out."""
    return tuple(
        Derived(
            asked=re.compile(rf"\b(?:{each['asked']})(?!\w)", re.I),
            name=each["name"],
            how=each["how"],
            of=tuple(each["of"]),
            rows=re.compile(each["rows"], re.I) if "rows" in each else None,
        )
        for each in _tables()["derived"]
    )


@cache
def words(kind: Literal["neutral", "light"]) -> str:
    """Words that mean little in a question for a figure ("neutral"), or in the label of its row ("light")."""
    return str(_tables()["words"][kind])


@cache
def asking() -> frozenset[str]:
    """Words that ask, or speak of documents, and say nothing of what is asked for."""
    return frozenset(str(_tables()["words"]["asking"]).split())


def asked_for(question: str) -> str:
    """`question` without the words that only ask; as it is where nothing else would be left."""
    rest = ASKING_WORD.sub(lambda match: " " if match[0].lower() in asking() else match[0], question)
    return rest if re.search(r"\w", rest) else question


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """How questions ask for figures: the patterns of `asked`, by their names."""
    asked = _tables()["asked"]
    return {name: re.compile(rf"\b(?:{'|'.join(ways)})(?!\w)", re.I) for name, ways in asked.items()}


@cache
def vocabulary() -> tuple[Term, ...]:
    """All terms of `finance_terms.toml`."""
    return tuple(
        Term(
            asked=re.compile(rf"\b(?:{term['asked']})", re.I),  # "please" asks for no lease
            printed=tuple(term["printed"]),
            parts=tuple(term.get("parts", ())),
            found_in=frozenset(term["found_in"]),
            unlike=_pattern(term.get("unlike")),
            unlike_asked=_pattern(term.get("unlike_asked")),
        )
        for term in _tables()["term"]
    )


def _pattern(ways: str | None) -> re.Pattern[str] | None:
    return re.compile(rf"\b(?:{ways})\b", re.I) if ways else None


def terms_in(question: str) -> list[tuple[str, Term]]:
    """The terms that `question` asks for, each with the words that ask for it."""
    found = [(match[0], term) for term in vocabulary() if (match := term.asked.search(question))]
    return [(said, term) for said, term in found if not any(said != other and said in other for other, _ in found)]


def spelled_out(question: str, knows: Callable[[str], bool]) -> str:
    """`question` with its terms as they are printed, where they are words that nobody `knows`: "aisc", "irr"."""
    for said, term in terms_in(question):
        if said.isalpha() and not knows(said) and term.printed:
            question = re.sub(rf"\b{said}\b", term.printed[0], question)
    return question


def phrasings(question: str, places: frozenset[str]) -> list[list[set[str]]]:
    """The stems of each way to say each term that `question` asks for and that stands in one of `places`."""
    asked = (([said, *term.printed], term) for said, term in terms_in(question))
    return [[set(stems_of(phrase)) for phrase in ways] for ways, term in asked if term.found_in & places]


def names_each(asked: Sequence[Sequence[set[str]]], text: str) -> bool:
    """Whether `text` says each term of which `asked` has the phrasings, in one way or another."""
    held = set(stems_of(text)) if asked else set()
    return all(any(phrase <= held for phrase in ways) for ways in asked)


def alike_stems(stems: Iterable[str]) -> set[str]:
    """`stems` and those of the words that say the same as one of them."""
    found = set(stems)
    return found.union(*(group for group in _alike() if group & found))


@cache
def _alike() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(stems_of(group)) for group in _tables()["words"]["alike"])


@cache
def _tables() -> dict[str, Any]:
    return read_toml(VOCABULARY)
