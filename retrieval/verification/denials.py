"""Whether the lines of a passage deny what a sentence denies, and nothing of what it says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.verification.evidence import Line
from retrieval.verification.statements import Statement, union
from retrieval.verification.wording import negations, senses_and_codes, vocabulary, words_of

READING = frozenset({"read"})
SAME = 0.4  # share of the shorter of two denials that makes them one
DENIED = 0.6  # share of what a passage denies that makes a sentence say the contrary


@dataclass(frozen=True, slots=True)
class Denial:
    """What a negation denies: all that it says, and that without the words of telling, if any is left.

    `is_of_knowledge` says that only word of it is denied ("no report of a closing").
    """

    said: frozenset[str]
    what: frozenset[str]
    is_of_knowledge: bool


def denials_of(text: str) -> list[Denial]:
    return [_denial(scope) for scope in negations(text)]


def _denial(scope: str) -> Denial:
    known, words = vocabulary(), words_of(scope)
    said = READING if known.legible.intersection(words[:2]) else senses_and_codes(scope)
    return Denial(said, (said - known.telling) or said, not known.telling.isdisjoint(words))


def denial_faults(claim: Statement, chosen: Sequence[Line]) -> Iterator[str]:
    """Negations of the claim that the lines do not have, and those that only they have."""
    denied = denials_of(claim.text)
    texts = dict.fromkeys(part.text for line in chosen for part in (line.said, *line.groups, line.paragraph))
    stated = [denial for text in texts for denial in denials_of(text)]
    is_gap = any(denials_of(line.hit.chunk.section) for line in chosen)
    is_telling = not vocabulary().telling.isdisjoint(words_of(claim.text))
    asserted = [] if is_gap and is_telling else denied
    subject = union(part.senses for line in chosen for part in (line.said, line.section))
    if not _all_matched(asserted, stated, subject):
        yield "the passage does not deny this"
    told = senses_and_codes(claim.text)
    if any(_says_contrary(told, denial, denied) for denial in stated):
        yield "the passage denies this"
    if is_gap and not denied:
        yield "the passage names this as not known"


def _all_matched(denied: Sequence[Denial], stated: Sequence[Denial], subject: frozenset[str]) -> bool:
    """Whether each denial has one of the passage's to itself; what a bare "none" denies is its `subject`."""
    left = list(stated)
    for denial in denied:
        fitting = [other for other in left if _is_same(denial, other, subject)]
        if not fitting:
            return False
        left.remove(max(fitting, key=lambda other: len(other.said & denial.said)))
    return True


def _is_same(denial: Denial, other: Denial, subject: frozenset[str]) -> bool:
    if other.said and denial.said:
        return len(other.said & denial.said) >= SAME * min(len(other.said), len(denial.said))
    return other.said == denial.said or (not other.said and not subject.isdisjoint(denial.what))


def _says_contrary(told: frozenset[str], denial: Denial, denied: Sequence[Denial]) -> bool:
    if any(denial.said & other.said for other in denied):
        return False
    return bool(denial.what) and len(denial.what & told) >= DENIED * len(denial.what)
