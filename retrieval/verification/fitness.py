"""How well a printed figure fits the words that a claim puts around its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from retrieval.verification.dates import Moment, bears
from retrieval.verification.evidence import Line
from retrieval.verification.figures import Figure
from retrieval.verification.segments import Segment, figure_key, is_figure, is_name, moment_keys
from retrieval.verification.statements import Statement, union
from retrieval.verification.wording import senses_of, sign_words

NEAR = 0.6  # what a word counts for in the next part of a sentence; its square in the one after that
BESIDE = 0.3  # what a word of another cell of the row, or of the paragraph, counts for
NAME = 3.0  # what a name or another figure counts for beside an ordinary word
UNUSED_OWNER = 0.1  # what a figure loses that is a part of something of which the claim does not speak
UNUSED_LABEL = 0.2  # what a row loses whose label says something else altogether
RIVAL_MARGIN = 0.08  # by which no other figure of the line may fit the words better
SWAP_MARGIN = 0.04  # the same for two figures of the claim that would stand for each other

_OWNER = re.compile(r"[\s%-]*(?:\w+\s+){0,2}?of\s+((?:[\w'’-]+\s*){1,3})|-\w+\s+((?:[\w'’-]+\s*){1,2})")
_ROLE = re.compile(
    r"\b(from|to)\s+(?:(?:an?\s+)?(?:net\s+|operating\s+)?(?:loss|income|profit)\s+of\s+)?"
    r"(?:(?:about|around|nearly|almost|roughly|minus|over)\s+)?[($]*$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Spot:
    """A figure of a statement and the number of the segment that it stands in."""

    said: Statement
    at: int
    figure: Figure

    @property
    def segment(self) -> Segment:
        return self.said.segments[self.at]

    @property
    def written(self) -> str:
        return self.said.text[self.figure.start : self.figure.end].strip(" ()")

    @property
    def role(self) -> str:
        """Whether the figure is where something starts ("from") or ends ("to")."""
        match = _ROLE.search(self.said.text[max(0, self.figure.start - 40) : self.figure.start])
        if match:
            return match[1].lower()
        after = [moment for moment in self.segment.moments if moment.start >= self.figure.end]
        is_last = not any(self.figure.end <= other.start for other in self.segment.figures)
        is_earlier = is_last and any(moment.grain == "earlier" for moment in after)
        return "from" if is_earlier and self.figure.unit != "%" else ""

    @property
    def owner(self) -> frozenset[str]:
        """What the words right after the figure say that it is a part or a measure of ("70% of mining")."""
        match = _OWNER.match(self.said.text, self.figure.end)
        return senses_of(match[1] or match[2]) if match else frozenset()


@dataclass(frozen=True, slots=True)
class Printed(Spot):
    """A figure of a line of a passage."""

    line: Line

    @property
    def counterpart(self) -> Printed | None:
        """The other figure of its row, where there are just two, each under a date of its own."""
        cells = [other for other in printed_in(self.line) if other.figure.unit == self.figure.unit]
        columns = {self.line.column(other.at) for other in cells}
        if len(cells) != 2 or len(columns) != 2 or None in columns:
            return None
        return next(other for other in cells if other.at != self.at)

    @property
    def is_later(self) -> bool:
        """Whether it stands under a later date than its counterpart, if it has one."""
        other = self.counterpart
        return other is not None and (self.line.column(self.at) or (0, 0)) > (self.line.column(other.at) or (0, 0))


def spots(claim: Statement) -> list[Spot]:
    return [Spot(claim, at, figure) for at, figure in claim.figures]


def printed_in(line: Line) -> Iterator[Printed]:
    return (Printed(line.said, at, figure, line) for at, figure in line.said.figures)


def nearness(claimed: Spot, printed: Printed, without: frozenset[str] = frozenset()) -> float:
    """How near, within its line, a figure stands to what the claim says about its own: from 0 to 1.

    For comparing the figures of one line. The keys `without` do not count.
    """
    line = printed.line
    found = _row_weights(printed) if line.is_row else _weights(printed.said, printed.at, with_lead=True)
    found |= dict.fromkeys(line.section.keys | line.header.keys, 1.0)
    is_of_more = printed.owner and printed.owner.isdisjoint(claimed.said.senses)
    return _share(claimed, line, found, without) - (UNUSED_OWNER if is_of_more else 0.0)


def kinship(claimed: Spot, printed: Printed) -> float:
    """How much of what the claim says about its figure a whole line says, less what only its label says.

    For comparing figures of different lines.
    """
    line = printed.line
    found = _row_weights(printed) if line.is_row else dict.fromkeys(line.said.keys, 1.0)
    found |= dict.fromkeys(line.section.keys | line.header.keys, 1.0)
    found = dict.fromkeys(line.paragraph.keys, BESIDE) | found
    label = union(segment.senses for segment in line.label if segment.cell == 0)
    unused = len(label - claimed.said.senses) / len(label) if label else 0.0
    return _share(claimed, line, found) - UNUSED_LABEL * unused


def are_swapped(first: tuple[Spot, Printed], second: tuple[Spot, Printed]) -> bool:
    """Whether two figures of a claim, each with its place, would fit better the other way round."""
    (claimed, printed), (other_claimed, other_printed) = first, second
    if claimed.figure.unit != other_claimed.figure.unit or claimed.figure.value == other_claimed.figure.value:
        return False
    if are_told_by_date(claimed, printed, other_printed):
        return False
    own = frozenset({figure_key(claimed.figure), figure_key(other_claimed.figure)})
    kept = nearness(claimed, printed, own) + nearness(other_claimed, other_printed, own)
    turned = nearness(claimed, other_printed, own) + nearness(other_claimed, printed, own)
    return turned > kept + SWAP_MARGIN


def are_told_by_date(claimed: Spot, one: Printed, other: Printed) -> bool:
    """Whether the dates of their columns tell two figures of a row apart, and the claim names a date to go by."""
    headings = [moment for spot in (one, other) for part in spot.line.heading(spot.segment) for moment in part.moments]
    return one.line is other.line and len(headings) > 1 and bool(claimed.said.moments)


def is_dated_elsewhere(claim: Statement, moment: Moment, line: Line) -> bool:
    """Whether a sentence gives the date for something else, and another such date for what the claim says."""
    at = next(at for at, part in enumerate(claim.segments) if moment in part.moments)
    if line.is_row or claim.segments[at].figures:
        return False  # the dates of rows and of figures are compared where the figures are
    stated = [(at, date) for at, part in enumerate(line.said.segments) for date in part.moments]
    stated = [(at, date) for at, date in stated if date.grain == moment.grain]
    same = [at for at, date in stated if bears(date, moment, line.years)]
    others = [at for at, date in stated if not any(bears(date, one, line.years) for one in claim.moments)]
    wanted = {key: weight for key, weight in _weights(claim, at).items() if key not in moment_keys(moment)}
    margin = RIVAL_MARGIN * sum(wanted.values())
    fits = {at: _sum(wanted, _weights(line.said, at)) for at in {*same, *others}}
    return bool(same and others) and max(fits[at] for at in others) > max(fits[at] for at in same) + margin


def _share(claimed: Spot, line: Line, found: Mapping[str, float], without: frozenset[str] = frozenset()) -> float:
    """The part of what the claim says near its figure that is `found`, names counting most."""
    ignored = without | {figure_key(claimed.figure)}
    names = senses_of(" ".join((*claimed.said.names, *line.said.names)))
    wanted = {
        key: weight * (NAME if key in names or is_name(key) else 1.0)
        for key, weight in _weights(claimed.said, claimed.at).items()
        if key not in ignored
    }
    return _sum(wanted, found) / sum(wanted.values()) if wanted else 1.0


def _sum(wanted: Mapping[str, float], found: Mapping[str, float]) -> float:
    return sum(weight * found.get(key, 0.0) for key, weight in wanted.items())


def home_of(said: Statement, at: int) -> int:
    """The part that says what the part `at` is about: itself, or an earlier one where it is only "up 5%"."""
    while at > 0 and not said.segments[at].senses - sign_words() and not said.segments[at].companies:
        at -= 1
    return at


def _weights(said: Statement, at: int, with_lead: bool = False) -> dict[str, float]:
    """What `said` says, counting less the farther from its part `at`; what leads a list may count as near.

    It counts less where the part says itself what its figure is of.
    """
    has_own = bool(said.segments[at].senses - said.segments[at].lead)
    lead = said.segments[at].lead if with_lead else ()
    weights = {key: NEAR if has_own and key in said.senses else 1.0 for key in lead}
    home = home_of(said, at)
    is_bracketed = said.text[max(0, said.segments[at].start - 1)] == "("
    place = max(0, at - 1) if is_bracketed else at
    for other, segment in enumerate(said.segments):
        distance = min(abs(other - place), abs(other - home)) if other != at else 0
        distance += bool(segment.figures and distance)  # what has a figure of its own is less to the point
        for key in segment.keys:
            if not is_figure(key) or home_of(said, other) == home:
                weights[key] = max(weights.get(key, 0.0), NEAR**distance)
    return weights


def _row_weights(printed: Printed) -> dict[str, float]:
    """What a row says: its label, the figure's cell and the heading of its column count in full."""
    line = printed.line
    cell = [segment for segment in line.said.segments if segment.cell == printed.segment.cell]
    near = union(part.keys for part in (*line.label, *cell)) | union(
        part.keys for part in line.heading(printed.segment)
    )
    return dict.fromkeys(line.said.keys, BESIDE) | dict.fromkeys(near, 1.0)
