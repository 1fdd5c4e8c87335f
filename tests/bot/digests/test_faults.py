"""Sending to many over HTTP while the sender is killed, refused and cut off; and at Telegram's rate."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from bot.digests.schedule import Schedule
from bot.playground.bot_api import Call
from bot.playground.faults import Fault
from bot.playground.server import PlaygroundServer
from bot.playground.state import Person
from bot.storage.database import Database
from bot.storage.deliveries import Deliveries, Report, State
from bot.storage.subscriptions import Preferences, _columns
from bot.storage.tables import SubscriberRow
from tests.bot.digests.boards import TICKERS
from tests.bot.digests.sending import DUE_AT, LEASE, READ_TIMEOUT

PROGRAM = [sys.executable, "-m", "tests.bot.digests.sending"]
ROOT = Path(__file__).parents[3]
PER_SECOND = 30
EVENING = Schedule(time(18), "America/New_York")


@dataclass
class Crowd:
    """Subscribers of a Telegram, and the processes that send to them, one after the other."""

    telegram: PlaygroundServer
    database: Database
    url: str
    chat_ids: range
    due_at: float = field(init=False)

    def __post_init__(self) -> None:
        self.due_at = self.telegram.world.clock()

    async def subscribe(self) -> None:
        """One third of them wants all companies, one the first, one the first two."""
        rows = []
        for chat_id in self.chat_ids:
            self.telegram.world.add_person(Person(chat_id, "P", f"p{chat_id}"))
            self.telegram.world.chats[chat_id].is_started = True
            chosen = Preferences(EVENING, threshold=5, tickers=TICKERS[: chat_id % len(TICKERS)])
            state = {"is_subscribed": True, "is_active": True, "seen_up_to": 0, "thread_id": None}
            starts_at = DUE_AT - timedelta(hours=20)
            rows.append({"chat_id": chat_id, "user_id": chat_id, "starts_at": starts_at, **state, **_columns(chosen)})
        async with self.database.transaction() as session:
            await session.execute(insert(SubscriberRow), rows)

    @asynccontextmanager
    async def sending(self) -> AsyncIterator[Process]:
        """A process that sends, killed at the end of the block."""
        process = await asyncio.create_subprocess_exec(
            *(*PROGRAM, self.telegram.base_url, self.telegram.token, self.url, str(self.due_at)), cwd=ROOT
        )
        try:
            yield process
        finally:
            assert process.returncode is None
            process.kill()
            await process.wait()

    def calls(self) -> list[Call]:
        return self.telegram.calls("sendPhoto")

    async def until(self, condition: Callable[[], bool], timeout_s: float) -> None:
        await self.telegram.wait_for(condition, timeout_s)

    async def report(self) -> Report:
        [report] = await Deliveries(self.database).reports(days=1, troubles=len(self.chat_ids))
        return report

    async def settled(self, timeout_s: float) -> Report:
        """The report, once nothing is on its way any more."""
        async with asyncio.timeout(timeout_s):
            while True:
                report = await self.report()
                if not report.states[State.PENDING] and not report.states[State.SENDING]:
                    return report
                await asyncio.sleep(0.25)

    def arrived(self) -> Counter[int]:
        return Counter({chat_id: len(self.telegram.replies(chat_id)) for chat_id in self.chat_ids})


@asynccontextmanager
async def crowd_of(size: int, url: str) -> AsyncIterator[Crowd]:
    """So many subscribers, of a Telegram with its limits."""
    database = await Database.open(url)
    async with PlaygroundServer() as telegram:
        crowd = Crowd(telegram, database, url, range(10_000, 10_000 + size))
        await crowd.subscribe()
        yield crowd
    await database.close()


def add_faults(crowd: Crowd, dice: random.Random, each: int) -> None:
    """Refusals, lost answers and broken connections for some chats, `each` of a kind, and slow answers for the rest."""
    kinds = [
        Fault("sendPhoto", "error", code=429, retry_after=1),
        Fault("sendPhoto", "drop"),
        Fault("sendPhoto", "drop", is_delivered=True),
        Fault("sendPhoto", "hang", is_delivered=True, seconds=READ_TIMEOUT + 0.5),
    ]
    unlucky = dice.sample(crowd.chat_ids, each * len(kinds))
    for place, chat_id in enumerate(unlucky):
        crowd.telegram.faults.add(replace(kinds[place % len(kinds)], chat_id=chat_id))
    crowd.telegram.faults.add(Fault("sendPhoto", "latency", times=10**9, seconds=0.2))


async def send_to_all(crowd: Crowd, kills: int, faults: int, dice: random.Random) -> Report:
    """Send through faults and kills; returns how it ended."""
    add_faults(crowd, dice, faults)
    for moment in sorted(dice.sample(range(len(crowd.chat_ids)), kills)):
        async with crowd.sending():
            await crowd.until(lambda least=moment: len(crowd.calls()) >= least, 60)  # type: ignore[misc]
            await asyncio.sleep(dice.random() / 4)
    async with crowd.sending():
        await crowd.until(lambda: len(crowd.calls()) >= len(crowd.chat_ids) * 0.9 - 40 * kills, 120)
        return await crowd.settled(90 + LEASE.total_seconds())


def check_once_each(crowd: Crowd, report: Report, faults: int, kills: int) -> None:
    """None twice, none lost, and the uncertain ones listed."""
    arrived, uncertain = crowd.arrived(), {chat_id for chat_id, _, _ in report.troubles}
    assert report.states.keys() <= {State.SENT, State.UNCERTAIN}
    assert report.due == len(crowd.chat_ids)
    assert max(arrived.values()) == 1
    assert {chat_id for chat_id, count in arrived.items() if not count} <= uncertain
    assert {state for _, state, _ in report.troubles} <= {State.UNCERTAIN}
    assert len(uncertain) == report.states[State.UNCERTAIN]
    assert 3 * faults <= len(uncertain) <= 3 * faults + 32 * kills


async def test_forty_subscribers__the_sender_killed_twice(sqlite_url: str) -> None:
    async with crowd_of(40, sqlite_url) as crowd:
        report = await send_to_all(crowd, kills=2, faults=1, dice=random.Random(2))
        check_once_each(crowd, report, faults=1, kills=2)


@pytest.mark.soak
@pytest.mark.timeout(600)
async def test_a_thousand_subscribers__the_sender_killed_twenty_times(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with crowd_of(1000, database_url) as crowd:
        began_at = crowd.telegram.world.clock()
        report = await send_to_all(crowd, kills=20, faults=15, dice=random.Random(20))
        check_once_each(crowd, report, faults=15, kills=20)
        refused = sum(call.code == 429 for call in crowd.calls())
        seconds, arrived = crowd.telegram.world.clock() - began_at, crowd.arrived().total()
    with capsys.disabled():
        print(f"\n{database_url.partition(':')[0]}: {arrived} of {report.due} arrived in {seconds:.0f} s, none twice")
        print(f"{report.states[State.UNCERTAIN]} uncertain and listed; {refused} calls refused with 429")


@pytest.mark.soak
@pytest.mark.timeout(900)
async def test_ten_thousand_subscribers__at_the_rate_of_telegram(
    sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    size, megabytes = 10_000, []
    async with crowd_of(size, sqlite_url) as crowd, crowd.sending() as process:
        for part in (0.05, 0.5, 1):
            await crowd.until(lambda least=part: len(crowd.calls()) >= least * size, 400)  # type: ignore[misc]
            megabytes.append(resident_megabytes(process.pid))
        report = await crowd.settled(60)
        carried_out = [call.at for call in crowd.calls() if call.code == 200]
        refused = len(crowd.calls()) - len(carried_out)
    seconds, limit = carried_out[-1] - carried_out[0], size / PER_SECOND
    with capsys.disabled():
        print(f"\n{size} digests in {seconds:.1f} s, {seconds / limit:.1%} of {limit:.1f} s; {refused} calls refused")
        print(f"memory at the start, in the middle and at the end: {', '.join(f'{one:.0f} MB' for one in megabytes)}")
    assert report.states == {State.SENT: size}
    assert seconds < 1.05 * limit
    assert megabytes[-1] < 1.1 * megabytes[0]


def resident_megabytes(process: int) -> float:
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
