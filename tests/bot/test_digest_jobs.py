"""What the digests do by themselves, once a minute, over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bot.app import LodeApplication, build_application, open_services
from bot.context import SERVICES, Services
from bot.digests.schedule import Due, Schedule
from bot.market.errors import PricesUnavailable
from bot.market.moves import Quote
from bot.playground.server import PlaygroundServer
from bot.playground.state import ADMIN, SECOND_USER, USER
from bot.storage.deliveries import State
from bot.storage.subscriptions import Preferences
from tests.bot.digests.boards import bar, quote
from tests.bot.running import settings_for
from tests.fakes import FakeRetrieval

TUESDAY = date(2026, 2, 3)
NEVER = Schedule(time(18), "America/New_York", frozenset())
"""So that nothing is due but what a test makes so."""


@asynccontextmanager
async def ready(telegram: PlaygroundServer, folder: Path) -> AsyncIterator[tuple[LodeApplication, Services]]:
    """The bot, which polls nothing, so that its jobs run when a test says so."""
    settings = settings_for(telegram, folder, admins={ADMIN.id})
    async with open_services(settings, FakeRetrieval()) as services:
        application = build_application(settings, services)
        async with application:
            await application.start()
            yield application, services
            await application.stop()


async def run_job(application: LodeApplication, name: str) -> None:
    assert application.job_queue is not None
    [job] = application.job_queue.get_jobs_by_name(name)
    await job.run(application)


async def subscribe(services: Services, *chat_ids: int, **chosen: Any) -> None:
    for chat_id in chat_ids:
        began_at = datetime.now(UTC) - timedelta(hours=1)
        await services.subscriptions.open(chat_id, None, replace(Preferences(NEVER, 5), **chosen), began_at)
        await services.subscriptions.subscribe(chat_id, None, began_at)


async def test_schedule__one_tick_for_all_that_comes_late_rather_than_never(
    telegram: PlaygroundServer, tmp_path: Path
) -> None:
    async with ready(telegram, tmp_path) as (application, services):
        await subscribe(services, *range(1, 30))
        assert application.job_queue is not None
        jobs = {job.name: job.job for job in application.job_queue.jobs()}
    assert jobs.keys() == {"digests", "alerts", "purge"}
    assert (jobs["digests"].trigger.interval, jobs["alerts"].trigger.interval) == (
        timedelta(minutes=1),
        timedelta(minutes=10),
    )
    assert {(job.coalesce, job.misfire_grace_time) for job in jobs.values()} == {(True, 3600)}


async def test_send_digests__sends_what_is_due_and_tells_admins_only_of_trouble(
    telegram: PlaygroundServer, tmp_path: Path
) -> None:
    for person in (USER, ADMIN):
        telegram.people.start(person)
    async with ready(telegram, tmp_path) as (application, services):
        await subscribe(services, USER.id)
        due = Due(TUESDAY, datetime.now(UTC) - timedelta(minutes=1))
        await services.deliveries.enqueue(NEVER, due, State.PENDING)
        await run_job(application, "digests")
        await run_job(application, "digests")
        assert len(telegram.replies(USER.id)) == 1
        assert telegram.replies(USER.id)[0].text.startswith("Critical minerals · close of Tue 3 Feb 2026\n⚠ SAMPLE")
        assert telegram.replies(ADMIN.id) == []

        await subscribe(services, SECOND_USER.id)  # who never started the bot
        await services.deliveries.enqueue(NEVER, due, State.PENDING)
        await run_job(application, "digests")
    [told] = telegram.replies(ADMIN.id)
    assert told.text == "Digests about Tue 3 Feb\n2 due: 1 sent, 1 failed\n• 1002 failed: Chat not found"


@dataclass
class RunningMarket:
    """A session that runs, or does not, and in which NB has fallen by 8 percent; of other symbols nothing is known."""

    is_open: bool = True

    async def calendar(self) -> Any:
        return SimpleNamespace(is_trading=lambda _: self.is_open)

    async def quote(self, symbol: str, now: datetime) -> Quote:
        if symbol != "NB":
            raise PricesUnavailable(symbol)
        return replace(quote("NB", "0"), so_far=replace(bar("NB", "92", date(2026, 2, 4)), fetched_at=now))


async def test_give_alerts__once_while_the_session_runs_to_those_who_want_them(
    telegram: PlaygroundServer, tmp_path: Path
) -> None:
    for person in (USER, SECOND_USER):
        telegram.people.start(person)
    async with ready(telegram, tmp_path) as (application, services):
        market = RunningMarket(is_open=False)
        application.bot_data[SERVICES] = replace(services, market=market)  # type: ignore[arg-type]
        await subscribe(services, USER.id, has_alerts=True)
        await subscribe(services, SECOND_USER.id)
        await run_job(application, "alerts")
        assert telegram.replies(USER.id) == []
        market.is_open = True
        await run_job(application, "alerts")
        await run_job(application, "alerts")
    [alert] = telegram.replies(USER.id)
    assert alert.text.startswith("Moving now\nNB −8.0 %, $92.00 at ")
    assert [button["text"] for button in alert.keyboard[0]] == ["Why did NB move?", "Settings"]
    assert telegram.replies(SECOND_USER.id) == []
