"""What the digests do by themselves: once a minute those that are due are sent, now and then alerts are given."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from telegram.constants import ParseMode
from telegram.error import TelegramError
from telegram.ext import ExtBot, JobQueue

from bot.context import Context, Services
from bot.delivery import Place, send
from bot.digests.alerting import Alerter, render_alert
from bot.digests.deliver import Sender, enqueue_due
from bot.digests.keyboards import under_alert
from bot.digests.reports import render_reports
from bot.market.errors import PricesUnavailable
from bot.market.moves import Quote
from bot.storage.deliveries import State
from bot.storage.subscriptions import Subscriber

_LOG = logging.getLogger(__name__)
_KEPT = timedelta(days=60)
_PUNCTUAL = {"misfire_grace_time": 3600, "coalesce": True}
_TROUBLES = (State.FAILED, State.UNCERTAIN, State.SKIPPED)


@dataclass(slots=True)
class Round:
    """What the ticks of one process share: its sender, and whether it is at work."""

    sender: Sender
    is_sending: bool = False


def schedule(queue: JobQueue[Context], bot: ExtBot[int], services: Services) -> None:
    """Look once a minute for digests that are due, and every ten for alerts. Nothing is scheduled per subscriber."""
    sender = Sender(
        bot=bot,
        deliveries=services.deliveries,
        subscriptions=services.subscriptions,
        composer=services.composer,
        documents=services.numbered_documents,
        lease=timedelta(seconds=services.settings.digests.lease_seconds),
        clock=lambda: datetime.now(UTC),
    )
    # Two at once: while the one sends for minutes, the other goes on adding what is due.
    twice = {**_PUNCTUAL, "max_instances": 2}
    queue.run_repeating(send_digests, timedelta(minutes=1), 10, name="digests", data=Round(sender), job_kwargs=twice)
    queue.run_repeating(give_alerts, timedelta(minutes=10), 60, name="alerts", job_kwargs=_PUNCTUAL)


async def send_digests(context: Context) -> None:
    """Add the digests that are due, send them, and tell the admins if anything went wrong."""
    services, now = context.services, datetime.now(UTC)
    assert context.job is not None
    work = context.job.data
    assert isinstance(work, Round)
    tally = await enqueue_due(services.deliveries, await services.market.calendar(), now)
    if not work.is_sending:
        work.is_sending = True
        try:
            tally += await work.sender.send_due(lambda: context.application.running)
        finally:
            work.is_sending = False
    if any(tally[trouble] for trouble in _TROUBLES):
        await _tell_admins(context)
    await services.deliveries.purge((now - _KEPT).date())
    await services.alerts.purge((now - _KEPT).date())


async def give_alerts(context: Context) -> None:
    """Tell of moves past subscribers' thresholds while a session runs."""
    services, now = context.services, datetime.now(UTC)
    watchers = await services.subscriptions.watchers(now)
    if not watchers or not (await services.market.calendar()).is_trading(now):
        return
    tickers = [company.ticker for company in services.listings.companies]
    quotes = await asyncio.gather(*(_quote(services, ticker, now) for ticker in tickers))

    async def post(watcher: Subscriber, session: date, moved: Sequence[Quote]) -> None:
        await context.bot.send_message(
            watcher.chat_id,
            render_alert(moved),
            ParseMode.HTML,
            message_thread_id=watcher.thread_id,
            disable_notification=watcher.preferences.is_silent,
            reply_markup=under_alert(moved[0].symbol, session),
        )

    known = {quote.symbol: quote for quote in quotes if quote is not None}
    await Alerter(services.subscriptions, services.alerts, post).alert(watchers, known, now)


async def _quote(services: Services, symbol: str, now: datetime) -> Quote | None:
    try:
        return await services.market.quote(symbol, now)
    except PricesUnavailable:
        return None


async def _tell_admins(context: Context) -> None:
    # Of two days: what is caught up on may be about the one before the last.
    text = render_reports(await context.services.deliveries.reports(days=2, troubles=20))
    for admin in context.services.settings.admins:
        try:
            await send(context.bot, Place(admin), text)
        except TelegramError as error:
            _LOG.warning("Admin %d was not told of the digests: %s", admin, error)
