"""Requests that are refused before anything is searched, and sentences of documents that are never quoted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from retrieval.settings import read_toml

INTENTS = Path(__file__).with_name("intent.toml")


@dataclass(frozen=True, slots=True)
class Intent:
    """A kind of request, the text that refuses it, and how it is recognised."""

    name: str
    refusal: str
    patterns: tuple[re.Pattern[str], ...]


@cache
def intents() -> tuple[Intent, ...]:
    """The kinds that `intent.toml` describes, in its order."""
    return tuple(
        Intent(item["name"], item["refusal"], tuple(re.compile(pattern, re.I) for pattern in item["patterns"]))
        for item in read_toml(INTENTS)["intent"]
    )


def refused(question: str) -> Intent | None:
    """The first kind of request to refuse that `question` is, None where it is a question for the documents."""
    asked = " ".join(question.replace("’", "'").split())
    return next((intent for intent in intents() if any(p.search(asked) for p in intent.patterns)), None)


@cache
def _planted() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.I) for pattern in read_toml(INTENTS)["planted"]["patterns"])


def is_planted(sentence: str) -> bool:
    """Whether a sentence of a document gives orders to the machine that reads it."""
    return any(pattern.search(sentence) for pattern in _planted())
