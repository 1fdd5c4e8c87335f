"""Has the verifier judge freely worded sentences, true and altered, and counts what it keeps and lets through."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from retrieval.embedding import load_encoder
from tests.evaluation.report import share, table
from tests.retrieval.claims import verifier_with
from tests.retrieval.free_wording import HALVES, Half, Tally, tally


def measure_wording() -> tuple[str, dict[str, Any]]:
    """Each part of the sentences: the report, and the counts as JSON."""
    verifier = verifier_with(load_encoder())
    tallies = {half: tally(verifier, half) for half in HALVES}
    return render(tallies), {half: asdict(counted) for half, counted in tallies.items()}


def render(tallies: dict[Half, Tally]) -> str:
    """A line per part."""
    rows = [
        (half, share(counted.kept, counted.total), share(counted.let_through, counted.total))
        for half, counted in tallies.items()
    ]
    return table(("half", "true kept", "altered let through"), rows)
