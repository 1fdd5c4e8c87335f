"""What a question asks about having been done: "who founded it", "how much was paid out"."""

from __future__ import annotations

import re

from retrieval.embedding import Encoder
from retrieval.lexicon import Lexicon

WORD = re.compile(r"[^\W\d_]{3,}")
YES_OR_NO = re.compile(r"^\W*(?:is|are|am|was|were|do|does|did|has|have|had|can|could|will|would)\b", re.I)
WHO_DOES = re.compile(
    r"\bwho\s+(?:(?:has|have|had|is|are|was|were|will|would|did|does|do|else|really|actually|first)\s+)*(?P<deed>[a-z]{3,})\b"
)
DONE = re.compile(
    r"\b(?P<deed>(?!need|speed|exceed|proceed|seed|feed|indeed|based|said|asked|used|united|listed|expected|called|combined"
    r"|adjusted|diluted|limited|related|planned|ended|supposed|wanted|named)[a-z]{3,}ed"
    r"|built|paid|drawn|drew|sold|bought|spent|lent|won|mined|dug|wrote|written)\b"
)
# What these say, documents say in many other words: "holds 51 %", "chief executive", "is led by".
LIGHT = re.compile(
    r"th(?:e|is|at|ese|ose)|its|his|her|their|and|more|most|since|ha[sd]|have|can|own(?:s|ed)?|runs?|leads?|led|heads?|holds?"
    r"|ke(?:ep|eps|pt)|ma(?:ke|kes|de)|gets?|got|gives?|takes?|took|uses?|says?|thinks?|wants?|needs?|knows?"
)
LIKENESS = 0.5  # cosine of single words: "lends" and "loan" are nearer, "signed" and "issued" not


def deeds_in(question: str) -> frozenset[str]:
    """The verbs of `question` without which a passage cannot answer it; a yes or no may deny them in any words."""
    if YES_OR_NO.search(question):
        return frozenset()
    found = (match["deed"] for pattern in (WHO_DOES, DONE) for match in pattern.finditer(question.lower()))
    return frozenset(deed for deed in found if not LIGHT.fullmatch(deed))


def tells_of(deed: str, text: str, lexicon: Lexicon, encoder: Encoder) -> bool:
    """Whether a word of `text` says `deed`, in another form or another word of much the same meaning.

    What is no word of the language, such as a misspelt one, is not looked for.
    """
    if not encoder.knows(deed) or set(lexicon.stems(deed)) & set(lexicon.stems(text)):
        return True
    words = list(dict.fromkeys(WORD.findall(text.lower())))
    vectors = encoder.embed([deed, *words])
    return bool((vectors[1:] @ vectors[0] >= LIKENESS).any())
