"""Question and history to an answer: refuse, quote, or let a chat model write under the verifier's eyes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.confidence import Judge
from retrieval.conversation import may_stand, standalone
from retrieval.disagreement import dated, differing
from retrieval.errors import ChatModelUnavailable
from retrieval.extractive import Extractor, Scored, choose, of_named_items
from retrieval.figures.answers import Figures
from retrieval.intent import refused
from retrieval.leading import leaders
from retrieval.overview import overview
from retrieval.parting import LEANING, clauses, tells_of, without_aside
from retrieval.prompts import NO_ANSWER
from retrieval.quoting import Claim, quoted, written
from retrieval.routing import route
from retrieval.search import Query, Searcher, in_turns, well_formed
from retrieval.settings import Settings, read_toml
from retrieval.terms import STATED, names_each, phrasings
from retrieval.types import Answer, Company, ScoredChunk

if TYPE_CHECKING:
    from retrieval.generative import GenerativeAnswerer

WEIGHTS = Path(__file__).with_name("weights.toml")
LONGEST_QUESTION = 1000  # characters; what is longer is no question, and costs the encoder dear
MOST_HINTS = 3
NEAR_TOPIC = 0.3  # cosine of a passage with a question that it may still help with: off-topic ones stay below
FEW_COMPANIES = 3  # beyond which each gets one line
BESIDE_OVERVIEW = 2  # units that may stand beside what something is


@dataclass(frozen=True, slots=True)
class _Part:
    """One question of those that a comparison is made of: its passages, and what they say to it."""

    hits: list[ScoredChunk]
    figures: list[Claim]
    chosen: list[Scored]
    probability: float
    beside: list[Claim] = field(default_factory=list)
    name: str = ""

    @property
    def is_answered(self) -> bool:
        return bool(self.figures or self.chosen)


class Answerer:
    """Answers from what `searcher` finds; a chat model writes where `settings.answering` names one.

    It is not waited for any longer once all `is_closing`.
    """

    def __init__(self, searcher: Searcher, settings: Settings, is_closing: Callable[[], bool] = lambda: False) -> None:
        self._searcher = searcher
        self._settings = settings
        self._is_closing = is_closing
        weights = read_toml(WEIGHTS)
        self._extractor = Extractor(searcher, weights["unit"])
        self._judge = Judge(searcher, weights["answer"])
        self._threshold: float = weights["answer"]["threshold"]

    def answer(
        self,
        question: str,
        history: Sequence[str] = (),
        on_text: Callable[[str], None] | None = None,
        *,
        today: date | None = None,
    ) -> Answer:
        """The answer to `question` after the questions of `history`, oldest first; a bad question gets one too.

        What is old on the day `today` has its date beside it where the question is about now.
        """
        started = time.perf_counter()
        question = well_formed(question)
        history = [well_formed(earlier)[:LONGEST_QUESTION] for earlier in history]
        answer = self._answer(question, " ".join(question.split())[:LONGEST_QUESTION], history, on_text, today)
        return replace(answer, question=question, ms=round((time.perf_counter() - started) * 1000))

    def _answer(
        self,
        question: str,
        asked: str,
        history: Sequence[str],
        on_text: Callable[[str], None] | None,
        today: date | None,
    ) -> Answer:
        if not any(map(str.isalnum, asked)):
            return Answer(question, "not_found", "Please ask a question in words.")
        intent = refused(asked)
        if intent:
            hints = () if intent.takes_orders else self._topics(asked)
            return Answer(question, "not_found", intent.refusal, hints=hints)
        parts = self._parts(without_aside(asked), history)
        hits = in_turns([part.hits for part in parts], self._settings.search.k)
        if not any(part.is_answered for part in parts):
            return Answer(question, "not_found", NO_ANSWER, hints=_topics_of(hits))
        claims = _claims(parts)
        extractive = written(question, dated(claims, asked, today) if today else claims)
        if not self._settings.answering.model:
            return extractive
        return self._generated(asked, history, hits, extractive, on_text)

    def _parts(self, asked: str, history: Sequence[str]) -> list[_Part]:
        """What the documents hold on each part of the question, as it leans on those before it or as it stands alone.

        A few words may do either: then the better answered reading counts.
        """
        companies = self._searcher.companies
        readings = dict.fromkeys([standalone(asked, history, companies), *([(asked, "")] if may_stand(asked) else [])])
        answered = [self._of_clauses(*reading) for reading in readings]
        return max(answered, key=lambda parts: max(part.probability for part in parts))

    def _of_clauses(self, asked: str, context: str) -> list[_Part]:
        """The parts of each question that `asked` joins; where none is answered, of all of it as one question."""
        first, *further = clauses(asked)
        if not further:
            return self._of_companies(self._searcher.ask(asked, context))
        parts = _titled(first, self._of_companies(self._searcher.ask(first, context)))
        for each in further:
            leaning = self._of_companies(self._searcher.ask(*standalone(each, [first], self._searcher.companies)))
            is_alone = (
                " " in each.strip() and not LEANING.search(each) and not any(part.is_answered for part in leaning)
            )
            parts += _titled(each, self._of_companies(self._searcher.ask(each)) if is_alone else leaning)
        if any(part.is_answered for part in parts):
            return parts
        return self._of_companies(self._searcher.ask(asked, context))

    def _of_companies(self, query: Query) -> list[_Part]:
        """The parts of a question about one or several companies, each with what tells of its own company."""
        asked = query.route.companies
        split = self._searcher.split(query)
        if len(split) == 1:
            return self._answered(query)
        parts = [_for_company(part, each, asked) for each in split for part in self._answered(each)]
        if all(part.is_answered for part in parts):
            return parts
        if not query.route.names and 2 * sum(part.is_answered for part in parts) < len(parts):
            return self._answered(replace(query, route=replace(query.route, companies=())))  # of other companies
        together = self._of_all(query)
        return [together] if together.is_answered else parts

    def _of_all(self, query: Query) -> _Part:
        """What tells of all the companies of `query` in one place."""
        part = self._part(query)
        asked = set(query.route.companies)
        of_all = [each for each in part.chosen if asked <= set(route(each.unit.shown, list(asked)).companies)]
        return replace(part, chosen=of_all, beside=[])

    def _by_period(self, query: Query) -> list[Query]:
        """A question about several periods of a company, each with a document of its own, as one about each."""
        sources = self._searcher.generation.manifest.sources()
        parts = [replace(query, route=replace(query.route, periods=(period,))) for period in query.route.periods]
        is_held = query.route.companies and all(1.0 in part.route.fits(sources).values() for part in parts)
        return parts if len(parts) > 1 and is_held else [query]

    def _answered(self, query: Query) -> list[_Part]:
        """The figures asked for, or else what the documents hold on each period."""
        figures = Figures(self._searcher, query).claims()
        if figures:
            hits = _with_quoted(figures, self._searcher.search(query, self._settings.search.k))
            return [_Part(hits, figures, [], 1.0)]
        return [self._part(part) for part in self._by_period(query)]

    def _part(self, query: Query) -> _Part:
        """What the documents hold on one question; nothing is chosen where they do not seem to answer it."""
        hits = self._searcher.search(query, self._settings.search.k)
        scored = self._extractor.score(query, hits)
        leading = leaders(query, scored, self._searcher)
        probability = self._judge.probability(query, leading.able, scored)
        chosen: list[Scored] = []
        if probability >= self._threshold:
            led = partial(self._extractor.led, query, leading.able)
            chosen = of_named_items(query, choose(leading.ordered, led))
        described = overview(query, self._searcher)
        if not described:
            beside = differing(query, leading.ordered, self._searcher.lexicon) if chosen else []
            return _Part(hits, [], chosen, probability, beside)
        hits = in_turns([[each.hit for each in described], hits], self._settings.search.k)
        return _Part(hits, [], _each_once([*described, *chosen[:BESIDE_OVERVIEW]]), 1.0)

    def _generated(
        self,
        question: str,
        history: Sequence[str],
        hits: Sequence[ScoredChunk],
        extractive: Answer,
        on_text: Callable[[str], None] | None,
    ) -> Answer:
        """What the chat model makes of `hits`, as far as it is verified; the extractive answer where nothing is."""
        try:
            written = self._writer.answer(question, history, hits, on_text)
        except ChatModelUnavailable as error:
            return replace(
                extractive, notice=f"The chat model did not help ({error}); these are the documents' own words."
            )
        if written is None:
            return replace(
                extractive, notice="The chat model's text did not pass the checks; these are the documents' own words."
            )
        return written if written.citations else replace(written, hints=_topics_of(hits))

    @cached_property
    def _writer(self) -> GenerativeAnswerer:
        from retrieval.generative import GenerativeAnswerer
        from retrieval.verification.verifier import Verifier

        verifier = Verifier(self._searcher.companies, self._similarity)
        return GenerativeAnswerer(self._settings.answering, verifier, self._is_closing)

    def _similarity(self, text: str, others: Sequence[str]) -> Sequence[float]:
        vectors = self._searcher.encoder.embed([text, *others])
        return [float(value) for value in vectors[1:] @ vectors[0]]

    def _topics(self, asked: str) -> tuple[str, ...]:
        return _topics_of(self._searcher.search(self._searcher.ask(asked), MOST_HINTS))


def _titled(question: str, parts: Sequence[_Part]) -> list[_Part]:
    """`parts` with the question that they belong to as the name of those that have none and no answer."""
    asked = f"“{question.strip(' ?')}”"
    is_answered = any(part.is_answered for part in parts)
    return [replace(part, name=part.name or ("" if is_answered else asked)) for part in parts]


def _for_company(part: _Part, query: Query, asked: Sequence[Company]) -> _Part:
    """`part` under the name of its company, without what tells of others `asked` about, or of other measures."""
    company, measures = query.route.companies[0], phrasings(query.question, STATED)
    tickers = {each.ticker for each in asked}
    chosen = [
        each
        for each in part.chosen
        if tells_of(each.unit.shown, company, asked, is_own=tickers & set(each.hit.source.tickers) == {company.ticker})
        and names_each(measures, f"{each.unit.chunk.section} {each.unit.shown}")
    ]
    if len(asked) > FEW_COMPANIES:
        chosen = chosen[:1]
    return replace(part, chosen=chosen, beside=part.beside if chosen else [], name=company.name)


def _claims(parts: Sequence[_Part]) -> list[Claim]:
    """The lines of all parts; those with a name begin with it, and those without an answer say so."""
    claims: dict[str, Claim] = {}
    seen: set[tuple[str, int]] = set()
    answered = {part.name for part in parts if part.is_answered}
    for part in parts:
        if part.name and part.name not in answered:
            unsaid = f"{part.name}: the documents do not say."
            claims[unsaid] = Claim(unsaid, ())
        fresh = [each for each in _each_once(part.chosen) if (each.unit.chunk.id, each.unit.position) not in seen]
        seen |= {(each.unit.chunk.id, each.unit.position) for each in fresh}
        own = [*part.figures, *quoted(fresh), *part.beside]
        for claim in (replace(each, text=_named(part.name, each.text)) for each in own):
            claims.setdefault(claim.text, claim)
    return list(claims.values())


def _named(name: str, text: str) -> str:
    return f"{name}: {text}" if name and not text.startswith(name) else text


def _each_once(chosen: Iterable[Scored]) -> list[Scored]:
    """The chosen units without those that an earlier part has chosen too."""
    return list({(scored.unit.chunk.id, scored.unit.position): scored for scored in chosen}.values())


def _with_quoted(claims: Sequence[Claim], hits: Sequence[ScoredChunk]) -> list[ScoredChunk]:
    """The passages that `claims` quote, and after them the others of `hits`."""
    quotes = (quote.hit for claim in claims for quote in claim.quotes)
    return list({hit.chunk.id: hit for hit in (*quotes, *hits)}.values())[: max(len(hits), 1)]


def _topics_of(hits: Sequence[ScoredChunk]) -> tuple[str, ...]:
    """The nearest topics, if any is near: titles with the sections in them, each once."""
    near = (hit for hit in hits if hit.similarity is None or hit.similarity >= NEAR_TOPIC)
    topics = (f"{hit.source.title} › {hit.chunk.section}" if hit.chunk.section else hit.source.title for hit in near)
    return tuple(dict.fromkeys(topics))[:MOST_HINTS]
