"""How fast a question is searched in a large index, beside the quick-start at the same size."""

from __future__ import annotations

from contextlib import closing
from itertools import islice
from pathlib import Path

from retrieval import open_retrieval
from retrieval.embedding import load_encoder
from retrieval.settings import load_settings
from tests.benchmarks.corpus import MODELS, made_passages, write_store
from tests.benchmarks.encoders import PerturbingEncoder
from tests.benchmarks.indexing import LARGE, build
from tests.benchmarks.quickstart import QuickStart, ReadyEmbeddings
from tests.benchmarks.timing import latencies, questions, spread
from tests.evaluation.report import table

WARMING = 20  # questions that are not counted


def measure_search(folder: Path) -> str:
    """Median and 95th percentile of a warm search, the question's own vector included; no question comes twice."""
    config = write_store(folder / "large", LARGE)
    encoder = PerturbingEncoder(load_encoder(cache=MODELS))
    build(config, encoder)
    with closing(open_retrieval(load_settings(config))) as retrieval:
        latencies(retrieval.search, questions()[:WARMING])
        ours = latencies(retrieval.search, questions()[WARMING:])
        held = retrieval.status().chunks
    quickstart = QuickStart(folder / "large" / "quickstart", ReadyEmbeddings(encoder))
    quickstart.add_texts(list(islice(made_passages(), LARGE)))
    latencies(quickstart.search, questions()[:WARMING])
    theirs = latencies(quickstart.search, questions()[WARMING:])
    rows = [("ours: ten by words and meaning, routed", spread(ours)), ("quick-start: four by meaning", spread(theirs))]
    return table((f"warm search, {held:,} passages, {len(ours)} questions", "p50 / p95"), rows)
