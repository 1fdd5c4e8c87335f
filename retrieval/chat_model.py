"""The chat model: loaded by name through LangChain, read as it writes, never waited for without end."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from queue import Empty, Queue
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from retrieval.errors import ChatModelUnavailable
from retrieval.settings import Answering

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import Runnable

# What `init_chat_model` takes before a colon; behind a base_url any other name is one of an OpenAI-compatible server.
PROVIDERS = frozenset({
    "anthropic", "azure_ai", "azure_openai", "bedrock", "bedrock_converse", "cohere", "deepseek", "fireworks",
    "google_genai", "google_vertexai", "groq", "huggingface", "ibm", "litellm", "mistralai", "nvidia", "ollama",
    "openai", "openrouter", "perplexity", "together", "upstage", "xai",
})  # fmt: skip
PLACEHOLDER_KEY = "none"  # servers of one's own ask for no key, but the client of OpenAI asks for one
LONGEST_REPLY = 4  # a whole reply may take this many times the longest silence
CHARACTERS_PER_TOKEN = 12  # no text has so many; a server that sends more does not keep to max_tokens
RETRIES = 1
LOOK_SECONDS = 0.1  # between two looks at whether to wait any longer

_REFUSED = {
    400: "it refused the request",
    401: "the key was refused",
    402: "the account has no credit left",
    403: "the key was refused",
    404: "it knows no model of that name",
    429: "its rate limit or quota is used up",
}


def load_chat_model(settings: Answering) -> BaseChatModel:
    """The model that `settings` names. Raises `ChatModelUnavailable` where it cannot be set up."""
    from langchain.chat_models import init_chat_model

    provider, colon, _ = settings.model.partition(":")
    name = settings.model
    options: dict[str, Any] = {}
    if settings.base_url:
        options["base_url"] = settings.base_url
        if not colon or provider not in PROVIDERS:
            name, provider = f"openai:{settings.model}", "openai"
        if provider == "openai" and not os.environ.get("OPENAI_API_KEY"):
            options["api_key"] = PLACEHOLDER_KEY
    try:
        model: BaseChatModel = init_chat_model(
            name,
            temperature=settings.temperature,
            max_tokens=settings.max_tokens,
            timeout=settings.timeout_seconds,
            max_retries=RETRIES,
            **options,
        )
    except Exception as error:  # each provider's package raises its own
        raise ChatModelUnavailable(_setup_fault(error, settings.model)) from None
    return model


def _setup_fault(error: Exception, model: str) -> str:
    """Why a model cannot be set up, without the error's own words, which may hold secrets."""
    if isinstance(error, ImportError):
        package = re.search(r"pip install ([\w-]+)", str(error))
        return f"its package is missing: pip install {package[1]}" if package else "its package cannot be imported"
    key = re.search(r"\b[A-Z][A-Z0-9_]*_(?:API_)?(?:KEY|TOKEN)\b", str(error))
    if key:
        return f"no key is set: the environment variable {key[0]} is missing"
    if isinstance(error, ValueError) and "provider" in str(error).lower():
        return f"no provider is known for the model {model!r}: write it like openai:gpt-4.1-mini"
    return f"it cannot be set up ({type(error).__name__})"


def read_stream(
    chain: Runnable[dict[str, Any], str],
    values: dict[str, Any],
    settings: Answering,
    is_closing: Callable[[], bool] = lambda: False,
) -> Iterator[str]:
    """The pieces of the reply of `chain` as they come.

    Raises `ChatModelUnavailable` when it fails, when nothing comes for `timeout_seconds`, when it goes on beyond
    `LONGEST_REPLY` times that, or when all `is_closing`. The thread that reads then ends with the connection.
    """
    pieces: Queue[str | Exception | None] = Queue()
    is_over = Event()
    Thread(target=_pump, args=(chain, values, pieces, is_over), name="chat-model", daemon=True).start()
    ends_at = time.monotonic() + LONGEST_REPLY * settings.timeout_seconds
    left = CHARACTERS_PER_TOKEN * settings.max_tokens
    try:
        while left > 0:
            piece = _next(pieces, ends_at, settings.timeout_seconds, is_closing)
            if piece is None:
                return
            left -= len(piece)
            yield piece
    finally:
        is_over.set()


def _next(
    pieces: Queue[str | Exception | None], ends_at: float, longest_silence: float, is_closing: Callable[[], bool]
) -> str | None:
    ends_at = min(ends_at, time.monotonic() + longest_silence)
    while not is_closing():
        left = ends_at - time.monotonic()
        try:
            piece = pieces.get(timeout=max(0.0, min(left, LOOK_SECONDS)))
        except Empty:
            if left <= 0:
                raise ChatModelUnavailable(f"it did not answer within {longest_silence:g} seconds") from None
            continue
        if isinstance(piece, Exception):
            raise ChatModelUnavailable(_fault(piece, longest_silence)) from None
        return piece
    raise ChatModelUnavailable("it was not waited for")


def _pump(
    chain: Runnable[dict[str, Any], str], values: dict[str, Any], pieces: Queue[str | Exception | None], is_over: Event
) -> None:
    """Pass on what the chain yields, then None, or the error that ended it; stop early once `is_over`."""
    try:
        for piece in _pieces(chain, values):
            pieces.put(piece)
            if is_over.is_set():
                return
    except Exception as error:  # the reader on the other side of the queue tells what it was
        pieces.put(error)
    pieces.put(None)


def _pieces(chain: Runnable[dict[str, Any], str], values: dict[str, Any]) -> Iterator[str]:
    """The pieces of the reply; the whole of it where the server does not stream, which LangChain takes for no reply."""
    is_begun = False
    try:
        for piece in chain.stream(values):
            is_begun = True
            yield piece
    except ValueError:
        if is_begun:
            raise
        yield chain.invoke(values)


def _fault(error: Exception, longest_silence: float) -> str:
    """Why a call failed, in words of our own: those of the provider may hold a part of the key."""
    status = getattr(error, "status_code", None) or getattr(getattr(error, "response", None), "status_code", None)
    kind = type(error).__name__
    if isinstance(status, int):
        return _REFUSED.get(status, f"its server failed with status {status}")
    if isinstance(error, TimeoutError) or "Timeout" in kind:
        return f"it did not answer within {longest_silence:g} seconds"
    if isinstance(error, OSError) or "Connect" in kind or "Protocol" in kind or "Read" in kind:
        return "the connection to its server failed"
    return f"it failed ({kind})"
