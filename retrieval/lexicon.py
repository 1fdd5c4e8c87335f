"""The lexical side of the index: BM25 over passages and their header lines, and the words that they use."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, wraps
from math import log
from pathlib import Path
from typing import ParamSpec, TypeVar

import tantivy
from rapidfuzz.distance import OSA

from retrieval.errors import IndexDamaged
from retrieval.types import Chunk

LEXICON_VERSION = 5  # counts up when words are cut in another way, so that the index is made again
# A form or an exhibit is one word (10-K, EX-99.1), a figure one word without its sign (1.67, 110), H.R. two letters.
WORD = r"\d+-[A-Za-z]\b|[Ee][Xx]-\d+(?:\.\d+)?|\d+(?:[.,]\d+)+|\d+\b|[\p{L}\p{N}]+(?:['’]\p{L}+)?"
# Words that questions are made of and that passages are not told apart by.
FUNCTION_WORDS = re.findall(
    r"\w+",
    """a about above actually after again all also am an and any anybody anyone anything are as at basically be because
    been before being below between both but by can could did do does doing done down during each else ever every
    everyone everything exactly few for from further get gets getting give given gives go going got had has have having
    he hello her here hers hey hi him his how i if in into is isn it its just kind know let like lot lots many may maybe
    me mean means meant might more most much must my no nobody nor not nothing now of off ok okay on once one only or
    other our out over own perhaps please quite really said same say says shall she should simply so some somebody
    someone something sort still such tell than thank thanks that the their them then there these they thing things
    this those though through to too under until us very want was we well were what whats when where whether which
    while who whom whose why will with would yes yet you your vs versus compare compared comparison difference""",
)
HEADER_BOOST = 0.6
SHORTEST_PART = 3  # letters of a word that was written together with another
WRITER_BYTES = 32_000_000
END = struct.Struct("<II")  # of a file of tantivy: the length of the JSON before it, which holds a checksum, and MAGIC
MAGIC = 1337

P = ParamSpec("P")
T = TypeVar("T")


def _naming_damage(method: Callable[P, T]) -> Callable[P, T]:
    """`method`, raising `IndexDamaged` where it meets files that were damaged after they were opened."""

    @wraps(method)
    def named(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return method(*args, **kwargs)
        except BaseException as error:  # where tantivy panics, it raises what only the name tells from an interrupt
            if not isinstance(error, ValueError) and type(error).__name__ != "PanicException":
                raise
            remedy = "run `python -m retrieval reindex --full`, which makes it again"
            raise IndexDamaged(f"the index cannot be searched for words ({error}): {remedy}") from error

    return named


class Lexicon:
    """A BM25 index in the folder `path`, one writer and any number of reading threads.

    Raises `ValueError` where its files are damaged, and from all that reads or writes `IndexDamaged` where they are
    damaged later.
    """

    def __init__(self, path: Path) -> None:
        path.mkdir(parents=True, exist_ok=True)
        _check_files(path)
        self._index = tantivy.Index(_schema(), path=str(path))
        self._index.register_tokenizer("stems", _stems())
        self._index.register_tokenizer("words", _words())
        self._index.reload()

    @_naming_damage
    def update(self, added: Iterable[Chunk], removed: Iterable[str]) -> None:
        """Add passages and drop those with the ids `removed`; searches see all of it or none."""
        writer = self._index.writer(heap_size=WRITER_BYTES, num_threads=1)
        for chunk_id in removed:
            writer.delete_documents_by_term("id", chunk_id)
        for chunk in added:
            writer.add_document(
                tantivy.Document(
                    id=chunk.id,
                    document=chunk.document_id,
                    header=chunk.header,
                    text=chunk.text,
                    words=f"{chunk.header}\n{chunk.text}",
                )
            )
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    @_naming_damage
    def search(self, stems: Mapping[str, float], limit: int, documents: Sequence[str] = ()) -> list[tuple[str, float]]:
        """The ids and BM25 scores of the best passages, best first; only within `documents` where any are given.

        `stems` are weighted words as `stems()` makes them.
        """
        if not stems:
            return []
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, self._term(*term)) for term in stems.items()])
        if documents:
            within = tantivy.Query.term_set_query(self._index.schema, "document", list(documents))
            within = tantivy.Query.const_score_query(within, 0.0)
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, within)])
        searcher = self._index.searcher()
        hits = searcher.search(query, limit=limit, count=False).hits
        return [(str(searcher.doc(address)["id"][0]), float(score)) for score, address in hits]

    def _term(self, stem: str, weight: float) -> tantivy.Query:
        schema = self._index.schema
        text = tantivy.Query.boost_query(tantivy.Query.term_query(schema, "text", stem), weight)
        header = tantivy.Query.term_query(schema, "header", stem)
        header = tantivy.Query.boost_query(header, weight * HEADER_BOOST)
        return tantivy.Query.disjunction_max_query([text, header], 0.3)

    @_naming_damage
    def count(self) -> int:
        """The number of passages kept."""
        return int(self._index.searcher().num_docs)

    def stems(self, text: str) -> list[str]:
        """The stems of `text` in order, as they are searched."""
        return stems_of(text)

    @_naming_damage
    def has(self, stem: str) -> bool:
        """Whether any passage or header has this stem."""
        searcher = self._index.searcher()
        return bool(searcher.doc_freq("text", stem) or searcher.doc_freq("header", stem))

    @_naming_damage
    def rarity(self, stem: str) -> float:
        """How much a stem tells: its inverse document frequency, log(1 + N / n), over all passages."""
        searcher = self._index.searcher()
        found = max(searcher.doc_freq("text", stem), searcher.doc_freq("header", stem))
        return log(1 + max(searcher.num_docs, 1) / (found or 0.5))

    @_naming_damage
    def nearest_word(self, word: str) -> str | None:
        """The word of the passages, or of questions, that a misspelt `word` most likely means; None where none is near
        or it is one.

        Two words of the passages that are written as one come apart. Near is an optimal string alignment distance of 1,
        or 2 from eight letters on, with the same first letter; of two as near, the one with the same letters.
        """
        searcher = self._index.searcher()
        word = word.lower()
        if len(word) < 4 or searcher.doc_freq("words", word):
            return None
        parts = [(word[:at], word[at:]) for at in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)]
        found = {pair: min(searcher.doc_freq("words", part) for part in pair) for pair in parts}
        best = max(found, key=lambda pair: found[pair], default=None)
        if best and found[best]:
            return " ".join(best)
        allowed = 2 if len(word) >= 8 else 1
        known_words = dict(searcher.terms_with_prefix("words", word[0]))
        known_words |= {known: searcher.num_docs for known in FUNCTION_WORDS if known[0] == word[0]}
        near = [
            (distance, sorted(known) != sorted(word), -count, known)
            for known, count in known_words.items()
            if abs(len(known) - len(word)) <= allowed
            and (distance := OSA.distance(word, known, score_cutoff=allowed)) <= allowed
        ]
        return min(near)[-1] if near else None


def _check_files(path: Path) -> None:
    """Compare what is in the files with the checksums at their ends: tantivy reads damaged ones for something else.

    Raises `ValueError`. A file without an end was never finished, and belongs to no index.
    """
    for file in path.iterdir():
        content = file.read_bytes()
        length, magic = END.unpack(content[-END.size :]) if len(content) >= END.size else (0, 0)
        body = len(content) - END.size - length
        checksum = b'"crc":%d}' % zlib.crc32(memoryview(content)[:body])
        if magic == MAGIC and not content.endswith(checksum, body, -END.size):
            raise ValueError(f"{file.name} is damaged")


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("document", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("header", tokenizer_name="stems", index_option="freq")
    builder.add_text_field("text", tokenizer_name="stems", index_option="freq")
    builder.add_text_field("words", tokenizer_name="words", index_option="basic")
    return builder.build()


def stems_of(text: str) -> list[str]:
    """The stems of `text` in order, the same in every index."""
    return list(_stems().analyze(text))


@cache
def _stems() -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.regex(WORD))
    builder = builder.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.ascii_fold())
    builder = builder.filter(tantivy.Filter.custom_stopword(FUNCTION_WORDS))
    return builder.filter(tantivy.Filter.stemmer("english")).build()


@cache
def _words() -> tantivy.TextAnalyzer:
    """Runs of letters and digits: what misspelt words are compared with."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    return builder.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.ascii_fold()).build()
