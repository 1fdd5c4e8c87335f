"""How fast documents come into the index: the first time, one that changed, and what searches notice of it."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from statistics import median

from retrieval import open_retrieval
from retrieval.embedding import Encoder, load_encoder
from retrieval.settings import load_settings
from retrieval.store import Retrieval
from tests.benchmarks.corpus import MODELS, PASSAGES, made_passages, write_document, write_store
from tests.benchmarks.encoders import PerturbingEncoder
from tests.benchmarks.quickstart import QuickStart, TorchEmbeddings
from tests.benchmarks.timing import asking, seconds, spread
from tests.evaluation.report import table

FIRST = 1500  # passages of a first index
TURNS = 5  # in which one is made
LARGE = 35_000  # passages of an index whose search is measured
LARGER = 50_000  # and of one in which a document changes
CHANGED_SEED = 7


class PreparedRetrieval(Retrieval):
    """Indexes with vectors that cost little."""

    encoder: Encoder

    def _load_encoder(self, model: str) -> Encoder:
        return self.encoder


def build(config: Path, encoder: Encoder) -> float:
    """Bring the index of a store up to date with an encoder that costs little; returns the seconds."""
    with closing(PreparedRetrieval(load_settings(config))) as retrieval:
        retrieval.encoder = encoder
        return retrieval.reindex(datetime.now(UTC)).seconds


def measure_first_index(folder: Path) -> str:
    """Passages a second of a first index, beside the quick-start's and those of the encoder alone.

    Ours and the encoder take turns, each with the text new to it, and the median counts: they differ by less than one
    turn from the next.
    """
    ours_s, bare_s, texts = list[float](), list[float](), list[str]()
    for turn in range(TURNS):
        settings = load_settings(write_store(folder / f"first-{turn}", FIRST))
        with closing(PreparedRetrieval(settings)) as retrieval:
            retrieval.encoder = _warm_encoder()
            ours_s.append(retrieval.reindex(datetime.now(UTC)).seconds)
            manifest = retrieval._index.generation.manifest
            texts = [f"{c.header}\n{c.text}" for id_ in manifest.sources() for c in manifest.chunks_of(id_)]
        bare = _warm_encoder()
        bare_s.append(seconds(lambda: bare.embed(texts)))  # noqa: B023 - called at once
    embeddings = TorchEmbeddings()
    embeddings.embed_query("warm")
    quickstart = QuickStart(folder / "quickstart", embeddings)
    passages = []
    quickstart_s = seconds(lambda: passages.extend(quickstart.add_files((folder / "first-0").glob("*.md"))))
    ours_rate, bare_rate, quickstart_rate = (
        len(texts) / median(ours_s),
        len(texts) / median(bare_s),
        len(passages) / quickstart_s,
    )
    rows = [
        ("ours", len(texts), f"{median(ours_s):.1f}", f"{ours_rate:.1f}", ""),
        ("the encoder alone", len(texts), f"{median(bare_s):.1f}", f"{bare_rate:.1f}", f"{ours_rate / bare_rate:.0%}"),
        (
            "quick-start",
            len(passages),
            f"{quickstart_s:.1f}",
            f"{quickstart_rate:.1f}",
            f"{ours_rate / quickstart_rate:.2f} ×",
        ),
    ]
    heading = f"first index of the same files, median of {TURNS}"
    return table((heading, "passages", "seconds", "passages/s", "ours against it"), rows)


def _warm_encoder() -> Encoder:
    encoder = load_encoder(cache=MODELS)
    encoder.embed(["warm"])
    return encoder


def measure_change(folder: Path) -> str:
    """Seconds for one document of which every passage changes in a large index, and the latency of search meanwhile."""
    config = write_store(folder / "large", LARGER)
    build(config, PerturbingEncoder(load_encoder(cache=MODELS)))
    with closing(open_retrieval(load_settings(config))) as retrieval:
        retrieval.search("warm")
        texts = made_passages(CHANGED_SEED)
        write_document(folder / "large", 0, islice(texts, PASSAGES))
        one = retrieval.reindex(datetime.now(UTC))
        for number in range(6):
            write_document(folder / "large", number, islice(texts, PASSAGES))
        with asking(retrieval.search) as taken:
            six = retrieval.reindex(datetime.now(UTC))
        held = retrieval.status().chunks
    rows = [
        (f"one changed document ({one.embedded} new passages)", f"{one.seconds:.1f} s"),
        (f"six changed documents ({six.embedded} new passages)", f"{six.seconds:.1f} s"),
        (f"search meanwhile, p50 / p95 of {len(taken)}", spread(taken)),
    ]
    return table((f"in an index of {held:,} passages", ""), rows)


def measure_rebuild(folder: Path) -> str:
    """The latency of search while all is made again."""
    with closing(open_retrieval(load_settings(write_store(folder / "rebuilt", FIRST)))) as retrieval:
        retrieval.reindex(datetime.now(UTC))
        retrieval.search("warm")
        with asking(retrieval.search) as taken:
            report = retrieval.reindex(datetime.now(UTC), full=True)
    rows = [
        (f"making {report.embedded} passages again", f"{report.seconds:.1f} s"),
        (f"search meanwhile, p50 / p95 of {len(taken)}", spread(taken)),
    ]
    return table(("a full rebuild", ""), rows)
