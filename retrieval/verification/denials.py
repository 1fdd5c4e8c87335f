"""Whether the lines of a passage deny what a sentence denies, and nothing of what it says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from retrieval.verification.evidence import Line
from retrieval.verification.statements import Statement, union
from retrieval.verification.wording import clauses_of, kin_of, negations, senses_and_codes, vocabulary, words_of

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
    """What the negations of `text` deny."""
    return [_denial(scope) for scope in negations(text)]


def absences_of(text: str) -> list[Denial]:
    """The clauses of `text` that say without a negation that something is not so, or is so no more."""
    absent = vocabulary().absences
    return [_denial(clause) for clause in clauses_of(text) if not absent.isdisjoint(words_of(clause))]


def _denial(scope: str) -> Denial:
    known, words = vocabulary(), words_of(scope)
    said = READING if known.legible.intersection(words[:2]) else senses_and_codes(scope)
    return Denial(said, (said - known.telling) or said, not known.telling.isdisjoint(words))


def denial_faults(claim: Statement, chosen: Sequence[Line]) -> Iterator[str]:
    """Negations of the claim that the lines do not have, and those that only they have."""
    denied = denials_of(claim.text)
    texts = dict.fromkeys(part.text for line in chosen for part in (line.said, *line.groups, line.paragraph))
    stated = [denial for text in texts for denial in denials_of(text)]
    absent = [denial for text in texts for denial in absences_of(text)]
    is_gap = any(denials_of(line.hit.chunk.section) for line in chosen)
    is_telling = not vocabulary().telling.isdisjoint(words_of(claim.text))
    asserted = [] if is_gap and is_telling else denied
    subject = union(part.senses for line in chosen for part in (line.said, line.section))
    if not all(_is_denied(denial, [*stated, *absent], subject) for denial in asserted):
        yield "the passage does not deny this"
    told = senses_and_codes(claim.text)
    kept = [*denied, *absences_of(claim.text)]
    if any(_says_contrary(told, denial, kept) for denial in stated):
        yield "the passage denies this"
    if is_gap and not kept:
        yield "the passage names this as not known"


def _is_denied(denial: Denial, stated: Iterable[Denial], subject: frozenset[str]) -> bool:
    """Whether the passage denies the same; what a bare "none" denies is its `subject`."""
    absent = vocabulary().absences & denial.said
    return any(_is_same(denial, other, subject) for other in stated if absent.isdisjoint(other.said))


def _is_same(denial: Denial, other: Denial, subject: frozenset[str]) -> bool:
    if other.is_of_knowledge and not denial.is_of_knowledge:
        return False
    if other.said and denial.said:
        shared = sum(not kin_of(word).isdisjoint(other.said) for word in denial.said)
        return shared >= SAME * min(len(other.said), len(denial.said))
    return other.said == denial.said or (not other.said and not subject.isdisjoint(denial.what))


def _says_contrary(told: frozenset[str], denial: Denial, denied: Sequence[Denial]) -> bool:
    if any(denial.said & other.said for other in denied):
        return False
    repeated = sum(not kin_of(word).isdisjoint(told) for word in denial.what)
    return bool(denial.what) and repeated >= DENIED * len(denial.what)
