"""A process that sends digests of 3 February 2026 until it is ended: `python -m tests.bot.digests.sending`.

Its arguments are the Telegram's address and token, the database's address, and the second at which its clock says that
the digests are due.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot.digests.compose import Composer, Prices
from bot.digests.deliver import Sender, enqueue_due
from bot.pacing import Pacing
from bot.storage.database import Database
from bot.storage.deliveries import Deliveries
from bot.storage.known_documents import KnownDocuments, Numbered
from bot.storage.subscriptions import Subscriptions
from retrieval.types import Source
from tests.bot.digests.boards import DOCUMENTS, LISTINGS, FakePrices, passages

DUE_AT = datetime(2026, 2, 3, 23, 0, tzinfo=UTC)
READ_TIMEOUT = 1.5  # seconds
LEASE = timedelta(seconds=3)
_PAUSE = 0.2  # seconds


@asynccontextmanager
async def sender_to(
    base_url: str,
    token: str,
    database: Database,
    *,
    prices: Prices,
    documents: Sequence[Source],
    lease: timedelta,
    clock: Callable[[], datetime],
) -> AsyncIterator[Sender]:
    """A sender that talks to the Bot API server at `base_url`."""

    async def numbered() -> Numbered:
        return await KnownDocuments(database).number(documents)

    request = HTTPXRequest(read_timeout=READ_TIMEOUT, connection_pool_size=64)
    async with ExtBot(token, base_url, request=request, rate_limiter=Pacing()) as bot:
        yield Sender(
            bot=bot,
            deliveries=Deliveries(database),
            subscriptions=Subscriptions(database),
            composer=Composer(prices, LISTINGS, passages),
            documents=numbered,
            lease=lease,
            clock=clock,
        )


async def main(base_url: str, token: str, database_url: str, due_at: float) -> None:
    def clock() -> datetime:
        return DUE_AT + (datetime.now(UTC) - datetime.fromtimestamp(due_at, UTC))

    prices, database = FakePrices(), await Database.open(database_url)
    sending = sender_to(base_url, token, database, prices=prices, documents=DOCUMENTS, lease=LEASE, clock=clock)
    async with sending as sender:
        calendar = await prices.calendar()
        while True:
            await enqueue_due(sender.deliveries, calendar, clock())
            await sender.send_due()
            await asyncio.sleep(_PAUSE)


if __name__ == "__main__":
    _base_url, _token, _database_url, _due_at = sys.argv[1:]
    asyncio.run(main(_base_url, _token, _database_url, float(_due_at)))
