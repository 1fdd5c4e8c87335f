"""Loading a chat model and reading what it writes, over HTTP to a server of the tests' own."""

from __future__ import annotations

import time
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate

from retrieval.chat_model import load_chat_model, read_stream
from retrieval.errors import ChatModelUnavailable
from retrieval.settings import Answering
from tests.chat_model_server import CUT, HANG, chat_model_server

SECRET = "sk-secret-0123456789"


def answering(base_url: str = "", model: str = "scripted", **choices: Any) -> Answering:
    return Answering(model=model, base_url=base_url, **{"timeout_seconds": 5.0, **choices})


def read(settings: Answering) -> str:
    """All that the model says to "Hello"."""
    chain = ChatPromptTemplate.from_messages([("human", "{said}")]) | load_chat_model(settings) | StrOutputParser()
    return "".join(read_stream(chain, {"said": "Hello"}, settings))


def failure(settings: Answering) -> str:
    with pytest.raises(ChatModelUnavailable) as raised:
        read(settings)
    return str(raised.value)


def test_read_stream__gives_the_reply_in_pieces() -> None:
    with chat_model_server("It rose by 5%.") as server:
        chain = load_chat_model(answering(server.base_url)) | StrOutputParser()
        assert list(filter(None, read_stream(chain, "Hello", answering()))) == ["It rose", " by 5%."]  # type: ignore[arg-type]
    assert server.requests[0]["stream"] is True
    assert server.requests[0]["temperature"] == 0.0


def test_read_stream__takes_a_reply_in_one_piece_from_a_server_that_does_not_stream() -> None:
    with chat_model_server("It rose by 5%.", plain=True) as server:
        assert read(answering(server.base_url)) == "It rose by 5%."


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (401, "the key was refused"),
        (403, "the key was refused"),
        (404, "it knows no model of that name"),
        (429, "its rate limit or quota is used up"),
        (500, "its server failed with status 500"),
    ],
)
def test_read_stream__says_why_the_server_refused_and_not_the_key(
    status: int, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    with chat_model_server(status) as server:
        assert failure(answering(server.base_url)) == reason
    assert set(server.keys) == {SECRET}


def test_read_stream__a_server_that_hangs_is_waited_for_no_longer_than_the_limit() -> None:
    with chat_model_server(HANG, "It rose" + HANG) as server:
        for _ in range(2):
            started = time.monotonic()
            assert failure(answering(server.base_url, timeout_seconds=0.4)) == "it did not answer within 0.4 seconds"
            assert time.monotonic() - started < 20


def test_read_stream__a_connection_that_breaks_off_is_a_failure() -> None:
    with chat_model_server("It rose by" + CUT) as server:
        assert failure(answering(server.base_url)) == "the connection to its server failed"


def test_read_stream__a_server_that_is_down_is_a_failure() -> None:
    with chat_model_server("") as server:
        pass
    assert failure(answering(server.base_url)) == "the connection to its server failed"


def test_read_stream__stops_reading_a_server_that_does_not_keep_to_the_limit_of_tokens() -> None:
    with chat_model_server("word " * 2000) as server:
        assert len(read(answering(server.base_url, max_tokens=50))) < 1000


@pytest.mark.parametrize(
    ("model", "sent"), [("llama3.1:8b", "llama3.1:8b"), ("mistral", "mistral"), ("openai:qwen3", "qwen3")]
)
def test_load_chat_model__any_name_is_taken_behind_a_base_url_and_needs_no_key(
    model: str, sent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with chat_model_server("Yes.") as server:
        assert read(answering(server.base_url, model)) == "Yes."
    assert server.requests[0]["model"] == sent
    assert server.keys == ["none"]


def setup_failure(model: str) -> str:
    with pytest.raises(ChatModelUnavailable) as raised:
        load_chat_model(answering(model=model))
    return str(raised.value)


def test_load_chat_model__names_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    assert setup_failure("openai:gpt-4.1-mini") == "no key is set: the environment variable OPENAI_API_KEY is missing"
    assert setup_failure("groq:llama") == "its package is missing: pip install langchain-groq"
    assert setup_failure("scripted") == (
        "no provider is known for the model 'scripted': write it like openai:gpt-4.1-mini"
    )


def test_nothing_is_traced_to_a_third_party_unless_its_variable_asks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LANGSMITH_TRACING", raising=False)
    monkeypatch.delenv("LANGCHAIN_TRACING_V2", raising=False)
    with chat_model_server("") as tracer, chat_model_server("Yes.") as server:
        monkeypatch.setenv("LANGSMITH_ENDPOINT", tracer.base_url)
        monkeypatch.setenv("LANGSMITH_API_KEY", SECRET)
        assert read(answering(server.base_url)) == "Yes."
        time.sleep(0.3)
    assert tracer.paths == []


def test_load_chat_model__gives_a_langchain_chat_model() -> None:
    assert isinstance(load_chat_model(answering("http://127.0.0.1:9/v1")), BaseChatModel)
