"""The one change of the index that may be in hand: whose it is, how far it is, and how it is stopped."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from bot.messages.documents import render_instant
from retrieval.errors import ReindexRunning
from retrieval.types import Progress, ReindexReport

if TYPE_CHECKING:
    from bot.context import Services

STOPPING_SECONDS = 20.0


@dataclass(slots=True)
class Change:
    """A change of the index, and who makes it. `stopped_by` is who stopped it, if anybody did.

    One that `is_brief` takes seconds: others wait for it rather than be turned away.
    """

    by: str
    begun_at: datetime
    is_brief: bool = False
    id: str = field(default_factory=lambda: uuid4().hex)
    progress: Progress | None = None
    stopped_by: str = ""
    is_stopped: threading.Event = field(default_factory=threading.Event)
    is_over: asyncio.Event = field(default_factory=asyncio.Event)

    def note(self, progress: Progress) -> None:
        """Take down how far it is; may be called from any thread."""
        self.progress = progress

    def stop(self, by: str) -> None:
        self.stopped_by = by
        self.is_stopped.set()


class Indexing:
    """Lets one change at a time be made."""

    def __init__(self) -> None:
        self.in_hand: Change | None = None

    @asynccontextmanager
    async def brief_change(self, by: str) -> AsyncIterator[Change]:
        """A brief change made within the block, after others of its kind. Raises `ReindexRunning` as `begin` does."""
        while self.in_hand is not None and self.in_hand.is_brief:
            await self.in_hand.is_over.wait()
        change = self.begin(by, is_brief=True)
        try:
            yield change
        finally:
            self.end(change)

    def begin(self, by: str, *, is_brief: bool = False) -> Change:
        """A change that goes on until `end`. Raises `ReindexRunning`, which says whose is in hand."""
        if self.in_hand is not None:
            raise ReindexRunning(describe(self.in_hand))
        self.in_hand = Change(by, datetime.now(UTC), is_brief)
        return self.in_hand

    def end(self, change: Change) -> None:
        self.in_hand = None
        change.is_over.set()

    async def begin_when_free(self, by: str) -> Change:
        """As `begin`, after the changes that are in hand."""
        while self.in_hand is not None:
            await self.in_hand.is_over.wait()
        return self.begin(by)


def describe(change: Change) -> str:
    """Who changes the index, and since when, as text."""
    return f"The index is being changed by {change.by}, since {render_instant(change.begun_at)}."


async def reindex(services: Services, change: Change, *, full: bool = False) -> ReindexReport:
    """Bring the index up to date; when the bot stops, wait until what is in hand is put away.

    Raises what `Retrieval.reindex` does.
    """
    running = services.in_worker(
        services.retrieval.reindex,
        datetime.now(UTC),
        full=full,
        on_progress=change.note,
        is_cancelled=change.is_stopped.is_set,
    )
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        change.is_stopped.set()
        await asyncio.wait([running], timeout=STOPPING_SECONDS)
        if running.done():
            running.exception()  # looked at, or asyncio complains
        raise
