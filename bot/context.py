"""What every handler gets: the services that the bot is made of, and the typed context that carries them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeVar

from telegram.ext import CallbackContext, ExtBot

from bot.digests.compose import Composer
from bot.market.listings import Listings
from bot.market.service import Market
from bot.menus import Command
from bot.settings import BotTable
from bot.storage.alerts import Alerts
from bot.storage.audit import Audit
from bot.storage.closures import Closures
from bot.storage.deliveries import Deliveries
from bot.storage.known_documents import KnownDocuments, Numbered
from bot.storage.store import Store
from bot.storage.subscriptions import Subscriptions
from retrieval.errors import IndexNotBuilt
from retrieval.types import Answer, Chunk, ReindexReport

if TYPE_CHECKING:
    from retrieval.manifest import IndexedDocument
    from retrieval.store import IndexStatus

P = ParamSpec("P")
T = TypeVar("T")
SERVICES = "services"


class Retrieval(Protocol):
    """What the bot asks of `retrieval`. Every call may block, so it runs in `Services.in_worker`."""

    def ask(
        self, question: str, history: Sequence[str] = (), on_text: Callable[[str], None] | None = None
    ) -> Answer: ...
    def documents(self) -> Sequence[IndexedDocument]: ...
    def chunk(self, chunk_id: str) -> Chunk | None: ...
    def status(self) -> IndexStatus: ...
    def reindex(self, now: datetime, *, on_progress: Callable[[int, int, int], None] = ...) -> ReindexReport: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class InHand:
    """An answer that is being found, and who asked for it."""

    user_id: int
    answer: asyncio.Future[Answer]


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that handlers use. `in_hand` maps a chat to the one answer that is being found there.

    `background` holds work that may take long, which is cancelled when the bot stops.
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
    composer: Composer
    workers: ThreadPoolExecutor
    commands: tuple[Command, ...]
    redact: Callable[[str], str]
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
