"""What lines of a passage do not bear of a sentence: dates, names, companies, directions, denials, words of weight."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from retrieval.sentences import split_sentences
from retrieval.verification.dates import Moment, bears
from retrieval.verification.denials import denial_faults
from retrieval.verification.directions import BORNE_BY, OPPOSED, change_of
from retrieval.verification.evidence import Line
from retrieval.verification.fitness import is_dated_elsewhere
from retrieval.verification.measures import CURRENCIES, TIMES
from retrieval.verification.roles import role_faults
from retrieval.verification.segments import Segment
from retrieval.verification.spellings import plain
from retrieval.verification.statements import Statement, stems_of, union
from retrieval.verification.wording import (
    contents_of,
    contradicted,
    is_hedged,
    is_reserved,
    kin_of,
    kinds_of,
    nations_of,
    senses_of,
    vocabulary,
    words_of,
)

Similarity = Callable[[str, Sequence[str]], Sequence[float]]

LEAST_COVERAGE_OF_PART = 0.5  # share of the words of a part of a sentence, where a figure, date or company
ANCHOR = 2  # counts for as many words, for it has been found in its place
LEAST_SIMILARITY_OF_PART = 0.6  # cosine with a line that makes up for words that it does not have
MOST_STRANGE = 2  # words of a part that its passage does not have
LEAST_OWN_COVERAGE = 0.4  # share that the lines themselves have to have where there are no figures to go by, where
FAR_MORE = 0.2  # share by which another line says more
BESIDE = 0.5  # is what a word counts for that only the sentences beside them have
RESERVED = 0.5  # share of what a line says with a reservation that makes a sentence say it too
RESERVED_ELSEWHERE = 0.6  # the same for the other lines of its passage
LEAST_ACRONYM = 3  # letters

_FIRST_WORD = re.compile(r"[A-Za-z][\w’'-]*")
_ORDINARY = re.compile(r"(?:ing|ions?|ments?|ly|it(?:y|ies)|ed|[ae]nces?|ness|ships?|able|ives?)$")


def faults_of(
    claim: Statement, chosen: Sequence[Line], passage: Sequence[Line], similarity: Similarity | None = None
) -> Iterator[str]:
    """What the lines `chosen`, with what stands around them, do not bear of `claim`; they are part of `passage`.

    `similarity` gives the cosines of a text with others; without it the words alone decide on closeness in meaning.
    """
    around = [statement for line in chosen for statement in line.surroundings]
    yield from _strange_codes(claim, around)
    yield from _strange_moments(claim, chosen)
    if not any(segment.figures for segment in claim.segments) and _is_told_of_another_date(claim, chosen, passage):
        yield "the passage gives another date for it"
    yield from _strange_companies(claim, chosen)
    yield from _strange_names(claim, around)
    yield from _strange_nations(claim, chosen)
    yield from _strange_opening(claim, around)
    yield from _strange_units(claim, around)
    yield from _turned(claim, chosen)
    yield from denial_faults(claim, chosen)
    yield from role_faults(claim, chosen, passage)
    yield from _reworded(claim, chosen, passage, around)
    yield from _uncovered(claim, chosen, around, similarity)


def _strange_codes(claim: Statement, around: Sequence[Statement]) -> Iterator[str]:
    codes = union(statement.codes for statement in around)
    amended = {code.removesuffix("/A") for code in codes}
    for code in sorted(claim.codes - codes - amended):
        yield f"no cited passage has {code} there"
    for address in sorted(claim.addresses - union(statement.addresses for statement in around)):
        yield f"no cited passage has the address {address}"


def _strange_moments(claim: Statement, chosen: Sequence[Line]) -> Iterator[str]:
    dated = [moment for moment in claim.moments if moment.grain != "earlier"]
    stated = [moment for line in chosen for part in line.surroundings for moment in part.moments]
    years = union(line.years for line in chosen)
    for moment in dated:
        if any(line.has_fiscal(moment, day) for line in chosen for part in line.headings for day in part.moments):
            continue
        if not any(bears(other, moment, years) for other in stated):
            yield f"no cited passage has the date {claim.text[moment.start : moment.end].strip()} there"
        elif _is_dated_otherwise(moment, dated, chosen, years):
            yield "the passage gives another date for it"
        elif any(is_dated_elsewhere(claim, moment, line) for line in chosen):
            yield "the passage gives this date for something else"
    for line in chosen:
        nearest = _nearest_dates(line, {moment.grain for moment in dated})
        if nearest and not any(bears(other, moment, years) for other in nearest for moment in dated):
            yield "the passage gives another date for it"


def _is_dated_otherwise(moment: Moment, dated: Sequence[Moment], chosen: Sequence[Line], years: frozenset[int]) -> bool:
    """Whether the lines themselves lack the date `moment`, and have one as fine that the claim does not name."""
    own = [other for line in chosen for part in line.own for other in part.moments]
    if any(bears(other, moment, years) for other in own):
        return False
    same = [other for other in own if other.grain == moment.grain]
    return any(not any(bears(other, one, years) for one in dated) for other in same)


def _is_told_of_another_date(claim: Statement, chosen: Sequence[Line], passage: Sequence[Line]) -> bool:
    """Whether a line that says far more of the claim than `chosen` do has a date of its own that the claim has not."""
    grains = {moment.grain for moment in claim.moments}
    least = max(_own_coverage(claim, [line], beside=0.0) for line in chosen) + FAR_MORE if chosen else 1.0
    for line in passage:
        dates = [moment for moment in line.said.moments if moment.grain in grains]
        others = dates and not any(bears(date, moment, line.years) for date in dates for moment in claim.moments)
        if others and line not in chosen and _own_coverage(claim, [line], beside=0.0) >= least:
            return True
    return False


def _nearest_dates(line: Line, grains: set[str]) -> Sequence[Moment]:
    """The dates of the nearest surroundings of `line`, itself first, that name some as fine as `grains`."""
    grains = grains | {"day"} if "month" in grains else grains
    own = [moment for part in line.own for moment in part.moments]
    levels = (own, line.paragraph.moments, line.section.moments, line.header.moments)
    return next((level for level in levels if any(moment.grain in grains for moment in level)), ())


def _strange_companies(claim: Statement, chosen: Sequence[Line]) -> Iterator[str]:
    own = union(line.said.companies for line in chosen)
    near = own | union(part.companies for line in chosen for part in (line.paragraph, *line.headings))
    # A header that names one company says whom the document is about; one that names many says nothing of a line.
    subjects = union(line.header.companies for line in chosen if len(line.header.companies) == 1)
    for ticker in sorted(claim.companies - near - subjects):
        yield f"the cited passage does not say this of {ticker}"
    if claim.companies and own and own.isdisjoint(claim.companies):
        yield "the cited passage says this of another company"


def _strange_names(claim: Statement, around: Sequence[Statement]) -> Iterator[str]:
    text = "\n".join(statement.text for statement in around)
    known = senses_of(text).union(words_of(text), nations_of(text))
    for name in claim.names:
        if not known.issuperset(senses_of(name)) and not _is_acronym(name, text):
            yield f"no cited passage names {name} there"


def _strange_nations(claim: Statement, chosen: Sequence[Line]) -> Iterator[str]:
    """Countries that only the title and the section have, where the lines name others that the claim does not."""
    told = nations_of(claim.text)
    near = union(nations_of(f"{line.quote}\n{line.paragraph.text}") for line in chosen)
    if union(nations_of(line.quote) for line in chosen) - told:
        for nation in sorted(told - near):
            yield f"the cited passage does not say this of {nation}"


def _is_acronym(name: str, text: str) -> bool:
    """Whether `name` is made of the first letters of words that follow one another in `text`."""
    letters = name.replace(".", "")
    if not letters.isupper() or len(letters) < 2:
        return False
    between = r"[\w'’]*\W+(?:(?:of|the|and|for)\W+)*"
    # Fewer letters have to be capitals in the text as well, as in "General Motors".
    flags = re.I if len(letters) >= LEAST_ACRONYM else re.NOFLAG
    return re.search(r"\b" + between.join(letters), text, flags) is not None


def _turned(claim: Statement, chosen: Sequence[Line]) -> Iterator[str]:
    """Directions and results that the lines turn round."""
    own = union(line.signs for line in chosen)
    computed = change_of(claim)
    for sign in sorted(claim.signs):
        if computed and sign in ("up", "down"):
            if computed != sign:
                yield f"the figures do not go {sign}"
            continue
        if own.isdisjoint(BORNE_BY[sign]) and own & OPPOSED[sign] and claim.signs.isdisjoint(OPPOSED[sign]):
            yield f"the passage does not say {sign}"


def _reworded(
    claim: Statement, chosen: Sequence[Line], passage: Sequence[Line], around: Sequence[Statement]
) -> Iterator[str]:
    """Words of weight that the lines do not have, or have only the opposite of."""
    known = vocabulary()
    words = words_of(claim.plain)
    told = set(words)
    near = {word for statement in around for word in words_of(statement.text)}
    if word := contradicted(words, near):
        yield f"the passage has the opposite of {word}"
    bare = {word for part in claim.segments if not part.figures for word in words_of(part.text)}
    for grave, bearers in known.weighty:
        if bare & told & grave and not near & bearers:
            yield f"the passage does not say {min(bare & told & grave)}"
    for kind in sorted(kinds_of(claim.plain) - union(statement.senses for statement in around)):
        yield f"the passage does not speak of {kind}"
    if any(_is_reserved(claim, line, RESERVED if line in chosen else RESERVED_ELSEWHERE) for line in passage):
        yield "the passage says so with a reservation"


def _is_reserved(claim: Statement, line: Line, share: float) -> bool:
    """Whether what the claim repeats without reserve is only expected, proposed or uncertain in the line.

    `share` is how much of a part of the line it has to repeat.
    """
    parts = [part for part in line.said.segments if part.senses]
    hedged = [part for part in parts if is_reserved(part.text)]
    repeated = [part for part in hedged if len(part.senses & claim.senses) >= share * len(part.senses)]
    return any(any(_says(told, part, parts) for told in claim.segments) for part in repeated) and not any(
        is_hedged(told.text) and told.senses & part.senses for told in claim.segments for part in repeated
    )


def _says(told: Segment, part: Segment, parts: Sequence[Segment]) -> bool:
    """Whether a part of a claim has more in common with `part` than with all others of its line that are not hedged."""
    plain_parts = [other for other in parts if not is_reserved(other.text)]
    most = max((len(other.senses & told.senses) for other in plain_parts), default=0)
    return len(part.senses & told.senses) > most


def _strange_units(claim: Statement, around: Sequence[Statement]) -> Iterator[str]:
    # A currency stands beside its figure, and is compared with it there.
    units = union(statement.setting.units for statement in around) | CURRENCIES | TIMES | {"cent", "share", "times"}
    units |= {"point"} if "bp" in units else set()
    rates = union(statement.setting.rates for statement in around) | {"year", "quarter"}
    for unit in sorted(claim.setting.units - units):
        yield f"the passage gives nothing in the unit {unit}"
    for rate in sorted(claim.setting.rates - rates):
        yield f"the passage gives nothing per {rate}"


def _strange_opening(claim: Statement, around: Sequence[Statement]) -> Iterator[str]:
    """A first word that looks like a name, which its capital alone does not tell, and that no line has."""
    first = _FIRST_WORD.search(plain(claim.plain))
    if first is None or not first.group()[0].isupper() or _ORDINARY.search(first.group()):
        return
    near = {word for statement in around for word in words_of(statement.text)}
    if any(word not in near and not vocabulary().knows(word) for word in words_of(first.group())):
        yield f"no cited passage names {first.group()} there"


def _uncovered(
    claim: Statement, chosen: Sequence[Line], around: Sequence[Statement], similarity: Similarity | None
) -> Iterator[str]:
    has_figures = any(segment.figures for segment in claim.segments)
    if not has_figures and _own_coverage(claim, chosen) < LEAST_OWN_COVERAGE:
        yield "the cited lines do not speak of this"
    near = stems_of(around)
    parts = [(part, claim.plain[part.start : part.start + len(part.text)]) for part in claim.segments]
    missing = [(part, contents_of(words), _missing(words, near)) for part, words in parts]
    is_only_one = sum(len(words) for _, _, words in missing) == 1
    for part, told, words in missing:
        is_strange = bool(words) and _is_strange(part, told, words, is_only_one=is_only_one and len(told) > 1)
        if not has_figures and not vocabulary().deeds.isdisjoint(words):
            yield f"the cited passage does not say {', '.join(words)}"
        elif is_strange and not _is_near(part.text, chosen, similarity):
            yield f"the cited passage does not speak of {', '.join(words)}"


def _own_coverage(claim: Statement, chosen: Sequence[Line], beside: float = BESIDE) -> float:
    """Share of what the claim says that the lines themselves say; what stands beside them counts half."""
    told = contents_of(claim.plain)
    own = stems_of([part for line in chosen for part in line.own])
    around = stems_of([line.paragraph for line in chosen])
    borne = [1.0 if kin_of(word) & own else beside if kin_of(word) & around else 0.0 for word in told]
    return sum(borne) / len(told) if told else 1.0


def _missing(words: str, near: frozenset[str]) -> list[str]:
    """The words of a part of a sentence that have no kin in `near`."""
    return [word for word in contents_of(words) if near.isdisjoint(kin_of(word))]


def _is_strange(part: Segment, told: Sequence[str], missing: Sequence[str], *, is_only_one: bool) -> bool:
    """Whether the words `missing` of a part are too many for it to pass.

    One alone in the whole sentence may stand beside others that are not missing.
    """
    anchors = ANCHOR * (len(part.figures) + len(part.moments) + len(part.companies))
    is_covered = len(told) - len(missing) + anchors >= LEAST_COVERAGE_OF_PART * (len(told) + anchors)
    return len(missing) > MOST_STRANGE or not (is_covered or is_only_one)


def _is_near(part: str, chosen: Sequence[Line], similarity: Similarity | None) -> bool:
    """Whether a part of a sentence is, as a whole, close in meaning to a line or to a sentence beside it."""
    if similarity is None:
        return False
    readings = (text for line in chosen for text in (line.quote, line.reading, *split_sentences(line.paragraph.text)))
    return max(similarity(part, list(dict.fromkeys(readings)))) >= LEAST_SIMILARITY_OF_PART
