"""Questions for what something is: its definition, and the opening of what is written about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from retrieval.extractive import Scored, Signs
from retrieval.search import Query, Searcher
from retrieval.terms import terms_in
from retrieval.types import ScoredChunk
from retrieval.units import Unit, units_of

MOST_DEFINITIONS = 2
MOST_UNITS = 3
DEFINING_HITS = 20  # passages that are looked through for a definition
LONGEST_SUBJECT = 6  # words
UNWEIGHED = Signs(**dict.fromkeys(Signs.__slots__, 0.0))
_POLITE = r"^\W*(?:(?:so|ok|okay|and|but|please|hi|hello|hey|can you|could you)\W+)*"
_CLOSE = r"(?:\s+(?:exactly|please|anyway|about|all about|in short|again))*\W*$"
ASKED = (
    re.compile(
        _POLITE + r"(?:what(?:['’]?s| is| are)|who(?:['’]?s| is| are)|define|explain|describe"
        r"|(?:tell me|what do you know) (?:more |something )?about"
        r"|(?:info|information) (?:on|about)|(?:the )?meaning of)"
        r"\s+(?P<subject>.+?)" + _CLOSE,
        re.I,
    ),
    re.compile(_POLITE + r"what do(?:es)?\s+(?P<subject>.+?)\s+(?:do|mean|stand for)" + _CLOSE, re.I),
    re.compile(
        _POLITE
        + r"(?P<subject>.+?)\s+(?:meaning|definition|overview|explained|profile|(?:is|are) (?:what|who))"
        + _CLOSE,
        re.I,
    ),
)
ARTICLE = re.compile(r"^(?:the|an?)\s+", re.I)
# "The price of X", "X's revenue" and "it" are no subjects that a document opens with.
RELATED = re.compile(
    r"\b(?:of|for|in|on|at|to|by|from|with|behind|between|than|it|its|they|them|their|this|that|these|those|he|she|there"
    r"|which|who|what|how|my|your|our|doing|going|happening|new|latest|best|most)\b|['’]s\b",
    re.I,
)
# How documents head the part that says what something is.
DESCRIBING = re.compile(
    r"^(?:item 1\W+)?(?:what (?:it|we|they|the company) (?:is|are|do|does|owns?|makes?)|who we are"
    r"|(?:business )?overview|in brief|at a glance|introduction|about|(?:general )?description of (?:the )?business"
    r"|company profile|business$)\b",
    re.I,
)


def subject_of(query: Query) -> str | None:
    """What `query` asks a description of; None where it asks for anything else."""
    names = query.route.names
    bare = query.question.strip(" ?!.")
    if bare in names:
        return bare.lstrip("$#")
    match = next((found for pattern in ASKED if (found := pattern.match(query.question))), None)
    if match is None:
        return None
    subject = ARTICLE.sub("", match["subject"]).strip(" \"'“”?.,").lstrip("$#")
    is_measure = any(term.found_in - {"BUS"} for _, term in terms_in(subject))
    is_thing = 0 < len(subject.split()) <= LONGEST_SUBJECT and not is_measure
    return subject if is_thing and (subject in names or not RELATED.search(subject)) else None


def overview(query: Query, searcher: Searcher) -> list[Scored]:
    """What the documents open with on the subject of `query`; nothing where it has none, or they do not describe it.

    Definitions come first, then the part of a document that carries the subject's name in its title or heading.
    """
    subject = subject_of(query)
    if subject is None:
        return []
    names = _names_of(subject, query)
    hits = searcher.search(query, DEFINING_HITS)
    defined = [(unit, hit) for hit in hits for unit in units_of(hit.chunk) if _defines(names, unit)]
    found = [*defined[:MOST_DEFINITIONS], *_opening(names, hits, searcher)]
    return [Scored(unit, hit, UNWEIGHED, 0.0) for unit, hit in found][:MOST_UNITS]


def _names_of(subject: str, query: Query) -> list[str]:
    """The subject's names: a company has several."""
    companies = query.route.companies
    if len(companies) != 1 or subject not in (name.lstrip("$#") for name in query.route.names):
        return [subject]
    return [subject, companies[0].name, companies[0].ticker, *companies[0].aliases]


def _defines(names: Sequence[str], unit: Unit) -> bool:
    """Whether `unit` says what one of `names` is: "Niobium. …", "REO and TREO. …", "Tanbreez is a …", or as an item
    "Round Top, Texas: …".
    """
    return not unit.is_row and any(_defining(name).match(unit.quote) for name in names)


def _defining(name: str) -> re.Pattern[str]:
    said = rf"(?:the\s+|\w+\s+and\s+)?{re.escape(name)}(?:\s+and\s+\w+)?(?:\s*\([^()]*\))?"
    where = r"(?:, [^:.,]+){0,2}"
    verb = r"\s+(?:is|are|was|means|stands for|refers to)\s+(?:an?|the|one|any)\b"
    return re.compile(rf"\W*{said}(?:\.\s|{where}:\s|{verb})", re.I)


def _opening(
    names: Sequence[str], hits: Sequence[ScoredChunk], searcher: Searcher
) -> Iterator[tuple[Unit, ScoredChunk]]:
    """Where a document named so describes its subject, its first sentences; then what it, or a section, opens with."""
    about = searcher.passages_about(lambda source: _begins_with(source.title, names))
    describing = next((hit for hit in about if DESCRIBING.search(_heading(hit))), None)
    if describing:
        yield from ((unit, describing) for unit in units_of(describing.chunk) if _opens_paragraph(unit))
    for hit in about[:1] if about else [hit for hit in hits if _begins_with(_heading(hit), names)][:1]:
        yield from ((unit, hit) for unit in units_of(hit.chunk) if not unit.is_row)


def _heading(hit: ScoredChunk) -> str:
    return hit.chunk.section.rsplit(" › ", 1)[-1]


def _begins_with(title: str, names: Sequence[str]) -> bool:
    return any(re.match(rf"(?:the\s+)?{re.escape(name)}(?!\w)", title, re.I) for name in names)


def _opens_paragraph(unit: Unit) -> bool:
    if unit.is_row:
        return False
    before = unit.chunk.text[: unit.start].rstrip(" *-•–")
    return not before or before.endswith("\n")
