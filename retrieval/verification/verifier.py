"""Generated text under the law: a sentence stands only where a passage that it cites bears every fact of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.orders import is_order
from retrieval.types import Citation, Company, ScoredChunk
from retrieval.verification.evidence import Line, lines_of
from retrieval.verification.faults import Similarity
from retrieval.verification.grounding import Grounds, ground
from retrieval.verification.replies import Part, Sentence, read_reply
from retrieval.verification.statements import Reader

ITEM = "• "
LEAST_WORDS = 3  # of a sentence without a figure; fewer state nothing
_MARKUP = re.compile(r"<[A-Za-z/!?][^>]*>|\]\(|[{\[]\s*\"|\"\s*:\s*[\"{\[]|javascript:|data:text|[\[【［]\s*\d", re.I)
# Speaks to the reader or the machine, as no sentence of an answer does.
_ADDRESS_TO_READER = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b[^.]{0,60}\b(?:instructions?|rules?|prompts?|guidelines|everything)\b"
    r"|\b(?:ignorier\w*|vergiss|vergesst|ignora|ignorez|oublie\w*|olvida\w*|negeer)\b"
    r"|\b(?:system prompt|developer mode|jailbreak|language model|(?:my|your|new|previous) instructions)\b|\bas an ai\b"
    r"|\byou (?:must|should|need to|have to|ought to|are now|will want to)\b|^as instructed\b"
    r"|^(?:dear |hey )?(?:assistant|chatbot|ai|bot|model)\s*[,:]"
    r"|^(?:please |now |kindly |then )?(?:click|visit|send|transfer|buy|sell|download|install|execute|reply|respond"
    r"|cite|reveal|subscribe|pretend|ignore|disregard|forget|repeat|contact|wire|invest)\b"
    r"|^(?:please |now |kindly |then )?(?:state|say|answer|write|tell|claim) (?:that|only|with|just|the)\b"
    r"|\b(?:seed phrase|private key|password|api key|wallet address)\b",
    re.I,
)
_SELF = re.compile(r"(?<!Part )(?<!Phase )(?<!Title )(?<!Type )(?<!Class )(?<!Tier )\bI\b|\b(?:me|my)\b")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a sentence is borne, by which lines of the passages, and why not."""

    lines: tuple[Line, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def is_borne(self) -> bool:
        return not self.reasons


@dataclass(frozen=True, slots=True)
class Checked:
    """What is left of a reply: `text` with markers from [1] on, their citations, and each refused sentence with why.

    `is_refusal` says that the model found no answer and that nothing else of its reply stands.
    """

    text: str
    citations: tuple[Citation, ...]
    refused: tuple[tuple[str, str], ...]
    is_refusal: bool
    kept: int = 0


def verify_sentence(
    sentence: str,
    cited: Sequence[ScoredChunk],
    reader: Reader,
    similarity: Similarity | None = None,
    subject: frozenset[str] = frozenset(),
) -> Verdict:
    """Whether the passages `cited` bear `sentence`, which has no markers.

    `subject` are the tickers that the sentence before it named: one that names none must not be about another company.
    """
    lines = [line for hit in cited for line in lines_of(hit, reader)]
    return _verdict(sentence, lines, reader, similarity, subject)


def _verdict(
    sentence: str, lines: Sequence[Line], reader: Reader, similarity: Similarity | None, subject: frozenset[str]
) -> Verdict:
    if _MARKUP.search(sentence):
        return Verdict(reasons=("it holds markup or a link",))
    if _ADDRESS_TO_READER.search(sentence) or _SELF.search(sentence) or is_order(sentence):
        return Verdict(reasons=("it speaks to the reader or of itself",))
    if not lines:
        return Verdict(reasons=("it cites no passage",))
    claim = reader.read(sentence)
    if len(sentence.split()) < LEAST_WORDS and not any(segment.figures for segment in claim.segments):
        return Verdict(reasons=("it states nothing",))
    grounds: Grounds = ground(claim, lines, similarity)
    reasons = list(grounds.faults)
    if not claim.companies and subject and any(_is_of_another(line, subject) for line in grounds.lines):
        reasons.append("it does not name its company, and the sentence before it is about another")
    return Verdict(grounds.lines, tuple(reasons))


def _is_of_another(line: Line, subject: frozenset[str]) -> bool:
    own = line.said.companies or line.header.companies
    return len(own) == 1 and own.isdisjoint(subject)


class Verifier:
    """Checks replies of a chat model against the passages that it was given.

    `companies` are known by name and ticker; `similarity` gives the cosines of a text with others, and without it
    words alone decide on closeness in meaning.
    """

    def __init__(self, companies: Sequence[Company], similarity: Similarity | None = None) -> None:
        self._reader = Reader(companies)
        self._similarity = similarity

    def check(self, text: str, hits: Sequence[ScoredChunk]) -> Checked:
        """What stands of the reply `text`, whose markers count `hits` from 1."""
        return self.review(hits).check(text)

    def review(self, hits: Sequence[ScoredChunk]) -> Review:
        """A check of replies about `hits` that remembers what it has checked, for text that grows."""
        return Review(self._reader, self._similarity, hits)


class Review:
    """The check of what a chat model writes about one set of passages."""

    def __init__(self, reader: Reader, similarity: Similarity | None, hits: Sequence[ScoredChunk]) -> None:
        self._reader = reader
        self._similarity = similarity
        self._passages = [lines_of(hit, reader) for hit in hits]
        self._known: dict[tuple[Sentence, frozenset[str]], tuple[Verdict, ...]] = {}

    def check(self, text: str, *, is_complete: bool = True) -> Checked:
        """What stands of the reply `text`; while it is not complete, its last sentence is left out."""
        sheet = _Sheet()
        refused: list[tuple[str, str]] = []
        subject: frozenset[str] = frozenset()
        sentences = read_reply(text) if is_complete else read_reply(text)[:-1]
        for sentence in sentences:
            verdicts = self._verdicts(sentence, subject)
            reasons = list(dict.fromkeys(reason for verdict in verdicts for reason in verdict.reasons))
            if reasons and sentence.numbers:
                refused.append((sentence.text, "; ".join(reasons)))
            if not reasons:
                sheet.add(sentence, verdicts)
                subject = self._reader.read(sentence.text).companies or subject
        is_refusal = not sheet.kept and any(sentence.is_refusal for sentence in sentences)
        return Checked(sheet.text, sheet.citations, tuple(refused), is_refusal, sheet.kept)

    def _verdicts(self, sentence: Sentence, subject: frozenset[str]) -> tuple[Verdict, ...]:
        """The verdict on each part of the sentence that has markers of its own, or on the whole."""
        key = (sentence, subject)
        if key not in self._known:
            self._known[key] = tuple(self._judge(sentence, subject))
        return self._known[key]

    def _judge(self, sentence: Sentence, subject: frozenset[str]) -> Iterator[Verdict]:
        """On each part where the whole is borne, or where the parts are and leave nothing of it; else on the whole."""
        whole = self._verdict(sentence.text, sentence.numbers, subject)
        cited = [part for part in sentence.parts if part.numbers]
        parts = list(self._part_verdicts(cited, subject)) if len(cited) > 1 else []
        is_all_cited = all(part.numbers or not any(map(str.isalnum, part.text)) for part in sentence.parts)
        are_borne = is_all_cited and all(verdict.is_borne for verdict in parts)
        yield from parts if parts and (whole.is_borne or are_borne) else [whole]

    def _part_verdicts(self, parts: Sequence[Part], subject: frozenset[str]) -> Iterator[Verdict]:
        for part in parts:
            yield self._verdict(part.text.strip(" ,;."), part.numbers, subject)
            subject = self._reader.read(part.text).companies or subject

    def _verdict(self, text: str, numbers: Sequence[int], subject: frozenset[str]) -> Verdict:
        lines = [line for n in numbers if 0 < n <= len(self._passages) for line in self._passages[n - 1]]
        return _verdict(text, lines, self._reader, self._similarity, subject)


class _Sheet:
    """The text of an answer as it is put together, with its citations numbered in order of use."""

    def __init__(self) -> None:
        self.text = ""
        self.kept = 0
        self._numbers: dict[tuple[str, str], int] = {}
        self._lines: list[Line] = []
        self._is_line_open = False

    @property
    def citations(self) -> tuple[Citation, ...]:
        return tuple(Citation.of(n, line.hit, line.quote) for n, line in enumerate(self._lines, start=1))

    def add(self, sentence: Sentence, verdicts: Sequence[Verdict]) -> None:
        """Add a sentence that is borne, with the markers of the lines that bear it where the model put its own."""
        if self.text:
            self.text += "\n" if sentence.starts_line or not self._is_line_open else " "
        self.text += ITEM if sentence.is_item and (not self.text or self.text.endswith("\n")) else ""
        self.text += _written(sentence, [self._markers(verdict.lines) for verdict in verdicts])
        self._is_line_open = True
        self.kept += 1

    def _markers(self, lines: Sequence[Line]) -> str:
        for line in lines:
            key = (line.hit.chunk.id, line.quote)
            if key not in self._numbers:
                self._numbers[key] = len(self._numbers) + 1
                self._lines.append(line)
        numbers = sorted(self._numbers[line.hit.chunk.id, line.quote] for line in lines)
        return "".join(f"[{n}]" for n in dict.fromkeys(numbers))


def _written(sentence: Sentence, markers: Sequence[str]) -> str:
    if len(markers) == 1:
        return f"{sentence.text} {markers[0]}"
    left = list(markers)
    return "".join(_joined(part, left) for part in sentence.parts).strip()


def _joined(part: Part, left: list[str]) -> str:
    return f"{part.text.rstrip()} {left.pop(0)}" if part.numbers else part.text
