"""What happens, for the pages to follow: a log of events whose ids rise, and a signal that something changed."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from itertools import islice
from typing import Any


class Signal:
    """Wakes everybody who waits for any change. Take `next()` before looking, so that no change is missed."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def next(self) -> asyncio.Event:
        """An event that the next change sets."""
        return self._event

    def notify(self) -> None:
        self._event.set()
        self._event = asyncio.Event()


@dataclass(frozen=True, slots=True)
class Event:
    """Something that pages show. Without `chat_id` it concerns everybody; with `person_id` that person alone."""

    id: int
    kind: str
    chat_id: int | None
    person_id: int | None
    body: dict[str, Any]


class EventLog:
    """The last events, so that a page that lost its connection can catch up."""

    def __init__(self, signal: Signal, keep: int = 5000) -> None:
        self._signal = signal
        self._events: deque[Event] = deque(maxlen=keep)
        self.last_id = 0

    def add(self, kind: str, *, chat_id: int | None = None, person_id: int | None = None, **body: Any) -> None:
        self.last_id += 1
        self._events.append(Event(self.last_id, kind, chat_id, person_id, body))
        self._signal.notify()

    def after(self, event_id: int) -> list[Event] | None:
        """The events that follow `event_id`; None when some of them are forgotten or the id was never given out."""
        missed = self.last_id - event_id
        if not 0 <= missed <= len(self._events):
            return None
        return list(islice(reversed(self._events), missed))[::-1]
