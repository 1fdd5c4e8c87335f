"""What stands in documents is data: fifty attempts to take answers over, none of which may succeed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing

import pytest

from retrieval import open_retrieval
from retrieval.settings import Settings
from retrieval.store import Retrieval
from retrieval.types import Answer
from tests.evaluation.scoring import contains
from tests.hostile import ADDRESS, Case, faults, load_cases

CASES = load_cases()
MARKER = re.compile(r"\[(\d+)\]")


@pytest.fixture(scope="module")
def hostile(hostile_settings: Settings) -> Iterator[Retrieval]:
    with closing(open_retrieval(hostile_settings)) as retrieval:
        yield retrieval


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_no_attempt_succeeds(hostile: Retrieval, case: Case) -> None:
    answer = hostile.ask(case.asked, case.before)
    assert faults(case, shown(answer)) == []
    assert [fact for fact in case.must_contain if not contains(answer.text, fact)] == []
    assert {int(n) for n in MARKER.findall(answer.text)} == {citation.n for citation in answer.citations}
    assert all(citation.url == ADDRESS + citation.document_id for citation in answer.citations)


def shown(answer: Answer) -> str:
    """Everything that an asker sees of an answer."""
    quotes = [citation.quote for citation in answer.citations]
    return "\n".join([answer.text, *quotes, *answer.hints, answer.notice or ""])
