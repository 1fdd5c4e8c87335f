"""Where a figure of a sentence stands in a passage, and whether it stands there for the same thing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from retrieval.verification.agreement import agree, is_same_kind
from retrieval.verification.dates import Grain, Moment, is_period
from retrieval.verification.directions import is_at_other_end, is_other_way
from retrieval.verification.evidence import Line
from retrieval.verification.fitness import (
    RIVAL_MARGIN,
    Printed,
    Spot,
    are_told_by_date,
    home_of,
    kinship,
    nearness,
    printed_in,
    spots,
)
from retrieval.verification.measures import Setting, read_setting
from retrieval.verification.segments import Segment
from retrieval.verification.statements import union
from retrieval.verification.wording import contents_of, kin_of, kinds_of, senses_of

COUNTED = 2  # words after a number that may name what it counts
LARGEST_COUNT = 12  # up to which a number without a unit counts things that the words after it name
FAR_RIVAL_MARGIN = 0.15  # by which no figure of another line of the passage may fit the words better

_COMPARED = re.compile(r"\b(?:compared (?:with|to)|versus|vs|against|than)\b", re.I)
PERIODS: frozenset[Grain] = frozenset({"quarter", "half", "year"})


def places_of(claimed: Spot, lines: Sequence[Line]) -> tuple[list[Printed], str]:
    """Where the figure stands in `lines` for the same thing; where nowhere, the reason why not."""
    found = [spot for line in lines for spot in printed_in(line) if _agree(claimed, spot)]
    faults = [_fault(claimed, spot, lines) for spot in found]
    placed = [spot for spot, fault in zip(found, faults, strict=True) if not fault]
    if placed:
        return placed, ""
    if not faults and _may_count(claimed, lines):
        return [], ""
    return [], f"{claimed.written}: {faults[0]}" if faults else f"no cited passage has {claimed.written}"


def _may_count(claimed: Spot, lines: Sequence[Line]) -> bool:
    """Whether the figure is a word that counts what the passage may list, and of which it gives no other count."""
    if claimed.figure.unit or not claimed.written.isalpha() or claimed.figure.value > LARGEST_COUNT:
        return False
    counted = union(map(kin_of, _counted(claimed)))
    return not any(counted.intersection(_counted(spot)) for line in lines for spot in printed_in(line))


def _counted(spot: Spot) -> list[str]:
    """The first words after a figure that say what it counts."""
    return contents_of(spot.said.text[spot.figure.end :])[:COUNTED]


def _agree(claimed: Spot, printed: Printed) -> bool:
    return agree(claimed.figure, printed.figure, claimed.said.setting, _setting(printed))


def _setting(printed: Printed) -> Setting:
    """What the row, the heading of its column, its section and header say of the unit, rate and scale."""
    line = printed.line
    label = read_setting(" ".join(part.text for part in line.label if not part.figures))
    near = [label, *(heading.setting for heading in line.heading(printed.segment))]
    over = [*line.headings[:1], line.paragraph] if line.is_row else [line.said, line.paragraph]
    around = [*near, *(part.setting for part in (*over, line.section, line.header))]
    is_rate = any(setting.rates for setting in near)
    scales = [setting.scale for setting in around if setting.scale != 1] if line.is_row and not is_rate else []
    return Setting(
        units=frozenset({printed.figure.unit}) if printed.figure.unit else union(setting.units for setting in around),
        rates=union(setting.rates for setting in (line.said.setting, line.paragraph.setting, *around)),
        bounds=line.said.setting.bounds,
        scale=scales[0] if scales else Decimal(1),
    )


def _fault(claimed: Spot, printed: Printed, lines: Sequence[Line]) -> str:
    """Why the printed figure is not what the claim says of it; empty where it is."""
    return next((fault for fault in _faults(claimed, printed, lines)), "")


def _faults(claimed: Spot, printed: Printed, lines: Sequence[Line]) -> Iterator[str]:
    line = printed.line
    if _is_of_another(claimed, printed):
        yield "the passage gives it for another company"
    if _is_at_another_time(claimed, printed):
        yield "the passage gives it for another date or period"
    if _rates_before(claimed) - _setting(printed).rates - {printed.figure.per}:
        yield "the passage gives it per something else, or in all"
    if is_at_other_end(claimed, printed):
        yield "the passage has it at the other end of the change"
    if is_other_way(claimed, printed):
        yield "the passage has it the other way, up or down, profit or loss"
    if kinds_of(claimed.segment.text) - union(part.senses for part in line.surroundings):
        yield "the passage gives it for another kind of thing"
    if _has_rival(claimed, printed, lines):
        yield "another figure of the passage fits these words better"


def _is_of_another(claimed: Spot, printed: Printed) -> bool:
    line = printed.line
    own = printed.segment.companies or union(segment.companies for segment in line.label)
    asked = next((part.companies for part in _from_nearest(claimed) if part.companies), frozenset())
    if own or not asked:
        return bool(asked) and own.isdisjoint(asked) and bool(own)
    # Where only the sentences around it name the company, a line about some other name is not about the company.
    subject = line.header.companies if len(line.header.companies) == 1 else frozenset()
    if asked & (line.said.companies | subject):
        return False
    if len(claimed.said.companies) > 1 and subject - line.paragraph.companies:
        return True
    return bool(senses_of(" ".join(line.said.names)) - claimed.said.senses)


def _from_nearest(claimed: Spot) -> list[Segment]:
    """The segments of a claim by their distance from the figure's, the earlier first."""
    order = sorted(range(len(claimed.said.segments)), key=lambda at: (abs(at - claimed.at), at > claimed.at))
    return [claimed.said.segments[at] for at in order]


def _is_at_another_time(claimed: Spot, printed: Printed) -> bool:
    line = printed.line
    own: Sequence[Moment]
    asked: Sequence[Moment]
    if line.is_row:
        label = next((part.moments for part in line.label if part.moments), ())
        headings = [moment for heading in line.heading(printed.segment) for moment in heading.moments]
        own = [*printed.segment.moments, *headings, *label]
        has_start = any(spot.role == "from" for spot in spots(claimed.said))
        dated = [part for part in _from_nearest(claimed) if part.moments]
        is_for_all = len(dated) == 1 and not has_start and not _COMPARED.search(claimed.said.text)
        asked = next((part.moments for part in dated if is_for_all or _may_date(part, claimed)), ())
    else:
        asked = claimed.segment.moments
        grains = frozenset(moment.grain for moment in asked)
        grains |= PERIODS if grains & PERIODS else frozenset()
        own = [moment for moment in printed.segment.moments if moment.grain in grains]
    if any(moment.grain == "earlier" for moment in asked):
        return not _is_earlier(claimed, own, line)
    if line.is_row and any(line.has_fiscal(theirs, mine) for mine in own for theirs in asked):
        return False
    own = [moment for moment in own if moment.grain != "earlier" and not moment.is_base]
    asked = [moment for moment in asked if not moment.is_base]
    return bool(own and asked) and not any(is_period(mine, theirs, line.years) for mine in own for theirs in asked)


def _may_date(part: Segment, claimed: Spot) -> bool:
    """Whether the dates of a part of the claim may be those of its figure: not where a later figure has them."""
    return part.start <= claimed.segment.start or not part.figures


def _is_earlier(claimed: Spot, own: Sequence[Moment], line: Line) -> bool:
    """Whether a figure dated `own` may be that of the year before the time that the claim names besides."""
    latest = line.latest
    named = {
        latest.year if latest and line.has_fiscal(moment, latest) else moment.year
        for moment in claimed.said.moments
        if moment.year
    }
    years = {moment.year + 1 for moment in own if moment.year}
    is_said = any(moment.grain == "earlier" for moment in own)
    return is_said or not named or not years or not named.isdisjoint(years)


def _rates_before(claimed: Spot) -> frozenset[str]:
    """What the words before the figure say that it is per, where it does not itself ("earnings per share were $1")."""
    home = claimed.said.segments[home_of(claimed.said, claimed.at)]
    before = home.text if home is not claimed.segment else home.text[: claimed.figure.start - home.start]
    return frozenset() if claimed.figure.per else read_setting(before).rates - {"year", "quarter"}


def _has_rival(claimed: Spot, printed: Printed, lines: Sequence[Line]) -> bool:
    """Whether a figure of the same kind that the claim does not name fits its words better."""
    passage = [spot for line in lines if line.hit is printed.line.hit for spot in printed_in(line)]
    rivals = [spot for spot in passage if _is_rival(claimed, spot, printed)]
    rivals = [spot for spot in rivals if not are_told_by_date(claimed, printed, spot)]
    near, share = nearness(claimed, printed), kinship(claimed, printed)
    return any(
        nearness(claimed, rival) > near + RIVAL_MARGIN
        if rival.line is printed.line
        else kinship(claimed, rival) > share + FAR_RIVAL_MARGIN
        for rival in rivals
    )


def _is_rival(claimed: Spot, spot: Printed, printed: Printed) -> bool:
    if spot.figure.unit != printed.figure.unit:
        return False
    setting = _setting(spot)
    if _rates_before(claimed) - setting.rates - {spot.figure.per}:
        return False
    is_count = not spot.figure.unit and abs(claimed.figure.value) <= LARGEST_COUNT and spot.line is not printed.line
    is_same = not is_count and is_same_kind(claimed.figure, spot.figure, claimed.said.setting, setting)
    return is_same and not any(_agree(other, spot) for other in spots(claimed.said))
