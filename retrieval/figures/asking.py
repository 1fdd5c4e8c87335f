"""How questions ask for figures: of each period, how they moved, what share they are, and what to make of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from retrieval.terms import patterns

NUMBERS = {
    name: number for number, name in enumerate(["two", "three", "four", "five", "six", "seven", "eight"], start=2)
}
WAYS = patterns()
EACH, TREND, CHANGED, COMPARED, SEQUENTIAL, YEAR_AGO, PRIOR_YEAR, REASON, AMOUNT, BY_PARTS = (
    WAYS[name]
    for name in (
        "each",
        "trend",
        "changed",
        "compared",
        "sequential",
        "year_ago",
        "prior_year",
        "reason",
        "amount",
        "by_parts",
    )
)
SEVERAL = re.compile(rf"\b(?:last|past|latest|recent) (?P<count>{'|'.join(NUMBERS)}|[2-8])\b", re.I)
OF_YEARS = re.compile(
    r"\b(?:years|annual(?:ly)?|(?:each|every|by|per) (?:fiscal )?year|year (?:by|to|after) year)\b", re.I
)
OF_QUARTERS = re.compile(r"quarter|\b10-?q", re.I)
ASKING = re.compile(
    r"(?:^|[,:])\W*(?:(?:in|to|by) (?=what|how))?"
    r"(?:how|what|which|ha[sd]|have|did|does|do|is|are|was|were|can|could|show|list|give|compar\w+)\b",
    re.I,
)
_CONCLUSION, _SUGGEST, _PORTION, _GIVES = (WAYS[name].pattern for name in ("conclusion", "suggest", "portion", "gives"))
_ASKS = r"\b(?:what|how|which)\b"
CONCLUSION = re.compile(
    rf"(?:[,;.?!:–-]|\b(?:and|or|but)\b)\W*(?:if so|{_ASKS}(?=(?:(?!{_ASKS})[^.?])*{_CONCLUSION})).*$"
    rf"|\s{_SUGGEST}\s+(?:about|on|of|regarding|for|that)\b.*$",
    re.I | re.S,
)
_IS_PLAIN = r"(?:is|are|was|were)"
_IS = r"(?:(?:is|are|was|were|has been|have been|that)\s+)"
_NAMED = r"percent(?:age)?|%|proportion|share|portion|fraction|contribution"
PORTIONS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"{_PORTION} (?:of|in) (?P<whole>.+?)\s+(?:did|does|do)\s+(?P<part>.+?)\s+{_GIVES}(?P<rest>.*)",
        rf"{_PORTION} (?:of|in) (?P<whole>.+?)\s+(?:{_IS}?(?:{_GIVES}\s+)?(?:from|by|to)|{_IS_PLAIN})\s+(?P<part>.+)",
        rf"(?P<part>.+?)(?:['’]s?)?\s+(?:as\s+)?(?:an?\s+|in\s+)?(?:{_NAMED}) (?:of|to) (?P<whole>.+)",
        r"\bratio of (?P<part>.+?) to (?P<whole>.+)",
        r"(?P<part>.+?)\s(?:(?:compar\w+|relative|measures? up|measured up|stack(?:ed|s)? up|in relation|relat\w+)"
        r" (?:with|to|against)|versus|vs\.?|against) (?P<whole>.+)",
    )
)


def gist(question: str) -> str:
    """`question` without the conclusions that it asks to be drawn: "… and what might this indicate"."""
    match = CONCLUSION.search(question)
    opening = question[: match.start()] if match else ""
    return opening if ASKING.search(opening) else question


def is_of_each(question: str) -> bool:
    """Whether the figures of all periods are asked for, one by one."""
    return bool(EACH.search(question) or TREND.search(question))


def how_many(question: str) -> int | None:
    """How many of the last periods are asked for, where that is said: "over the last three quarters"."""
    match = SEVERAL.search(question)
    return NUMBERS.get(match["count"].lower()) or int(match["count"]) if match else None


def bare(question: str) -> str:
    """`question` without the words that ask for a movement, a comparison or several periods."""
    for pattern in (EACH, TREND, SEVERAL, SEQUENTIAL, YEAR_AGO, PRIOR_YEAR, CHANGED, COMPARED):
        question = pattern.sub(" ", question)
    return question


def joins(question: str, names: Sequence[str]) -> bool:
    """Whether `question` joins several `names`, each with the next, by "and", "or" or a comma."""
    places = sorted((question.find(name), question.find(name) + len(name)) for name in names)
    between = (question[end:start] for (_, end), (start, _) in pairwise(places))
    return len(names) > 1 and all(re.search(r",|\b(?:and|or|vs|versus)\b|^\s*&\s*$", text, re.I) for text in between)


def portions(question: str) -> Iterator[tuple[str, str]]:
    """The part and the whole of which a share is asked for, as `question` names them: each reading of its words."""
    for pattern in PORTIONS:
        match = pattern.search(question)
        if match:
            yield match["part"], f"{match['whole']} {match.groupdict().get('rest') or ''}".strip()
