"""Which lines of the cited passages bear a sentence, and what they leave unborne where none do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from retrieval.verification.agreement import is_rounded
from retrieval.verification.dates import bears
from retrieval.verification.evidence import Line
from retrieval.verification.faults import Similarity, faults_of
from retrieval.verification.fitness import Printed, Spot, are_swapped, spots
from retrieval.verification.placing import places_of
from retrieval.verification.statements import Statement, stems_of, union
from retrieval.verification.wording import contents_of, kin_of

LEAST_SIMILARITY = 0.3  # cosine between a sentence and one of its lines
LEAST_WITHOUT_FIGURES = 0.45  # the same where there are no figures to go by
MOST_WIDENED = 2  # of these sets, with one line more
MOST_TRIED = 4  # sets of lines; one that bears the sentence is nearly always the first


@dataclass(frozen=True, slots=True)
class Grounds:
    """The lines that bear a sentence, or come nearest to it, and what they do not bear of it."""

    lines: tuple[Line, ...]
    faults: tuple[str, ...]


def ground(claim: Statement, lines: Sequence[Line], similarity: Similarity | None = None) -> Grounds:
    """The fewest of `lines` that bear `claim`, or those that come nearest with the faults that remain.

    `similarity` gives the cosines of a text with others; without it the words alone decide on closeness in meaning.
    """
    places = []
    for spot in spots(claim):
        found, fault = places_of(spot, lines)
        if fault:
            return Grounds((), (fault,))
        if found:
            places.append((spot, found))
    if fault := _swapped(places):
        return Grounds((), (fault,))
    best = Grounds((), ("nothing of it stands in the cited passages",))
    for chosen in _choices(claim, [found for _, found in places], lines):
        faults = tuple(_all_faults(claim, chosen, lines, similarity))
        if not faults:
            return Grounds(chosen, ())
        best = Grounds(chosen, faults) if not best.lines or len(faults) < len(best.faults) else best
    return best


def _all_faults(
    claim: Statement, chosen: Sequence[Line], lines: Sequence[Line], similarity: Similarity | None
) -> Iterator[str]:
    hits = [line.hit for line in chosen]
    faults = list(faults_of(claim, chosen, [line for line in lines if line.hit in hits], similarity))
    yield from faults
    readings = [text for line in chosen for text in (line.quote, line.reading)]
    least = LEAST_SIMILARITY if any(claim.figures) else LEAST_WITHOUT_FIGURES
    if similarity and not faults and max(similarity(claim.text, readings)) < least:
        yield "the cited passage is about something else"


def _swapped(places: Sequence[tuple[Spot, Sequence[Printed]]]) -> str:
    """The fault of a claim whose figures stand in the passage with each other's words."""
    for (claimed, found), (other, others) in combinations(places, 2):
        together = [(one, two) for one in found for two in others if one.line.hit is two.line.hit]
        if together and all(_are_out_of_turn(one, two) for one, two in together):
            return "the figures stand in another order"
        if together and all(are_swapped((claimed, one), (other, two)) for one, two in together):
            return "the figures stand the other way round"
        is_once = claimed.figure.unit == other.figure.unit or not (claimed.figure.unit and other.figure.unit)
        if together and is_once and all(_is_same_place(one, two) for one, two in together):
            return "the passage has this figure only once"
        if claimed.role != other.role and is_rounded(claimed.figure, other.figure):
            return "the same figure stands for both ends of the change"
    return ""


def _is_same_place(one: Printed, two: Printed) -> bool:
    return one.line is two.line and one.figure.start == two.figure.start


def _are_out_of_turn(one: Printed, two: Printed) -> bool:
    """Whether two figures that "respectively" gives out in turn are claimed in another turn."""
    is_listed = one.line is two.line and "respectively" in one.line.quote and one.figure.unit == two.figure.unit
    return is_listed and not one.segment.moments and two.figure.start < one.figure.start


def _choices(
    claim: Statement, places: Sequence[Sequence[Printed]], lines: Sequence[Line]
) -> Iterator[tuple[Line, ...]]:
    """Sets of lines that between them have every figure of the claim, or every date, the most likely first."""
    ranked = sorted(lines, key=lambda line: -_overlap(claim, line))
    holders = [{spot.line for spot in found} for found in places] or list(_dated(claim, lines))
    if holders:  # no line is taken that holds none of the figures
        held = [line for line in ranked if any(line in holder for holder in holders)]
        ranked = sorted(held, key=lambda line: -sum(line in holder for holder in holders))
    tried: list[tuple[Line, ...]] = []
    for first in ranked[:MOST_TRIED]:
        chosen = [first]
        for holder in holders:
            if holder.isdisjoint(chosen):
                chosen.append(next(line for line in ranked if line in holder))
        tried.append(tuple(chosen))
    yield from tried
    yield from (wider for chosen in tried[:MOST_WIDENED] for wider in _widened(claim, chosen, lines))


def _widened(claim: Statement, chosen: tuple[Line, ...], lines: Sequence[Line]) -> Iterator[tuple[Line, ...]]:
    """The lines `chosen` with the one that says most of what they leave out of the claim, if any does.

    It has to be of the same paragraph, or of another cited passage where the claim names two companies.
    """
    said = stems_of(part for line in chosen for part in line.own)
    left = [word for word in contents_of(claim.plain) if said.isdisjoint(kin_of(word))]
    companies = claim.companies - union(line.said.companies | line.header.companies for line in chosen)
    hits = [line.hit for line in chosen]
    beside = [line for line in lines if any(line.quote in one.paragraph.text for one in chosen)]
    beside += [line for line in lines if line.hit not in hits and len(claim.companies) > 1]
    gains = {line: _gain(left, companies, line) for line in beside if line not in chosen}
    if gains and (most := max(gains.values())):
        yield (*chosen, next(line for line, gain in gains.items() if gain == most))


def _gain(left: Sequence[str], companies: frozenset[str], line: Line) -> int:
    said = stems_of(line.own)
    return sum(not said.isdisjoint(kin_of(word)) for word in left) + len(companies & line.header.companies)


def _dated(claim: Statement, lines: Sequence[Line]) -> Iterator[set[Line]]:
    """For each date of the claim the lines that name it themselves, where any do."""
    for dated in claim.moments:
        stated = [(line, moment) for line in lines for part in line.own for moment in part.moments]
        if holders := {line for line, moment in stated if bears(moment, dated, line.years)}:
            yield holders


def _overlap(claim: Statement, line: Line) -> float:
    shares = ((1.0, line.said), (0.5, line.paragraph), (0.3, line.section), (0.2, line.header))
    words = sum(weight * len(claim.senses & part.senses) for weight, part in shares)
    names = sum(weight * len(claim.companies & part.companies) for weight, part in shares)
    dates = sum(
        weight * any(bears(moment, dated, part.years) for moment in part.moments)
        for dated in claim.moments
        for weight, part in shares
    )
    return words + names + dates + len(claim.codes & line.said.codes)
