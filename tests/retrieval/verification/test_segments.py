"""Sentences taken apart: which part has which figures and dates."""

from __future__ import annotations

import pytest

from retrieval.verification.statements import Reader


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("It fell from $5 in May 2025 to $4 in June 2025", [([5], [5]), ([4], [6])]),
        (
            "As of May 2025 and June 2025, it had $5 and $4, respectively",
            [([], [5]), ([], [6]), ([5], [5]), ([4], [6])],
        ),
        ("In May 2025 it sold 5 of 9 plants", [([5, 9], [5])]),
    ],
)
def test_read__gives_each_part_its_figures_and_dates(text: str, parts: list[tuple[list[int], list[int]]]) -> None:
    said = Reader(()).read(text)
    read = [
        ([int(figure.value) for figure in part.figures], [moment.part for moment in part.moments])
        for part in said.segments
    ]
    assert [part for part in read if part != ([], [])] == parts
