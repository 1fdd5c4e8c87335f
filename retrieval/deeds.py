"""What a question asks to be told of: what was done ("who founded it", "when did it close"), what is counted."""

from __future__ import annotations

import re
from collections.abc import Iterable

from retrieval.embedding import Encoder
from retrieval.kinds import YES_OR_NO
from retrieval.lexicon import Lexicon
from retrieval.sentences import split_sentences
from retrieval.terms import STATED, alike_stems, asking, terms_in

WORD = re.compile(r"[^\W\d_]{3,}")
WHO_DOES = re.compile(
    r"\bwho\s+(?:(?:has|have|had|is|are|was|were|will|would|did|does|do|else|really|actually|first)\s+)*(?P<deed>[a-z]{3,})\b"
)
DONE = re.compile(
    r"\b(?:is|are|was|were|be|been|being|has|have|had|gets?|got)\s+(?:[^\s,?]+\s+){0,6}?"
    r"(?P<deed>(?!need|speed|exceed|proceed|seed|feed|indeed|based|said|asked|used|united|listed|expected|called|combined"
    r"|adjusted|diluted|limited|related|planned|ended|supposed|wanted|named)[a-z]{3,}ed"
    r"|built|paid|drawn|drew|sold|bought|spent|lent|won|mined|dug|wrote|written)\b"
)
HAPPENED = re.compile(
    r"\b(?:when|date|day|month|year)\b[^?]*?\bdid\b[^?]*?\b(?P<deed>close|complete|start|begin|open|launch|finish|end|expire|pass)\b"
)
AUXILIARY = r"(?:did|does|do|is|are|was|were|has|have|had|will|would|can|could|should)\b"
PLACED = r"(?:in|at|on|for|by|from|to|there|than|per|an?|the|its|their|that|which|who|and|or)\b"
COUNTED = re.compile(
    rf"\bhow (?:(?P<is_much>much)(?= [a-z -]+ {AUXILIARY})|many) (?!{AUXILIARY}|(?:of|it|they)\b)"
    rf"(?P<things>[a-z-]+(?: (?!{AUXILIARY}|{PLACED})[a-z-]+)*)"
)
# Amounts of money, units of measure, and words that only ask for a number: they count no things of their own.
UNCOUNTED = re.compile(
    r"money|cash|dollars?|euros?|usd|percent(?:age)?|more|less|longer|times?|people|days?|weeks?|months?|years?|degrees?|tons?"
    r"|tonnes?|ounces?|pounds?|oz|kg|kilograms?|grams?|acres?|hectares?|miles?|feet|met(?:er|re)s?|km|[mb]illion|total"
)
MEASURED = re.compile(
    r"^\W*(?:what(?:['’]?s| is| was| are| were)?\s+)?(?:(?:the|an?)\s+)?"
    r"(?P<before>(?!(?:how|wh\w+)\b)(?:[a-z-]+ ){0,2}?)(?P<thing>[a-z-]+)\s+(?:of|at|in|for|per)\b"
)
# Documents give an amount without saying that it is one.
UNSAID = re.compile(
    r"amounts?|numbers?|counts?|sizes?|sums?|totals?|values?|worth|levels?|shares?|stakes?|percent(?:age)?|costs?"
    r"|prices?|rates?|figures?|capacity|output|tonnes|tons|ounces|pounds"
)
SPEAKER = re.compile(
    r"\bwhat (?:did|does|do|has|have) (?P<speaker>[^?,]+?)"
    r" (?:say|said|think|tell|told|call(?:ed)?|warn(?:ed)?|claim(?:ed)?|predict(?:ed)?)\b",
    re.I,
)
SPEAKING = re.compile(
    r"\b(?:says?|said|th(?:inks?|ought)|tells?|told|call(?:s|ed)|warn\w*|claim\w*|believe[sd]?|expect\w*|argu\w+|add(?:s|ed)|accord\w+"
    r"|quot\w+|predict\w*|welcomed?|praised?|criticis\w+|recall\w*|noted?|describ\w+|ask\w*|point\w*)\b|: ",
    re.I,
)
OWNER = re.compile(
    r"\b(?:who (?:really |actually |else )?(?:owns|controls)|(?:owners?|shareholders?) of) (?:the )?(?P<owned>[^?]+)",
    re.I,
)
# What has owners, and what they have of it; a company that owns something is not owned by it.
OWNED = re.compile(
    r"\b(?:owned|controlled|held) by\b|\b(?:share|stock)holders?\b|\bstakes?\b"
    r"|% of (?:the|its) (?:\w+ )?(?:shares|stock|company)\b",
    re.I,
)
OWNS = r"\b(?:owns?|owned|holds?|held|controls?)\b[^.;]*"
WRITTEN = re.compile(
    r"\b(?:stud|report|filing|release|statement|document|article|paper|bill|act|law|memorandum|plan|press|10-|8-)", re.I
)
PAST = re.compile(r"\b(?:did|was|were|has|had|have)\b", re.I)
PLANNED = re.compile(
    r"\b(?:[Ee]xpect(?:s|ed|ation)?|[Pp]lan(?:s|ned)?|scheduled|[Tt]argeted|due|slated|anticipate[sd]?|intend(?:s|ed)?|aims?"
    r"|hopes?|propose[sd]?|will|would|could|may|might|to be|subject to|pending)\b"
)
# What these say, documents say in many other words: "holds 51 %", "chief executive", "is led by".
LIGHT = re.compile(
    r"th(?:e|is|at|ese|ose)|its|his|her|their|and|more|most|since|ha[sd]|have|can|own(?:s|ed)?|runs?|leads?|led|heads?|holds?"
    r"|located|situated|ke(?:ep|eps|pt)|ma(?:ke|kes|de)|gets?|got|gives?|takes?|took|uses?|says?|thinks?|wants?|needs?|knows?"
)
LIKENESS = 0.55  # cosine of single words: "lends" and "loan" are nearer, "signed" and "issued" not


def deeds_in(question: str, names: Iterable[str] = ()) -> frozenset[str]:
    """The verbs of `question` without which a passage cannot answer it; a yes or no may deny them in any words.

    `names` are those of companies: no word of them is a verb ("who did UUUU pay").
    """
    if YES_OR_NO.search(question):
        return frozenset()
    patterns = (WHO_DOES, DONE, HAPPENED)
    found = (match["deed"] for pattern in patterns for match in pattern.finditer(question.lower()))
    named = {word for name in names for word in name.lower().split()}
    return frozenset(deed for deed in found if not LIGHT.fullmatch(deed) and deed not in asking() and deed not in named)


def is_spoken(question: str, text: str, lexicon: Lexicon, encoder: Encoder) -> bool:
    """Whether `text` has the one say something of whom `question` asks what was said; any text where it asks of none.

    Who speaks is looked for by the words that are names: in capitals, or not of the language.
    """
    match = SPEAKER.search(question)
    words = WORD.findall(match["speaker"]) if match and not WRITTEN.search(match["speaker"]) else []
    names_ = [word for word in words if word[0].isupper() or not encoder.knows(word)]
    held = set(lexicon.stems(text))
    return not names_ or bool(SPEAKING.search(text) and held & set(lexicon.stems(" ".join(names_))))


def is_owner_told(question: str, text: str, names: Iterable[str]) -> bool:
    """Whether `text` tells of owners of the company that `question` asks for those of, which goes by `names`; any text
    where it asks for no such.
    """
    match = OWNER.search(question)
    owned = match["owned"].strip(" .!").lower() if match else ""
    if owned not in {name.lower() for name in names}:
        return True
    return bool(OWNED.search(text) or re.search(rf"{OWNS}\b{re.escape(owned)}\b", text, re.I))


def counted_in(question: str) -> frozenset[str]:
    """The things that `question` asks the number or amount of: "gold" of "how many ounces of gold"."""
    found: list[str] = []
    for match in COUNTED.finditer(question.lower()):
        first, *rest = (phrase.split() for phrase in re.split(r" of\b ?", match["things"]))
        found += first[-1:] if match["is_much"] else [word for word in first if word.endswith("s")][:1]
        found += [next((word for word in phrase if word.endswith("s")), phrase[0]) for phrase in rest if phrase]
    return frozenset(
        thing
        for thing in found
        if not UNCOUNTED.fullmatch(thing) and not any(STATED & term.found_in for _, term in terms_in(thing))
    )


def measured_in(question: str) -> str | None:
    """What `question` asks to be measured: "point" of "melting point of tungsten"; no terms of finance, which are
    looked for as such.
    """
    match = MEASURED.match(question.lower())
    if not match or UNSAID.fullmatch(match["thing"]) or terms_in(f"{match['before']}{match['thing']}"):
        return None
    return match["thing"]


def names(thing: str, text: str, lexicon: Lexicon, encoder: Encoder) -> bool:
    """Whether `text` names `thing` or a word that says the same; one that is no word of the language is not looked for.

    What is counted must be this very thing: silver is near to gold in meaning.
    """
    return not encoder.knows(thing) or bool(set(lexicon.stems(text)) & alike_stems(lexicon.stems(thing)))


def tells_of(deed: str, text: str, lexicon: Lexicon, encoder: Encoder) -> bool:
    """Whether a word of `text` says `deed`, in another form or another word of much the same meaning."""
    if names(deed, text, lexicon, encoder):
        return True
    words = list(dict.fromkeys(WORD.findall(text.lower())))
    vectors = encoder.embed([deed, *words])
    return bool((vectors[1:] @ vectors[0] >= LIKENESS).any())


def is_only_planned(deed: str, question: str, text: str, lexicon: Lexicon) -> bool:
    """Whether `question` is about what has happened, and `text` tells of `deed` only as of a plan."""
    if not PAST.search(question) or PLANNED.search(question):
        return False
    wanted = alike_stems(lexicon.stems(deed))
    telling = [sentence for sentence in split_sentences(text) if wanted & set(lexicon.stems(sentence))]
    return bool(telling) and all(PLANNED.search(sentence) for sentence in telling)
