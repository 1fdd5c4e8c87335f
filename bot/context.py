"""What every handler gets: the services that the bot is made of, and the typed context that carries them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeVar

from telegram import Update
from telegram.ext import CallbackContext, ExtBot

from bot.digests.compose import Composer
from bot.indexing import Indexing
from bot.market.listings import Listings
from bot.market.service import Market
from bot.menus import Command
from bot.settings import BotTable
from bot.storage.alerts import Alerts
from bot.storage.audit import Audit
from bot.storage.closures import Closures
from bot.storage.deliveries import Deliveries
from bot.storage.feedback import Feedback
from bot.storage.known_documents import KnownDocuments, Numbered
from bot.storage.store import Store
from bot.storage.subscriptions import Subscriptions
from retrieval.errors import IndexNotBuilt
from retrieval.types import Answer, Chunk, Progress, ReindexPlan, ReindexReport

if TYPE_CHECKING:
    from retrieval.added import Draft
    from retrieval.manifest import IndexedDocument
    from retrieval.store import IndexStatus

P = ParamSpec("P")
T = TypeVar("T")
SERVICES = "services"
READINGS = 2
"""How many documents that admins send are read at once."""


class Retrieval(Protocol):
    """What the bot asks of `retrieval`. Every call may block, so it runs in `Services.in_worker`."""

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        on_text: Callable[[str], None] | None = None,
        today: date | None = None,
    ) -> Answer: ...
    def documents(self) -> Sequence[IndexedDocument]: ...
    def chunk(self, chunk_id: str) -> Chunk | None: ...
    def passages(self, document_id: str) -> Sequence[Chunk]: ...
    def status(self) -> IndexStatus: ...
    def plan(self) -> ReindexPlan: ...
    def reindex(
        self,
        now: datetime,
        *,
        full: bool = False,
        on_progress: Callable[[Progress], None] = ...,
        is_cancelled: Callable[[], bool] = ...,
    ) -> ReindexReport: ...
    def previous(self) -> IndexStatus | None: ...
    def rollback(self) -> IndexStatus: ...
    def draft(self, file: Path, name: str, url: str | None = None, *, now: datetime) -> Draft: ...
    def draft_page(self, url: str, *, now: datetime) -> Draft: ...
    def add(self, draft_id: str, now: datetime) -> ReindexReport: ...
    def discard(self, draft_id: str) -> None: ...
    def withdraw(self, document_id: str, now: datetime) -> object: ...
    def put_back(self, document_id: str, now: datetime) -> object: ...
    def withdrawn(self) -> tuple[str, ...]: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class InHand:
    """An answer that is being found, and who asked for it."""

    user_id: int
    answer: asyncio.Future[Answer]


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that handlers use. `in_hand` maps a chat to the one answer that is being found there.

    `background` holds work that may take long, which is cancelled when the bot stops. `reading` keeps documents that
    admins send from taking all threads. `decided` are the messages, by chat and number, whose question
    to admins is decided.
    """

    settings: BotTable
    store: Store
    retrieval: Retrieval
    market: Market
    listings: Listings
    closures: Closures
    subscriptions: Subscriptions
    deliveries: Deliveries
    alerts: Alerts
    known_documents: KnownDocuments
    audit: Audit
    feedback: Feedback
    composer: Composer
    workers: ThreadPoolExecutor
    commands: tuple[Command, ...]
    redact: Callable[[str], str]
    indexing: Indexing = field(default_factory=Indexing)
    reading: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(READINGS))
    decided: set[tuple[int, int]] = field(default_factory=set)
    in_hand: dict[int, InHand] = field(default_factory=dict)
    background: set[asyncio.Task[Any]] = field(default_factory=set)

    def in_worker(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> asyncio.Future[T]:
        """Run a blocking call in a thread. Cancelling the future drops a result that a running call still gives."""
        return asyncio.get_running_loop().run_in_executor(self.workers, lambda: call(*args, **kwargs))

    async def documents(self) -> Sequence[IndexedDocument]:
        """The documents of the index; none before the first indexing."""
        try:
            return await self.in_worker(self.retrieval.documents)
        except IndexNotBuilt:
            return []

    async def numbered_documents(self) -> Numbered:
        """The documents of the index, with the numbers that say what is new to whom."""
        return await self.known_documents.number([document.source for document in await self.documents()])


class Context(CallbackContext[ExtBot[int], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """The context of a handler."""

    @property
    def services(self) -> Services:
        services = self.bot_data[SERVICES]
        assert isinstance(services, Services)
        return services

    def go_on_with(self, work: Coroutine[Any, Any, None], update: Update) -> None:
        """Let `work` go on after the handler of `update`, whose chat it would hold up; it ends with the bot."""
        task = self.application.create_task(work, update=update)
        self.services.background.add(task)
        task.add_done_callback(self.services.background.discard)
