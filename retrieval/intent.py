"""Requests that are refused before anything is searched."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from retrieval.loading.encoding import visible
from retrieval.orders import folded, is_ordered, with_parts
from retrieval.settings import read_toml

INTENTS = Path(__file__).with_name("intent.toml")


@dataclass(frozen=True, slots=True)
class Intent:
    """A kind of request and the text that refuses it; `takes_orders` where orders of every sort are of this kind."""

    name: str
    refusal: str
    patterns: tuple[re.Pattern[str], ...]
    takes_orders: bool

    def is_meant(self, asked: str) -> bool:
        """Whether a folded question asks for this."""
        return any(pattern.search(asked) for pattern in self.patterns) or (self.takes_orders and is_ordered(asked))


@cache
def intents() -> tuple[Intent, ...]:
    """The kinds that `intent.toml` describes, in its order."""
    tables = read_toml(INTENTS)
    return tuple(
        Intent(
            item["name"],
            item["refusal"],
            tuple(re.compile(with_parts(pattern, tables["parts"]), re.I) for pattern in item["patterns"]),
            item.get("orders", False),
        )
        for item in tables["intent"]
    )


def refused(question: str) -> Intent | None:
    """The first kind of request to refuse that `question` is, None where it is a question for the documents."""
    asked = folded(visible(question))
    return next((intent for intent in intents() if intent.is_meant(asked)), None)
