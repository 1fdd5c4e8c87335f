"""Whether a figure goes up or down, or is a profit or a loss, as a sentence says of it."""

from __future__ import annotations

from retrieval.verification.evidence import Line
from retrieval.verification.fitness import Printed, Spot, spots
from retrieval.verification.segments import Segment
from retrieval.verification.statements import Statement

CHANGES = frozenset({"up", "down", "gain", "lost"})
RESULTS = frozenset({"profit", "loss", "gain", "lost"})
NEGATIVE = frozenset({"down", "loss", "lost"})
# Which signs turn a sign round, and which bear it; "gain" and "lost" are said of changes and of results.
OPPOSED = {
    "up": frozenset({"down", "lost"}),
    "down": frozenset({"up", "gain"}),
    "profit": frozenset({"loss", "lost"}),
    "loss": frozenset({"profit", "gain"}),
    "gain": NEGATIVE,
    "lost": frozenset({"up", "profit", "gain"}),
}
BORNE_BY = {
    "up": frozenset({"up", "gain"}),
    "down": frozenset({"down", "lost"}),
    "profit": frozenset({"profit", "gain"}),
    "loss": frozenset({"loss", "lost"}),
    "gain": frozenset({"up", "profit", "gain"}),
    "lost": NEGATIVE,
}


def change_of(said: Statement) -> str:
    """The direction, up or down, that the figures of `said` themselves give where it names both ends of a change."""
    found = spots(said)
    start = next((spot for spot in found if spot.role == "from"), None)
    near = [spot for spot in found if start and spot.role != "from" and abs(spot.at - start.at) <= 1]
    ends = [spot.figure for spot in near if start and spot.figure.unit == start.figure.unit]
    if not start or not ends or start.figure.value == ends[0].value:
        return ""
    return "up" if abs(ends[0].value) > abs(start.figure.value) else "down"


def is_other_way(claimed: Spot, printed: Printed) -> bool:
    """Whether the passage has the figure go, or be, the other way than the claim says, or does not say that way."""
    return _lacks_sign(claimed, printed.line) or _is_turned(claimed, printed) or _goes_otherwise(claimed, printed)


def is_at_other_end(claimed: Spot, printed: Printed) -> bool:
    """Whether the claim has something start at a figure with which it ends in the passage, or the other way round."""
    if printed.role or not printed.counterpart:
        return bool(claimed.role and printed.role) and claimed.role != printed.role
    has_start = any(spot.role == "from" for spot in spots(claimed.said))
    return has_start and claimed.role in ("from", "to") and (claimed.role == "to") != printed.is_later


def _lacks_sign(claimed: Spot, line: Line) -> bool:
    """Whether the claim says "down" or "loss" of its figure where the line does not; figures may say so themselves."""
    signs = claimed.segment.signs & NEGATIVE if not change_of(claimed.said) else frozenset()
    stated = line.signs
    if not line.is_row and stated.isdisjoint(RESULTS):  # then the sentences around it say whose result it is
        stated |= line.paragraph.signs & RESULTS
    return any(stated.isdisjoint(BORNE_BY[sign]) for sign in signs)


def _is_turned(claimed: Spot, printed: Printed) -> bool:
    """Whether the nearest words about the printed figure, or its own sign, turn round what the claim says of it."""
    around: list[Segment | Statement]
    around = [printed.segment, *printed.line.heading(printed.segment), *printed.line.label]
    for pair in (CHANGES, RESULTS):
        own = next((part.signs & pair for part in around if part.signs & pair), frozenset())
        asked = claimed.segment.signs & pair
        if printed.figure.value < 0 and (pair is CHANGES) == (printed.figure.unit == "%"):
            if claimed.figure.value > 0 and not claimed.segment.signs & NEGATIVE and not own & NEGATIVE:
                return True
            own &= NEGATIVE
        if own and asked and all(own <= OPPOSED[sign] for sign in asked):
            return True
    return False


def _goes_otherwise(claimed: Spot, printed: Printed) -> bool:
    """Whether the row of the figure goes down from its first date to its last where the claim says up, or up."""
    other, asked = printed.counterpart, claimed.segment.signs & {"up", "down"}
    if not other or len(asked) != 1 or printed.figure.unit == "%" or change_of(claimed.said):
        return False
    last, first = (printed.figure, other.figure) if printed.is_later else (other.figure, printed.figure)
    if printed.line.said.signs & {"up", "down"} or first.value * last.value <= 0 or first.value == last.value:
        return False
    return ("up" if abs(last.value) > abs(first.value) else "down") not in asked
