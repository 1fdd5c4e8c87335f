"""Whether a sentence puts together what its passage puts together, and not one thing in the place of another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, permutations

from retrieval.verification.doers import doer_faults
from retrieval.verification.evidence import Line
from retrieval.verification.segments import Segment, figure_key, moment_keys
from retrieval.verification.statements import Statement
from retrieval.verification.wording import contents_of, kin_of, sign_words, words_of

Part = frozenset[str]
Places = Mapping[str, frozenset[int]]

_THAN = re.compile(r"([^.;,]*)\bthan\b([^.;,]*)", re.I)
_CLAUSE_END = re.compile(r"[;|]|\b(?:and|but|or|with|while|whereas|against|versus|compared)\b", re.I)
_POSSESSIVE = re.compile(r"\b(?P<owner>(?:[A-Z][\w&-]* )*[A-Z][\w&-]*)['’]s? (?:\w+ )?(?P<owned>[A-Z]\w+)")


def role_faults(claim: Statement, chosen: Sequence[Line], passage: Sequence[Line]) -> Iterator[str]:
    """What the claim says of one thing that the paragraphs of `chosen`, part of `passage`, say of another."""
    near = [line for line in passage if line in chosen or any(line.quote in one.paragraph.text for one in chosen)]
    for parts_of in (_parts, _clauses):
        stated = [part for line in near for part in parts_of(line.said, line)]
        if any(_are_crossed(one, other, stated) for one, other in combinations(parts_of(claim), 2)):
            yield "the passage says the one thing of the other"
    if _is_compared_otherwise(claim, near):
        yield "the passage compares them the other way round"
    yield from doer_faults(claim, chosen, near)
    if owner := _other_owner(claim.text, " ".join(line.quote for line in near)):
        yield f"in the passage it is not {owner}'s"


def _is_compared_otherwise(claim: Statement, near: Sequence[Line]) -> bool:
    """Whether what the claim puts before its "than" stands after that of the passage, and the other way round."""
    told, stated = _sides_of_than(claim.text), [_sides_of_than(line.quote) for line in near]
    return any(
        told[0] & after and told[1] & before and not told[0] & before and not told[1] & after
        for before, after in stated
    )


def _sides_of_than(text: str) -> tuple[Part, Part]:
    """The words in the clause before and after "than" that stand on one side only; none where there is no "than"."""
    match = _THAN.search(text)
    before, after = (frozenset(contents_of(match[n])) for n in (1, 2)) if match else (frozenset(), frozenset())
    return before - after, after - before


def _parts(said: Statement, line: Line | None = None) -> Iterator[Part]:
    """The words and companies of each part; those of a row's cell with those of its heading."""
    for segment in said.segments:
        headings = line.heading(segment) if line else []
        yield _words(said, segment).union(*(_words(heading, part) for heading in headings for part in heading.segments))


def _clauses(said: Statement, line: Line | None = None) -> Iterator[Part]:
    """The same for what commas and brackets do not part."""
    clause: Part = frozenset()
    end = 0
    for segment, part in zip(said.segments, _parts(said, line), strict=True):
        if clause and _CLAUSE_END.search(said.text, end, segment.start):
            yield clause
            clause = frozenset()
        clause |= part
        end = segment.start + len(segment.text)
    yield clause


def _words(said: Statement, segment: Segment) -> Part:
    words = said.plain[segment.start : segment.start + len(segment.text)]
    signs = sign_words().intersection(words_of(words))
    dates = (" ".join(sorted(moment_keys(moment))) for moment in segment.moments)
    companies = (f"company {ticker}" for ticker in segment.companies)
    return signs.union(contents_of(words), companies, dates, map(figure_key, segment.figures))


def _are_crossed(one: Part, other: Part, stated: Sequence[Part]) -> bool:
    """Whether two parts of a claim have their words in turn with each other's: "A pays, B grows" for "B pays, A grows".

    That is so where each pairs two words that no part of the passage has together, and the passage pairs each of them
    with a word of the other part.
    """
    places = {word: _places(word, stated) for word in one | other}
    return any(
        places[subject] & places[predicate] and places[other_subject] & places[other_predicate]
        for subject, other_predicate in _strangers(one, other, places)
        for other_subject, predicate in _strangers(other, one, places)
    )


def _strangers(part: Part, other: Part, places: Places) -> Iterator[tuple[str, str]]:
    """Two words of `part`, and of no kin in `other`, that the passage has, but never together."""
    words = sorted(word for word in part if places[word] and kin_of(word).isdisjoint(other))
    return ((one, two) for one, two in permutations(words, 2) if not places[one] & places[two])


def _places(word: str, stated: Sequence[Part]) -> frozenset[int]:
    """Where a word stands in the passage, or words of its kin where it does not stand itself."""
    exact = frozenset(at for at, part in enumerate(stated) if word in part)
    return exact or frozenset(at for at, part in enumerate(stated) if not kin_of(word).isdisjoint(part))


def _other_owner(claim: str, passage: str) -> str:
    """Whom the claim gives something that has a name and that in the passage is only another's; empty where nobody."""
    owners: dict[str, set[str]] = {}
    for match in _POSSESSIVE.finditer(passage):
        owners.setdefault(match["owned"], set()).update(match["owner"].split())
    owned = ((match["owner"], match["owned"]) for match in _POSSESSIVE.finditer(claim))
    return next((owner for owner, thing in owned if thing in owners and owners[thing].isdisjoint(owner.split())), "")
