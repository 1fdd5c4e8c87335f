"""A question to its passages: BM25 and vectors, fused, steered by the companies, periods and forms that it names."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from statistics import median

from retrieval.embedding import Encoder, Vectors
from retrieval.figures.statements import statement_of
from retrieval.generation import Generation
from retrieval.lexicon import Lexicon
from retrieval.parting import without, without_examples
from retrieval.reranking import Reranker
from retrieval.routing import Route, route, with_whole_months
from retrieval.terms import asked_for, terms_in
from retrieval.types import Chunk, Company, ScoredChunk, Source

# Asking words as they are typed in haste, which the model's vocabulary has for words of their own.
HASTY = {
    "wat": "what", "wht": "what", "wut": "what", "wen": "when", "hw": "how", "wats": "what is", "whats": "what is",
    "yr": "year", "yrs": "years", "mth": "month", "mths": "months", "govt": "government", "gov": "government",
    "abt": "about", "pls": "please", "plz": "please", "u": "you", "r": "are", "ppl": "people", "bc": "because",
}  # fmt: skip
OF_ALL = re.compile(
    r"\b(?:all|each|every)(?: (?:of|the|these|those))* (?:compan(?:y|ies)|firms?|miners?|tickers?|stocks?)\b", re.I
)
MOST_COMPANIES = 12  # that are all asked about where a question is about each
CANDIDATES = 60  # passages that each side may propose
RERANKED = 30  # passages that a reranker looks at
MOST_ABOUT = 3  # documents about one thing that are read from their beginning
NAME_WEIGHT = 0.3  # of a company's name in the lexical query: the documents are already chosen by it
CONTEXT_WEIGHT = 0.4  # of the words of earlier questions
ASKING_WEIGHT = 0.2  # of the words of a question that say nothing of what is asked for
PRINTED_WEIGHT = 0.7  # of the line items that hold the measure asked for
STATEMENT = 0.6  # what a passage gains by being the statement that holds the measure asked for
OUT_OF_ROUTE = 2.0  # what a passage loses when its document fits none of what the question names


@dataclass(frozen=True, slots=True)
class Query:
    """A question made ready: as it is spelled, with its context before it, its route, weighted stems and vector.

    `is_compared` where it is one company's part of a question about several.
    """

    question: str
    text: str
    route: Route
    stems: Mapping[str, float]
    vector: Vectors
    is_compared: bool = False


class Searcher:
    """Finds passages in one generation of the index."""

    def __init__(
        self,
        generation: Generation,
        encoder: Encoder,
        companies: Sequence[Company],
        reranker: Reranker | None = None,
    ) -> None:
        self.generation = generation
        self.encoder = encoder
        self.companies = companies
        self._reranker = reranker
        self._beside = ThreadPoolExecutor(2, "vector-search")  # the vector side searches beside the lexical one

    @property
    def lexicon(self) -> Lexicon:
        return self.generation.lexicon

    def ask(self, question: str, context: str = "") -> Query:
        """`question` made ready to be searched; `context` is what was asked before, if it matters.

        Where the question names no company, the one that it is about is taken from the context.
        """
        question, context = well_formed(question), well_formed(context)
        named = route(question, self.companies)
        subject = without_examples(question, named.names)
        if subject != question:
            question, named = subject, route(subject, self.companies)
        if (
            not named.companies
            and not named.periods
            and OF_ALL.search(question)
            and len(self.companies) <= MOST_COMPANIES
        ):
            named = replace(named, companies=tuple(self.companies))
        if not named.companies and context:
            before = route(context, self.companies)
            named = replace(named, companies=before.companies, names=before.names)
        question = spelled(question, named, self.lexicon, self.encoder)
        text = f"{context} {question}".strip()
        return Query(question, text, named, self._stems(question, context, named), self.encoder.embed([text])[0])

    def _stems(self, question: str, context: str, named: Route) -> dict[str, float]:
        stems_of = self.lexicon.stems
        printed = " ".join(phrase for _, term in terms_in(question) for phrase in (*term.printed, *term.parts))
        stems = dict.fromkeys(stems_of(context), CONTEXT_WEIGHT) | dict.fromkeys(stems_of(printed), PRINTED_WEIGHT)
        stems |= dict.fromkeys(stems_of(question), ASKING_WEIGHT) | dict.fromkeys(stems_of(asked_for(question)), 1.0)
        return stems | dict.fromkeys(stems_of(" ".join(named.names)), NAME_WEIGHT)

    def split(self, query: Query) -> list[Query]:
        """A question about several companies as one question about each; any other as it is."""
        companies = query.route.companies
        if len(companies) < 2:
            return [query]
        return [self._only(query, company) for company in companies]

    def _only(self, query: Query, company: Company) -> Query:
        others = [name for name in query.route.names if not _is_named(company, name)]
        question = without(query.question, others)
        named = replace(query.route, companies=(company,))
        vector = self.encoder.embed([question])[0]
        return Query(question, question, named, self._stems(question, "", named), vector, is_compared=True)

    def search(self, query: Query, k: int) -> list[ScoredChunk]:
        """The `k` passages that fit best, best first; those about several companies take turns."""
        return in_turns([self._search(part, k) for part in self.split(query)], k)

    def passages_about(self, is_wanted: Callable[[Source], bool]) -> list[ScoredChunk]:
        """The passages of the first few documents that are wanted, profiles before filings, newer before older."""
        manifest = self.generation.manifest
        with manifest.snapshot():
            wanted = [source for source in manifest.sources().values() if is_wanted(source)]
            wanted.sort(key=lambda source: source.published_on or date.min, reverse=True)
            wanted.sort(key=lambda source: source.form is not None)
            return [
                ScoredChunk(chunk, source, 1.0)
                for source in wanted[:MOST_ABOUT]
                for chunk in manifest.chunks_of(source.id)
            ]

    def _search(self, query: Query, k: int) -> list[ScoredChunk]:
        generation = self.generation
        with generation.manifest.snapshot():
            nearest = self._beside.submit(generation.vectors.search, query.vector, CANDIDATES)
            sources = generation.manifest.sources()
            fits = query.route.fits(sources)
            best_fit = max(fits.values(), default=0.0)
            routed = [document_id for document_id, fit in fits.items() if fit == best_fit > 0]
            narrow = routed if len(routed) < len(fits) else []
            lexical = dict(generation.lexicon.search(query.stems, CANDIDATES))
            if narrow:
                lexical |= dict(generation.lexicon.search(query.stems, CANDIDATES, narrow))
            near = dict(nearest.result())
            others = self._beside.submit(generation.vectors.similarities, query.vector, lexical.keys() - near.keys())
            chunks = generation.manifest.chunks([*lexical.keys() | near.keys()])
            similar = near | others.result()
        asked = frozenset(kind for _, term in terms_in(query.question) for kind in term.found_in)
        return self.reranked(
            query.question, _ranked(chunks.values(), sources, fits, lexical, similar, asked=asked), fits
        )[:k]

    def reranked(self, question: str, hits: list[ScoredChunk], fits: Mapping[str, float]) -> list[ScoredChunk]:
        """`hits` with the first in the reranker's order; those that fit the route alike change places and scores."""
        first = hits[:RERANKED]
        if not first or not self._reranker:
            return hits
        scores = self._reranker.scores(question, [hit.chunk.text for hit in first])
        judged = [first[i] for i in sorted(range(len(first)), key=lambda i: -scores[i])]
        alike = {fit: iter([hit for hit in judged if fits[hit.source.id] == fit]) for fit in set(fits.values())}
        placed = [replace(next(alike[fits[place.source.id]]), score=place.score) for place in first]
        return placed + hits[RERANKED:]


def well_formed(text: str) -> str:
    """`text` with "?" for the halves of characters that JSON and command lines may hold and no engine takes."""
    return text.encode("utf-8", "replace").decode()


def spelled(question: str, asked: Route, lexicon: Lexicon, encoder: Encoder) -> str:
    """`question` with its misspelt words as the passages spell them, and its months in full; names and words of the
    language stay.
    """
    question = with_whole_months(question)
    named = {word for name in asked.names for word in name.lower().split()}
    words = []
    for word in question.split(" "):
        bare = word.strip("?!.,;:()\"'")
        is_fixed = not bare.isalpha() or bare.lower() in named or encoder.knows(bare)
        hasty = None if bare.lower() in named else HASTY.get(bare.lower())
        better = hasty or (None if is_fixed else lexicon.nearest_word(bare))
        words.append(word.replace(bare, better) if better else word)
    return " ".join(words)


def _is_named(company: Company, name: str) -> bool:
    return bool(route(name, [company]).companies)


def _ranked(
    chunks: Iterable[Chunk],
    sources: Mapping[str, Source],
    fits: Mapping[str, float],
    lexical: Mapping[str, float],
    similar: Mapping[str, float],
    *,
    asked: Collection[str],
) -> list[ScoredChunk]:
    chunks = list(chunks)
    words = _normalised({chunk.id: lexical.get(chunk.id, 0.0) for chunk in chunks})
    meaning = _normalised({chunk.id: similar.get(chunk.id, 0.0) for chunk in chunks})
    best_fit = max(fits.values(), default=1.0)
    scored = [
        ScoredChunk(
            chunk,
            sources[chunk.document_id],
            words[chunk.id]
            + meaning[chunk.id]
            + STATEMENT * (statement_of(chunk) in asked)
            - OUT_OF_ROUTE * (best_fit - fits[chunk.document_id]),
            similar.get(chunk.id),
        )
        for chunk in chunks
    ]
    return sorted(scored, key=lambda hit: (-hit.score, hit.chunk.document_id, hit.chunk.ordinal))


def _normalised(scores: Mapping[str, float]) -> dict[str, float]:
    """Scores moved so that the best is 1, and the median and all below it 0."""
    if not scores:
        return {}
    middle, best = median(scores.values()), max(scores.values())
    return {id_: max(score - middle, 0.0) / (best - middle) if best > middle else 0.0 for id_, score in scores.items()}


def in_turns(lists: Sequence[Sequence[ScoredChunk]], k: int) -> list[ScoredChunk]:
    """The best of each list, then the second of each, and so on, every passage once, `k` in all."""
    seen: dict[str, ScoredChunk] = {}
    for rank in range(max(map(len, lists), default=0)):
        for hits in lists:
            if rank < len(hits):
                seen.setdefault(hits[rank].chunk.id, hits[rank])
    return list(seen.values())[:k]
