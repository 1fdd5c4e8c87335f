"""Sources that differ over one thing, and facts that may be out of date: what stands beside an answer then."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from retrieval.concepts import Concepts
from retrieval.extractive import Scored
from retrieval.kinds import NUMBER, kinds_wanted
from retrieval.lexicon import Lexicon
from retrieval.quoting import Claim, Quote
from retrieval.search import Query
from retrieval.types import Source
from retrieval.verification.agreement import is_rounded
from retrieval.verification.dates import Moment, blank_moments, read_moments
from retrieval.verification.figures import Figure, read_figures

FRESH = timedelta(days=180)
RIVALS = 12  # units that are compared with the best one
SUBJECT = 0.75  # of the question's words, as far as documents have them, that both must hold
NEAR = 0.5  # of the greater figure: what lies further apart counts something else
NOW = re.compile(
    r"\b(?:now|currently|current|today|these days|at the moment|at present|still|latest|newest|most recent|so far)\b",
    re.I,
)
PRESENT = re.compile(r"^\W*(?:who|what|where|which|how)\b[^?]*?(?:\b(?:is|are|does|do|has|have)\b|['’]s\b)", re.I)
PAST = re.compile(r"\b(?:was|were|did|had|been)\b", re.I)


def dated(claims: Sequence[Claim], question: str, today: date) -> list[Claim]:
    """`claims` with the date of their document beside them, where it is old and the question is about now."""
    is_now = NOW.search(question) or (
        PRESENT.search(question) and kinds_wanted(question) and not PAST.search(question) and not read_moments(question)
    )
    return [_with_date(claim, today) for claim in claims] if is_now else list(claims)


def _with_date(claim: Claim, today: date) -> Claim:
    """The claim with the date of its newest document, unless it names a date itself or is recent."""
    published = max((quote.hit.source.published_on or today for quote in claim.quotes), default=today)
    if today - published <= FRESH or any(moment.year for moment in read_moments(claim.text)):
        return claim
    return replace(claim, text=f"{claim.text} (as of {published:%-d %B %Y})")


def differing(query: Query, scored: Sequence[Scored], lexicon: Lexicon) -> list[Claim]:
    """What another document says instead of the best unit: the same thing at the same time in another number."""
    if NUMBER not in kinds_wanted(query.question) or not scored:
        return []
    best, *others = scored[:RIVALS]
    concepts = Concepts(query.question, lexicon)
    figure, held = _only_figure(best, query.question), _held(best, concepts, lexicon)
    known = [stem for stem in concepts.weights if lexicon.has(stem)]
    if figure is None or len(held) < SUBJECT * len(known):
        return []
    for other in others:
        rival = _only_figure(other, query.question)
        if (
            rival
            and other.hit.source.id != best.hit.source.id
            and held <= _held(other, concepts, lexicon)
            and _is_same_time(best, other)
            and _is_other_amount(figure, rival)
        ):
            said = (_said(each, one) for each, one in ((best, figure), (other, rival)))
            quotes = tuple(Quote.of(each.unit, each.unit, each.hit) for each in (best, other))
            return [Claim(f"Sources differ: {', '.join(said)}.", quotes)]
    return []


def _held(scored: Scored, concepts: Concepts, lexicon: Lexicon) -> set[str]:
    """The words of the question that a unit or its heading has."""
    stems = set(lexicon.stems(f"{scored.unit.chunk.section} {scored.unit.shown}"))
    return {stem for stem in concepts.weights if concepts.is_met(stem, stems)}


def _only_figure(scored: Scored, question: str) -> Figure | None:
    """The one amount of a sentence that has a unit and that the question does not give."""
    text = scored.unit.quote
    asked = {figure.value for figure in read_figures(blank_moments(question, read_moments(question)))}
    found = read_figures(blank_moments(text, read_moments(text)))
    found = tuple(figure for figure in found if figure.value not in asked and (figure.unit == "%" or figure.is_money))
    return found[0] if len(found) == 1 and not scored.unit.is_row and not scored.unit.is_unknown else None


def _is_same_time(one: Scored, other: Scored) -> bool:
    """Whether both name the same days or periods, or neither names one."""
    return _times(one) == _times(other)


def _times(scored: Scored) -> set[tuple[str, int | None, int | None]]:
    moments: tuple[Moment, ...] = read_moments(scored.unit.quote)
    return {(moment.grain, moment.part, moment.day) for moment in moments if moment.grain != "year"}


def _is_other_amount(one: Figure, other: Figure) -> bool:
    """Whether two figures of one unit differ by more than rounding, and not so much that they count other things."""
    if one.unit != other.unit or one.per != other.per or is_rounded(one, other):
        return False
    step = max(one.step, other.step)
    apart = abs(abs(one.value) - abs(other.value))
    return step / 2 < apart <= max(abs(one.value), abs(other.value)) * type(step)(str(NEAR))


def _said(scored: Scored, figure: Figure) -> str:
    """A figure as it is printed, with the document and its date."""
    text = blank_moments(scored.unit.quote, read_moments(scored.unit.quote))
    return (
        f"{text[figure.start : figure.end].strip()}{'%' if figure.unit == '%' else ''} in {_named(scored.hit.source)}"
    )


def _named(source: Source) -> str:
    return f"“{source.title}”" + (f" ({source.published_on:%-d %B %Y})" if source.published_on else "")
