"""Answers that a chat model writes, over HTTP to a server of the tests' own."""

from __future__ import annotations

from typing import Any

import pytest

from retrieval.errors import ChatModelUnavailable
from retrieval.generative import GenerativeAnswerer
from retrieval.prompts import NO_ANSWER
from retrieval.settings import Answering
from retrieval.types import Answer, ScoredChunk
from retrieval.verification.verifier import Verifier
from tests.chat_model_server import CUT, HANG, ChatModelServer, chat_model_server
from tests.retrieval.claims import companies, passages
from tests.retrieval.test_altered_replies import thousand

REVENUE = "MP Materials had revenue of $90.6 million in Q1 2026 [1]."
LOSS = "USA Rare Earth lost $67.0 million in Q1 2026 [2]."
INVENTED = "MP Materials had revenue of $95.1 million in Q1 2026 [1]."


def passage(document: str, words: str) -> ScoredChunk:
    return next(hit for hit in passages() if hit.source.id == document and words in hit.chunk.text)


def hits() -> list[ScoredChunk]:
    return [passage("filing-mp-8k-2026-05-07", "Revenue | 90,649"), passage("company-usar", "Q1 2026 | $5.7 million")]


def ask(server: ChatModelServer, seen: list[str] | None = None, **choices: Any) -> Answer | None:
    settings = Answering(model="scripted", base_url=server.base_url, **{"timeout_seconds": 5.0, **choices})
    answerer = GenerativeAnswerer(settings, Verifier(companies()))
    on_text = seen.append if seen is not None else None
    return answerer.answer("And the loss?", ["What did MP Materials earn?"], hits(), on_text)


def test_answer__gives_what_is_borne_with_its_citations() -> None:
    with chat_model_server(f"{REVENUE} {LOSS}") as server:
        answer = ask(server)
    assert answer is not None
    assert (answer.status, answer.mode) == ("answered", "generative")
    assert answer.text == (
        "MP Materials had revenue of $90.6 million in Q1 2026. [1] USA Rare Earth lost $67.0 million in Q1 2026. [2]"
    )
    assert [(citation.n, citation.document_id, citation.quote) for citation in answer.citations] == [
        (1, "filing-mp-8k-2026-05-07", "Revenue | 90,649 | 60,810"),
        (
            2,
            "company-usar",
            "Q1 2026 | $5.7 million | $67.0 million ($0.34 a share) | $1.75 billion | 8-K, 13 May 2026",
        ),
    ]


def test_answer__sends_the_passages_before_the_question_and_the_history_as_context() -> None:
    with chat_model_server(REVENUE) as server:
        ask(server)
    system, task = (message["content"] for message in server.requests[0]["messages"])
    assert NO_ANSWER in system
    assert task.index("Revenue | 90,649") < task.index("What did MP Materials earn?") < task.index("Question: And the")


def test_answer__each_request_has_a_boundary_of_its_own() -> None:
    with chat_model_server(REVENUE) as server:
        ask(server)
        ask(server)
    first, second = (prompt.splitlines()[0] for prompt in server.prompts)
    assert first.startswith("<passage-")
    assert first != second


def test_answer__shows_only_verified_sentences_while_it_comes() -> None:
    seen: list[str] = []
    with chat_model_server(f"{REVENUE} {INVENTED} {LOSS} Nothing more.") as server:
        ask(server, seen)
    assert seen == [
        "MP Materials had revenue of $90.6 million in Q1 2026. [1]",
        "MP Materials had revenue of $90.6 million in Q1 2026. [1] USA Rare Earth lost $67.0 million in Q1 2026. [2]",
    ]


def test_answer__an_invented_number_is_refused_and_repaired_once() -> None:
    with chat_model_server(INVENTED, REVENUE) as server:
        answer = ask(server)
    assert answer is not None
    assert answer.text == "MP Materials had revenue of $90.6 million in Q1 2026. [1]"
    assert len(server.requests) == 2
    assert "$95.1 million" in server.prompts[1]
    assert "no cited passage has $95.1 million" in server.prompts[1]


def test_answer__nothing_is_answered_where_the_repair_fails_as_well() -> None:
    with chat_model_server(INVENTED) as server:
        assert ask(server) is None
    assert len(server.requests) == 2


def test_answer__what_stood_before_a_worse_repair_stays() -> None:
    with chat_model_server(f"{REVENUE} {INVENTED}", NO_ANSWER) as server:
        answer = ask(server)
    assert answer is not None
    assert answer.text == "MP Materials had revenue of $90.6 million in Q1 2026. [1]"


def test_answer__what_stood_before_a_repair_that_failed_stays() -> None:
    with chat_model_server(f"{REVENUE} {INVENTED}", 500) as server:
        answer = ask(server)
    assert answer is not None
    assert len(answer.citations) == 1


def test_answer__an_unknown_marker_is_dropped() -> None:
    with chat_model_server("MP Materials had revenue of $90.6 million in Q1 2026 [1][7].") as server:
        answer = ask(server)
    assert answer is not None
    assert answer.text.endswith("[1]")
    assert len(answer.citations) == 1


@pytest.mark.parametrize(
    "reply",
    [
        NO_ANSWER,
        f"**{NO_ANSWER}**",
        "I'm sorry, the passages do not contain this.",
        f"<think>{LOSS}</think>{NO_ANSWER}",
    ],
)
def test_answer__says_that_there_is_no_answer(reply: str) -> None:
    with chat_model_server(reply) as server:
        assert ask(server) == Answer("And the loss?", "not_found", NO_ANSWER, mode="generative")


def test_answer__nothing_said_is_no_answer_at_all() -> None:
    with chat_model_server("") as server:
        assert ask(server) is None


@pytest.mark.parametrize("fault", [401, 429, 500, REVENUE + CUT, HANG])
def test_answer__raises_where_the_model_fails(fault: str | int) -> None:
    with chat_model_server(fault) as server, pytest.raises(ChatModelUnavailable):
        ask(server, timeout_seconds=0.5)


def test_answer__no_altered_reply_stands_end_to_end() -> None:
    """A sample of the thousand altered replies, over HTTP; the others are checked in test_altered_replies.py."""
    sample = thousand()[::40]
    verifier = Verifier(companies())
    standing = []
    with chat_model_server("") as server:
        answerer = GenerativeAnswerer(Answering(model="scripted", base_url=server.base_url), verifier)
        for reply in sample:
            server.replies = [reply.text]
            answer = answerer.answer("What is said?", (), reply.hits)
            standing += [reply.text] if answer and answer.citations else []
    assert standing == []
    assert len(server.requests) >= len(sample)
