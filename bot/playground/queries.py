"""Button presses and inline queries that wait for the bot's answer, each of which it can give once and in time."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from bot.playground.errors import bad_request
from bot.playground.state import Json


@dataclass(frozen=True, slots=True)
class Query:
    """What a person waits for, since `asked_at` in Unix seconds; `chat_id` is where they asked."""

    id: str
    person_id: int
    chat_id: int
    asked_at: float


class Queries:
    """The open queries by id, and the results that were given to inline queries."""

    def __init__(self, lifetime_s: float) -> None:
        self.lifetime_s = lifetime_s
        self.open: dict[str, Query] = {}
        self.results: dict[str, list[Json]] = {}

    def ask(self, person_id: int, chat_id: int, now: float) -> Query:
        query = Query(str(secrets.randbelow(2**63)), person_id, chat_id, now)
        self.open[query.id] = query
        return query

    def find(self, query_id: str, now: float) -> Query:
        """The open query, or Telegram's refusal where it is too old, was answered, or never was."""
        query = self.open.get(query_id)
        if query is None or now - query.asked_at > self.lifetime_s:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        return query
