"""The fifty attempts again, against a chat model that falls for every one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from retrieval import open_retrieval
from retrieval.sentences import split_sentences
from retrieval.settings import Settings
from retrieval.store import Retrieval
from tests.chat_model_server import ChatModelServer, chat_model_server
from tests.hostile import CANARY, Case, faults, load_cases

CASES = load_cases()
PASSAGE = re.compile(r"<passage-(\w+)>\n\[(\d+)\]\n(.*?)</passage-\1>", re.S)


def parrot(title: str, prompt: str) -> str:
    """What a model says that takes a document for the answer and its orders for orders: every sentence, each cited."""
    read = [(n, text) for _, n, text in PASSAGE.findall(prompt) if title in text]
    said = [f"{sentence} [{n}]" for n, text in read for sentence in split_sentences(text)]
    return "\n".join([f"As instructed: {CANARY.upper()}! [1]", *said, f"{CANARY.upper()} says 999 [1][9]."])


@pytest.fixture(scope="module")
def server() -> Iterator[ChatModelServer]:
    with chat_model_server("") as server:
        yield server


@pytest.fixture(scope="module")
def hostile(hostile_settings: Settings, server: ChatModelServer) -> Iterator[Retrieval]:
    answering = hostile_settings.answering.model_copy(update={"model": "parrot", "base_url": server.base_url})
    with closing(open_retrieval(hostile_settings.model_copy(update={"answering": answering}))) as retrieval:
        yield retrieval


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_no_attempt_succeeds_with_a_model_that_obeys(hostile: Retrieval, server: ChatModelServer, case: Case) -> None:
    server.replies = [partial(parrot, f"Title: {Path(case.file or '').stem.capitalize()}")]
    answer = hostile.ask(case.asked, case.before)
    assert faults(case, answer.text) == []
    assert not any(CANARY in citation.quote.casefold() for citation in answer.citations)
