"""Whether the one who does something in a sentence is the one who does it in its passage."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product

from retrieval.verification.evidence import Line
from retrieval.verification.statements import Statement, union
from retrieval.verification.wording import contents_of, kin_of, vocabulary, words_of

REACH = 4  # words before and after a verb

Deed = tuple[str, str, str]

_DOER = re.compile(
    r"(?:(?:The|A)\s+(?P<noun>department|government|board|bank|agency|buyer|lender|court|party)|(?P<name>[A-Z]{3,}))"
    r"\s+(?:\w+ly\s+)?(?:\w+s|\w+ed|held|took|gave|may|will|would|had|sold|bought)\b"
)


def doer_faults(claim: Statement, chosen: Sequence[Line], near: Sequence[Line]) -> Iterator[str]:
    """What another one does in the lines `chosen`, or does to the doer in the lines `near` them."""
    stated = {deed for line in near for deed in _deeds(line.quote)}
    if any(_is_stated(deed[::-1], stated) and not _is_stated(deed, stated) for deed in _deeds(claim.text)):
        yield "the passage has it done the other way round"
    for line in chosen:
        if doer := _other_doer(claim, line):
            yield f"in the passage {doer} does this"


def _deeds(text: str) -> Iterator[Deed]:
    """Words before and after each transitive verb, the doer first: what follows its "by" does it."""
    transitive = vocabulary().transitive
    words = [word for word in words_of(text) if word == "by" or contents_of(word)]
    for at in (at for at, word in enumerate(words) if word in transitive):
        before, after = words[max(0, at - REACH) : at], words[at + 1 : at + 1 + REACH]
        for one, other in product(before, after):
            if one != other and transitive.isdisjoint((one, other)) and "by" not in (one, other):
                is_passive = "by" in after[: after.index(other)]
                yield (other, words[at], one) if is_passive else (one, words[at], other)


def _is_stated(deed: Sequence[str], stated: set[Deed]) -> bool:
    kin = [kin_of(word) for word in deed]
    return any(all(word in same for word, same in zip(other, kin, strict=True)) for other in stated)


def _other_doer(claim: Statement, line: Line) -> str:
    """Who does in the line what a claim says of the company that the document is about, and does not name."""
    is_of_company = claim.companies == line.header.companies and claim.companies.isdisjoint(line.said.companies)
    doer = _DOER.match(line.quote)
    if not doer or len(claim.companies) != 1 or not is_of_company:
        return ""
    name = doer["noun"] or doer["name"]
    return name if union(map(kin_of, words_of(claim.text))).isdisjoint(words_of(name)) else ""
