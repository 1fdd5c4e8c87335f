"""What words say beside numbers and names: their stems and senses, up or down, profit or loss, yes or no."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

from retrieval.settings import read_toml
from retrieval.verification.spellings import plain

_VOCABULARY = Path(__file__).with_name("wording.toml")
_WORD = re.compile(r"[A-Za-z]+")
_BY_HOW_MUCH = (
    r"(?=\s+(?:(?:by|on|an?|another|about|around|almost|nearly|over|more|than|roughly)\s+)*[\d$]"
    r"|\s+from\b|\s*(?:[,;.)]|$))"
)
_UP_OR_DOWN = re.compile(rf"(?<!-)\b(?P<sign>up|down)\b{_BY_HOW_MUCH}", re.I)
_COMPARED = re.compile(r"(?:%|\bper ?cent)\s+(?P<sign>more|higher|up|less|fewer|lower|down)\b(?! than \d)", re.I)
_NET_INCOME = re.compile(r"\bnet income\b", re.I)
_WITH_DIGIT = re.compile(r"\b(?!Q[1-4]\b)(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]+")
_NO_FALL = re.compile(r"\bf(?:all(?:s|ing|en)?|ell)\s+(?:due|within|under|into|short|on(?=\s[a-z]))\b", re.I)
_NEGATION = re.compile(
    r"\b(?:not|no|never|neither|nor|none|nothing|nobody|without|cannot|unable|lack(?:s|ed)?|fail(?:s|ed)? to"
    r"|rather than|instead of|unknown|unclear|unspecified)\b|n['’]t\b|\b(?P<prefix>non-(?=[a-z]{4})|non(?=binding\b))",
    re.I,
)
_NO_NEGATION = re.compile(
    r"\bno\.\s?(?=\d)|\bnot only\b(?=.*\bbut\b)|\bno (?:more|less|fewer|later) than\b|\bnot later than\b|\bnot just\b"
    r"|\bnot\b(?=[^.;,]*\buntil\b)|\bno fewer than\b",
    re.I,
)
_NEITHER = re.compile(r"\bneither\b([^.;]*?)\bnor\b", re.I)
_SCOPE_END = re.compile(r"[,;:.|()]|\b(?:but|while|although|because|since)\b", re.I)
_PREFIX = re.compile(r"(?:un|dis)(?=\w{5})")  # taken off first, so that "unrelated" has the stem of "related"
_SCOPE_WORDS = 8
_TURNING = ("un", "dis", "non")
_LEAST_TURNED = 4  # letters of a stem that such a prefix turns round
_PLAN = re.compile(  # a thing of that name, which does not say that something is planned
    r"\b(?:the|this|that|federal|earlier|action|two)\s+(?:\w+\s+)?plans?\b(?!\s+(?:to|for|is|are|was|were)\b)", re.I
)
_IS_TO = re.compile(
    r"\b(?:is|are|was|were) (?:meant |set )?to |\bdue (?!to\b)"
    r"|\bplan(?:s|ning)? to\b|\bplanned\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The lists of `wording.toml` by their stems."""

    empty: frozenset[str]
    senses: dict[str, str]
    signs: dict[str, frozenset[str]]
    opposites: tuple[tuple[frozenset[str], ...], ...]
    weighty: tuple[tuple[frozenset[str], frozenset[str]], ...]
    kinds: dict[str, str]
    hedges: frozenset[str]
    ordinary: frozenset[str]
    kin: dict[str, frozenset[str]]
    framing: frozenset[str]
    deeds: frozenset[str]
    transitive: frozenset[str]
    telling: frozenset[str]
    absences: frozenset[str]
    nations: frozenset[str]
    capitals: dict[str, str]
    obliging: frozenset[str]
    legible: frozenset[str]

    def knows(self, word: str) -> bool:
        """Whether the stem `word` is in one of the lists, and so no name."""
        kinds = frozenset(map(stem, self.kinds))
        lists = (self.empty, self.framing, self.ordinary, kinds, self.hedges, *self.signs.values())
        return any(word in words for words in (*lists, *(claim for claim, _ in self.weighty)))


@cache
def vocabulary() -> Vocabulary:
    lists: dict[str, Any] = read_toml(_VOCABULARY)
    senses: dict[str, str] = {}
    for group in map(_stems, [*lists["synonyms"], *lists["nations"]]):
        for word in group:
            senses.setdefault(word, group[0])
    kin: dict[str, frozenset[str]] = {}
    for group in map(_stems, [*lists["kin"].split(";"), *lists["synonyms"], *lists["nations"]]):
        for word in group:
            kin[word] = kin.get(word, frozenset({word})).union(group)
    ordinary = {word for group in (*lists["synonyms"], *lists["kin"].split(";")) for word in _stems(group)}
    return Vocabulary(
        empty=frozenset(_stems(lists["empty"])),
        senses=senses,
        signs={name: frozenset(_stems(words)) for name, words in lists["signs"].items()},
        opposites=tuple(tuple(frozenset(_stems(side)) for side in sides) for sides in lists["opposites"]),
        weighty=tuple(_claim_and_bearers(words) for words in lists["weighty"]),
        kinds={form: senses.get(stem(kind), stem(kind)) for kind in lists["kinds"].split() for form in _forms(kind)},
        hedges=frozenset(_stems(lists["hedges"])),
        ordinary=frozenset(ordinary.union(_stems(lists["ordinary"]))),
        kin=kin,
        framing=frozenset(_stems(lists["framing"])),
        deeds=frozenset(_stems(lists["deeds"])),
        transitive=frozenset(_stems(lists["transitive"])),
        telling=frozenset(_stems(lists["telling"])),
        absences=frozenset(_stems(lists["absences"])),
        nations=frozenset(stem(group.split()[0]) for group in lists["nations"]),
        capitals={stem(capital): stem(nation) for nation, capital in map(str.split, lists["capitals"].split(";"))},
        obliging=frozenset(_stems(lists["obliging"])),
        legible=frozenset(_stems(lists["legible"])),
    )


def _forms(noun: str) -> tuple[str, ...]:
    """A noun and its plural, which alone name a kind: "receive" has the stem of "receivable" and names none."""
    return (noun, f"{noun}s", f"{noun}es", f"{noun.removesuffix('y')}ies")


def _claim_and_bearers(words: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words before a "|", and all of them: those that make a claim, and those that bear it."""
    claim, _, others = words.partition("|")
    return frozenset(_stems(claim)), frozenset(_stems(f"{claim} {others}"))


def _stems(words: str) -> list[str]:
    return [stem(word) for word in words.split()]


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    word = word.lower()
    prefix = match.group() if (match := _PREFIX.match(word)) else ""
    rest = word.removeprefix(prefix)
    return prefix + str(_stemmer().stemWord(_comparatives().get(rest, rest)))


@cache
def _comparatives() -> dict[str, str]:
    """Comparatives of `wording.toml` with the adjectives that they are made of."""
    adjectives = read_toml(_VOCABULARY)["comparatives"].split()
    return {form: adjective for adjective in adjectives for form in _compared(adjective)}


def _compared(adjective: str) -> tuple[str, ...]:
    base = adjective.removesuffix("e")
    return (f"{base}er", f"{base}{base[-1]}er", f"{base.removesuffix('y')}ier")


@cache
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("english")


def words_of(text: str) -> list[str]:
    """The stems of every word of `text`, in order."""
    return [stem(word) for word in _WORD.findall(plain(text))]


def senses_of(text: str) -> frozenset[str]:
    """What the words of `text` mean, synonyms taken as one; words that carry nothing are left out."""
    known = vocabulary()
    return frozenset(
        known.senses.get(word, word) for word in words_of(text) if word not in known.empty and len(word) > 1
    )


def contents_of(text: str) -> list[str]:
    """The stems of `text` that claim something, in order: none that only frame it, or that say up or down."""
    known = vocabulary()
    without = known.empty | known.framing | sign_words()
    return [word for word in words_of(text) if word not in without and len(word) > 1]


def kin_of(word: str) -> frozenset[str]:
    """The stem `word` and those that mean much the same."""
    return vocabulary().kin.get(word, frozenset({word}))


def senses_and_codes(text: str) -> frozenset[str]:
    """The senses of `text` and its words with a digit in them, such as "10-K"."""
    return senses_of(text).union(_WITH_DIGIT.findall(text))


def kinds_of(text: str) -> frozenset[str]:
    """The senses of the words of `text` that name a kind of thing: a metal, a line of the accounts."""
    kinds = vocabulary().kinds
    return frozenset(kinds[word] for word in _WORD.findall(plain(text).lower()) if word in kinds)


def signs_of(text: str) -> frozenset[str]:
    """Which of "up", "down", "profit", "loss", "gain" and "lost" `text` speaks of; the last two may be a change."""
    text = _NO_FALL.sub(" ", _NET_INCOME.sub("earnings", text))
    words = set(words_of(text))
    signs = {sign for sign, stems in vocabulary().signs.items() if words & stems}
    signs |= {match["sign"].lower() for match in _UP_OR_DOWN.finditer(text)}
    for match in _COMPARED.finditer(text):
        signs.add("up" if match["sign"].lower() in ("more", "higher", "up") else "down")
    return frozenset(signs)


@cache
def sign_words() -> frozenset[str]:
    """The senses that only say up or down, which `signs_of` gives in one word."""
    signs = vocabulary().signs
    return frozenset().union(*(signs[name] for name in ("up", "down", "gain", "lost")))


def negations(text: str) -> Iterator[str]:
    """The scope of each negation of `text`: the words after it, up to the end of its clause or the next negation."""
    text = _NO_NEGATION.sub(" ", _NEITHER.sub(r"neither\1or", plain(text)))
    found = list(_NEGATION.finditer(text))
    for match, following in zip_longest(found, found[1:]):
        end = _SCOPE_END.search(text, match.end())
        ends = [*([end.start()] if end else []), *([following.start()] if following else [])]
        longest = 1 if match["prefix"] else _SCOPE_WORDS
        yield " ".join(text[match.end() : min(ends, default=len(text))].split()[:longest])


def clauses_of(text: str) -> list[str]:
    """`text` cut where the scope of a negation would end."""
    return _SCOPE_END.split(plain(text))


def nations_of(text: str) -> frozenset[str]:
    """The senses of the words of `text` that name a country or bloc, by itself, its people or its capital."""
    known = vocabulary()
    return (senses_of(text) & known.nations).union(
        known.capitals[word] for word in words_of(text) if word in known.capitals
    )


def contradicted(told: Iterable[str], stated: Iterable[str]) -> str:
    """A stem of `told` whose opposite stands in `stated` without it; empty where there is none."""
    told, stated = set(_unturned(told)), set(stated)
    for sides in vocabulary().opposites:
        for side in sides:
            others = frozenset().union(*sides) - side
            if told & side and not told & others and not stated & side and stated & others:
                return min(told & side)
    return next((word for word in sorted(told - stated) if _opposites_by_prefix(word) & (stated - told)), "")


def _unturned(words: Iterable[str]) -> Iterator[str]:
    """`words` without those that "less" or "not" before them turn round."""
    before = ""
    for word in words:
        if before not in ("less", "least", "not"):
            yield word
        before = word


def _opposites_by_prefix(word: str) -> set[str]:
    """The stem `word` with a prefix that turns it round, or without the one that it has: "related", "unrelated"."""
    bare = {word.removeprefix(prefix) for prefix in _TURNING if word.startswith(prefix)}
    return {f"{prefix}{word}" for prefix in _TURNING}.union(other for other in bare if len(other) >= _LEAST_TURNED)


def is_hedged(text: str) -> bool:
    """Whether `text` says that something is expected, due, possible or uncertain rather than so."""
    return _is_to_be(text) or not vocabulary().obliging.isdisjoint(words_of(text))


def is_reserved(text: str) -> bool:
    """Whether `text` says that something is expected or uncertain, by more than the name of a plan."""
    return _is_to_be(_PLAN.sub(" ", text))


def _is_to_be(text: str) -> bool:
    return _IS_TO.search(text) is not None or not vocabulary().hedges.isdisjoint(words_of(text))
