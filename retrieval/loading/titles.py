"""What a document calls itself: in its metadata, its title element or its first heading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape
from pathlib import PurePath

from retrieval.loading.encoding import visible
from retrieval.loading.kinds import Kind
from retrieval.types import Block

LONGEST, LONGEST_LINE = 150, 120
SEPARATOR = " › "
OPENING = 40  # blocks; a filing's cover page names its form and its registrant there
FORM = re.compile(r"\bform\s+((?:10|8|6)-[KQ](?:T|/A)?|[24]0-F)\b", re.IGNORECASE)
BELOW_REGISTRANT = re.compile(r"\(?exact name of (?:the )?registrant", re.IGNORECASE)
COMMISSION = re.compile(r"commission file", re.IGNORECASE)
LOOKED_AT = 200_000  # characters
TITLE = re.compile(r"<title[^>]*>([^<]{1,1000})", re.IGNORECASE)
HEADING = re.compile(r"^# +(.+?)[ #]*$|^(\S.*)\n=+ *$", re.MULTILINE)
MARKUP = re.compile(r"[*_`]+|!?\[([^\[\]]*)\]\([^()]*\)")
PROGRAM = re.compile(
    r"^Microsoft (?:Word|PowerPoint|Excel) - |\.(?:docx?|pptx?|xlsx?|indd|pdf|tex|html?|qxd|fm|rtf|wpd)$", re.I
)
NO_TITLE = re.compile(
    r"untitled.*|cover page|document\d*|title|\(?none\)?|slide \d+|[\W\d_]*|[\w-]*\d{4,}[\w-]*", re.IGNORECASE
)


def title_inside(kind: Kind, text: str) -> str:
    """The title that HTML or text gives itself, before it is parsed; empty where it gives none."""
    if kind == "html":
        found = TITLE.search(text, 0, LOOKED_AT)
        return bounded(unescape(found[1])) if found else ""
    found = HEADING.search(text, 0, LOOKED_AT) if kind == "markdown" else None
    return bounded(MARKUP.sub(r"\1", found[1] or found[2])) if found else ""


def title_of_metadata(title: str) -> str:
    """The title in a PDF's metadata, without what the program that made it has added; empty where it says nothing."""
    return bounded(PROGRAM.sub("", PROGRAM.sub("", visible(title))))


def title_among(blocks: Sequence[Block], name: str) -> str:
    """The title that a document begins with: its first heading or a short first line, else the name of its file."""
    candidates = (title for title in map(bounded, _openings(blocks, name)) if title)
    return next(candidates, visible(name)[:LONGEST] or "Untitled document")


def _openings(blocks: Sequence[Block], name: str) -> Iterator[str]:
    opening = [block.text for block in blocks[:OPENING]]
    yield _filing(opening)
    for block in blocks[:1]:
        yield block.section.split(SEPARATOR)[0]
        if block.kind == "paragraph" and len(block.text) <= LONGEST_LINE and block.text[0].isalnum():
            yield block.text.rstrip(".:")
    yield re.sub(r"[\s_-]+", " ", PurePath(name.replace("\\", "/")).stem)


def _filing(opening: Sequence[str]) -> str:
    """The registrant and the form on the cover page of a filing; empty where there is none."""
    form = FORM.search("\n".join(opening))
    below = next((place for place, text in enumerate(opening) if BELOW_REGISTRANT.match(text)), 0)
    registrant = next((text for text in reversed(opening[:below]) if not COMMISSION.match(text)), "")
    return f"{registrant} {form[1].upper()}" if form and registrant else ""


def bounded(title: str) -> str:
    """`title` on one line and not too long; empty where it says nothing."""
    title = visible(title)
    if len(title) > LONGEST:
        title = title[:LONGEST].rsplit(" ", 1)[0] + "…"
    return "" if NO_TITLE.fullmatch(title) else title
