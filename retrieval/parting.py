"""A question that asks several things, as one question about each."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from retrieval.routing import route
from retrieval.types import Company

VERB = r"\b(?:is|are|was|were|do|does|did|has|have|had|will|can|would|owns?|runs?|pays?|leads?|makes?|gets?)\b"
FURTHER = re.compile(
    rf",?\s+and\s+(?=why\b|(?:where|when|how|who)\W*$|(?:what|how|who|when|where|which)\b(?:['’]s\b|[^,;?]*?{VERB}))",
    re.I,
)
# What the end of a question says of the sources, and not of its subject.
ASIDE = re.compile(
    r"[\s,;:.!?–-]*\b(?:(?:so|but|and)\s+)?(?:"
    r"(?:who|what|which)(?:\s+(?:one|number|figure|source))?(?:['’]s|\s+is|\s+are)\s+(?:right|correct|true|wrong)"
    r"|(?:i|we)\s+(?:see|saw|find|found|read|get)\s+(?:\w+\s+)?(?:different|differing|conflicting|other|several)"
    r"\s+(?:numbers?|figures?|values?|sources?|amounts?))\W*$",
    re.I,
)
LEANING = re.compile(r"\b(?:it|its|they|them|their|he|she|his|her|this|that|these|those)\b", re.I)
COMPARING = re.compile(r"\b(?:compar(?:e|ed|es|ing|ison)(?: of)?|versus|vs\.?)(?=\W|$)", re.I)
GIVING = r"like|such as|including|e\.g\.|for example"
AFTER = r"\s*(?:,|/|&|\b(?:and|or|versus|vs\.?|with|to|against)(?=\s))\s*"
BEFORE = r"\s*(?:,|/|&|\b(?:and|or|versus|vs\.?|with|to|against|than))+\s*"


def clauses(question: str) -> list[str]:
    """The questions that "and" joins, each with an asking word and a verb: "who leads it and where is it based"."""
    return FURTHER.split(question)


def without_examples(question: str, names: Iterable[str]) -> str:
    """`question` without the companies `names` that it only gives as examples: "are miners like MP or USAR in it"."""
    named = "|".join(re.escape(name) for name in names)
    if not named:
        return question
    given = rf"(?<=s) (?<!looks )(?<!seems )(?:{GIVING})\s+(?:{named})(?:{AFTER}(?:{named}))*(?!\w)"
    return re.sub(given, "", question)


def without_aside(question: str) -> str:
    """`question` without what its end says of the sources alone: "who is right?", "I see different numbers"."""
    subject = ASIDE.sub("", question)
    return subject if re.search(r"\w{2,}\W+\w{2,}\W+\w{2,}", subject) else question


def without(question: str, names: Iterable[str]) -> str:
    """`question` without the companies `names` of a comparison and without the words that compare them."""
    for name in sorted(names, key=len, reverse=True):
        named = rf"(?<!\w){re.escape(name)}(?!\w)"
        alone = re.sub(rf"{named}{AFTER}", " ", question)
        question = alone if alone != question else re.sub(rf"(?:{BEFORE})?{named}", " ", question)
    return re.sub(r"\s+(?=[,:?])", "", " ".join(COMPARING.sub(" ", question).split()))


def tells_of(text: str, company: Company, asked: Collection[Company], *, is_own: bool) -> bool:
    """Whether `text` may stand for `company` among those `asked` about; `is_own` where its document is about it."""
    named = route(text, list(asked)).companies
    return company in named or (is_own and not named)
