"""What a question means after those before it: which of them it leans on, and which it wants no document for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.routing import Route, route
from retrieval.types import Company

LEANS = re.compile(
    r"^(?:(?:ok(?:ay)?|so|but|and|also|or|then|yes|no|well|hm+|thanks?)\b[\s,]*)+"
    r"|^(?:what|how) about\b|^same\b|^why\b\W*$|^which one"
    r"|\b(?:it|its|it's|that|this|these|those|they|them|their|theirs|he|she|his|her|him|there)\b"
    r"|\b(?:the same|the other|former|latter|the deal|the company|both)\b",
    re.I,
)
ABOUT_ANOTHER = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|so|and|but|or|also)\b[\s,]*)*(?:(?:what|how) about|for|the same for)?\s*", re.I
)
FEW_WORDS = 4
CHAIN = 4  # earlier questions looked at


def standalone(question: str, history: Sequence[str], companies: Sequence[Company]) -> tuple[str, str]:
    """The question as it is to be searched, and the earlier words that it leans on ("" when it stands alone).

    "and Energy Fuels?" becomes the question before with the company put in its place.
    """
    if not history or not leans(question, companies):
        return question, ""
    before, context = standalone(history[-1], history[-CHAIN - 1 : -1], companies)
    now, then = route(question, companies), route(before, companies)
    if now.companies and _is_only_names(question, now):
        return _with_names(before, then, ABOUT_ANOTHER.sub("", question).strip(" ?")), context
    return question, f"{context} {before}".strip()


def leans(question: str, companies: Sequence[Company]) -> bool:
    """Whether `question` cannot be understood without what was asked before it."""
    named = route(question, companies)
    if named.companies:
        return _is_only_names(question, named)
    return bool(LEANS.search(question)) or len(question.split()) <= FEW_WORDS


def may_stand(question: str) -> bool:
    """Whether `question` has nothing in it that points back, however short it is."""
    return not LEANS.search(question)


def _is_only_names(question: str, named: Route) -> bool:
    """Whether nothing is asked beside the names of companies: "and Energy Fuels?"."""
    rest = ABOUT_ANOTHER.sub("", question)
    for name in named.names:
        rest = rest.replace(name, "")
    return not re.search(r"\w{2,}", re.sub(r"\b(?:and|or|then|too|as well|inc|corp)\b", "", rest, flags=re.I))


def _with_names(before: str, then: Route, names: str) -> str:
    """The question `before` with the companies that it named replaced by `names`."""
    for name in sorted(then.names, key=len, reverse=True):
        if name in before:
            replaced = before.replace(name, names, 1)
            return replaced if len(then.companies) == 1 else names
    return f"{before} {names}"
