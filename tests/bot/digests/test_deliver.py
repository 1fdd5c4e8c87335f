"""Sending digests over HTTP: at most once, whatever goes wrong, and nobody stops anybody else's."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from telegram.ext import ExtBot

from bot.digests.deliver import Sender, enqueue_due
from bot.digests.schedule import Due, Schedule
from bot.market.calendar import load_calendar
from bot.messages.markup import utf16_length
from bot.pacing import Pacing
from bot.playground.faults import Fault
from bot.playground.groups import add_group, migrate
from bot.playground.server import PlaygroundServer
from bot.playground.state import GROUP_ID, USER, Message, Person
from bot.storage.database import Database
from bot.storage.deliveries import Deliveries, State
from bot.storage.subscriptions import Preferences, Subscriptions
from retrieval.types import Source
from tests.bot.digests.boards import DOCUMENTS, FILING, GENERAL, STORY, TUESDAY, FakePrices, quote, stale
from tests.bot.digests.sending import DUE_AT, sender_to

EVENING = Schedule(time(18), "America/New_York")
EASY = Preferences(EVENING, threshold=5)


@dataclass
class Clock:
    now: datetime = DUE_AT

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Desk:
    """A sender with its own database, clock and prices, and subscribers that were there before the documents."""

    telegram: PlaygroundServer
    database: Database
    sender: Sender
    clock: Clock
    prices: FakePrices
    documents: list[Source]

    @property
    def subscriptions(self) -> Subscriptions:
        return self.sender.subscriptions

    @property
    def deliveries(self) -> Deliveries:
        return self.sender.deliveries

    async def subscribe(self, *chat_ids: int, preferences: Preferences = EASY, thread_id: int | None = None) -> None:
        for chat_id in chat_ids:
            if chat_id > 0:
                if chat_id not in self.telegram.world.people:
                    self.telegram.world.add_person(Person(chat_id, "P", f"p{chat_id}"))
                self.telegram.world.chats[chat_id].is_started = True
            await self.subscriptions.open(chat_id, thread_id, preferences, DUE_AT - timedelta(hours=20))
            await self.subscriptions.subscribe(chat_id, thread_id, DUE_AT - timedelta(hours=20))

    async def run(self) -> Counter[State]:
        """One tick: what is due is added and sent."""
        tally = await enqueue_due(self.deliveries, await self.prices.calendar(), self.clock.now)
        tally.pop(State.PENDING, None)
        return +(tally + await self.sender.send_due())

    async def states(self) -> Counter[State]:
        reports = await self.deliveries.reports(days=1, troubles=0)
        return reports[0].states

    def arrived(self, chat_id: int) -> list[Message]:
        return self.telegram.replies(chat_id)


@pytest.fixture
def desk_url(request: pytest.FixtureRequest) -> str:
    """An SQLite database, or what a test asks for: the stores are tested on both by themselves."""
    url: str = request.getfixturevalue(getattr(request, "param", "sqlite_url"))
    return url


@pytest.fixture
async def desk(telegram: PlaygroundServer, desk_url: str) -> AsyncIterator[Desk]:
    database = await Database.open(desk_url)
    clock, prices, documents = Clock(), FakePrices(), list(DOCUMENTS)
    lease = timedelta(minutes=2)
    sending = sender_to(
        telegram.base_url, telegram.token, database, prices=prices, documents=documents, lease=lease, clock=clock
    )
    async with sending as sender:
        yield Desk(telegram, database, sender, clock, prices, documents)
    await database.close()


async def test_send_due__one_message_with_one_picture_and_what_is_new(desk: Desk) -> None:
    await desk.subscribe(USER.id)
    assert await desk.run() == {State.SENT: 1}
    [shown] = desk.arrived(USER.id)
    assert shown.content.kind == "photo"
    assert shown.text.startswith("Critical minerals · close of Tue 3 Feb 2026\n")
    assert "• MP 8-K with 1 exh. (3 Feb) [1]" in shown.text
    assert [[button["text"] for button in row] for row in shown.keyboard] == [
        ["Why did NB move?", "Filings"],
        ["Settings", "Unsubscribe"],
    ]
    desk.clock.now += timedelta(days=1, hours=1)
    desk.documents.append(replace(FILING, id="late", form="10-K", accession="0001801368-26-000004"))
    assert await desk.run() == {State.SENT: 1}
    [_, following] = desk.arrived(USER.id)
    assert "No provider has a close of this session." in following.text
    assert "• MP 10-K (3 Feb) [1]" in following.text
    assert "8-K" not in following.text


@pytest.mark.parametrize("desk_url", ["sqlite_url", "postgresql_url"], indirect=True)
async def test_send_due__once_a_session_however_often_and_however_many_look(desk: Desk) -> None:
    await desk.subscribe(*range(1, 41))
    other = replace(desk.sender, worker="other")
    await enqueue_due(desk.deliveries, load_calendar(), DUE_AT)
    tallies = await asyncio.gather(desk.sender.send_due(), other.send_due())
    assert tallies[0] + tallies[1] == {State.SENT: 40}
    assert await desk.run() == {}
    assert all(len(desk.arrived(chat_id)) == 1 for chat_id in range(1, 41))


async def test_send_due__the_picture_is_uploaded_once_for_the_same_companies(desk: Desk) -> None:
    await desk.subscribe(*range(1, 41))
    await desk.subscribe(41, 42, preferences=replace(EASY, tickers=("NB",)))
    assert await desk.run() == {State.SENT: 42}
    uploads = [call for call in desk.telegram.calls("sendPhoto") if call.params.files]
    assert len(uploads) == 2
    pictures = {message.content.file for chat_id in range(1, 43) for message in desk.arrived(chat_id)}
    assert len(pictures) == 2


async def test_send_due__the_subscribers_choices(desk: Desk) -> None:
    await desk.subscribe(1, preferences=replace(EASY, tickers=("NB",), threshold=20, is_silent=True))
    await desk.subscribe(GROUP_ID)
    assert await desk.run() == {State.SENT: 2}
    [shown] = desk.arrived(1)
    assert shown.is_silent
    assert "All quiet: no move of 20 % or more." in shown.text
    assert " 2 " not in shown.text.partition("\n\n")[2].partition("\n\n")[0]
    assert [button["text"] for button in shown.keyboard[0]] == ["Filings"]
    assert not desk.arrived(GROUP_ID)[0].is_silent


async def test_send_due__too_long_for_a_picture_comes_in_two_and_no_half_comes_twice(desk: Desk) -> None:
    await desk.subscribe(1)
    desk.documents += [
        replace(STORY, id=f"{ticker}-news", title=f"{ticker} Corp. {ticker * 60}", tickers=(ticker,))
        for ticker in ("MP", "NB", "IDR")
    ]
    desk.documents += [replace(GENERAL, id=f"general-{number}", title="g" * 90) for number in range(9)]
    desk.prices.quotes = {"IDR": quote("IDR", "30")}
    desk.telegram.faults.add(Fault("sendMessage", "error", code=429, retry_after=1))
    assert await desk.run() == {State.PENDING: 1}
    assert [message.content.kind for message in desk.arrived(1)] == ["photo"]
    desk.clock.now += timedelta(seconds=5)
    assert await desk.run() == {State.SENT: 1}
    picture, text = desk.arrived(1)
    assert (picture.text, picture.content.kind, text.content.kind) == ("", "photo", "text")
    assert utf16_length(text.text) > 1024
    assert [len(row) for row in text.keyboard] == [2, 2]


async def test_send_due__429_waits_and_goes_on(desk: Desk) -> None:
    await desk.subscribe(1, 2, 3)
    desk.telegram.faults.add(Fault("sendPhoto", "error", code=429, retry_after=1, chat_id=2))
    assert await desk.run() == {State.SENT: 2, State.PENDING: 1}
    desk.clock.now += timedelta(seconds=2)
    assert await desk.run() == {State.SENT: 1}
    assert [len(desk.arrived(chat_id)) for chat_id in (1, 2, 3)] == [1, 1, 1]


@pytest.mark.parametrize("is_delivered", [True, False])
@pytest.mark.parametrize("kind", ["drop", "hang"])
async def test_send_due__a_lost_answer_is_uncertain_and_not_sent_again(
    desk: Desk, kind: str, is_delivered: bool
) -> None:
    await desk.subscribe(1, 2)
    fault = Fault("sendPhoto", "drop", chat_id=1, is_delivered=is_delivered, seconds=2)
    fault.kind = "hang" if kind == "hang" else "drop"
    desk.telegram.faults.add(fault)
    assert await desk.run() == {State.SENT: 1, State.UNCERTAIN: 1}
    desk.clock.now += timedelta(hours=1)
    assert await desk.run() == {}
    assert len(desk.arrived(1)) == int(is_delivered)
    [report] = await desk.deliveries.reports(days=1, troubles=5)
    [(chat_id, state, reason)] = report.troubles
    assert (chat_id, state, bool(reason)) == (1, State.UNCERTAIN, True)


async def test_send_due__a_server_that_is_away_costs_nothing(desk: Desk) -> None:
    await desk.subscribe(1)
    await enqueue_due(desk.deliveries, load_calendar(), DUE_AT)
    nowhere = ExtBot(desk.telegram.token, "http://127.0.0.1:9/bot", rate_limiter=Pacing())
    await nowhere._request[1].initialize()
    assert await replace(desk.sender, bot=nowhere).send_due() == {State.PENDING: 1}
    await nowhere._request[1].shutdown()
    assert await desk.run() == {}
    desk.clock.now += timedelta(seconds=30)
    assert await desk.run() == {State.SENT: 1}


async def test_send_due__blocked_chats_become_inactive(desk: Desk) -> None:
    await desk.subscribe(USER.id, 2)
    desk.telegram.people.block(USER)
    assert await desk.run() == {State.SENT: 1, State.BLOCKED: 1}
    found = await desk.subscriptions.find(USER.id)
    assert found is not None
    assert (found.is_subscribed, found.is_active) == (True, False)
    desk.clock.now += timedelta(days=1, hours=1)
    assert await desk.run() == {State.SENT: 1}
    desk.telegram.people.unblock(USER)
    assert desk.arrived(USER.id) == []


async def test_send_due__a_refused_digest_is_failed(desk: Desk) -> None:
    await desk.subscribe(1, 2)
    desk.telegram.world.chats[1].is_started = False
    assert await desk.run() == {State.SENT: 1, State.FAILED: 1}
    [report] = await desk.deliveries.reports(days=1, troubles=5)
    assert report.troubles == ((1, State.FAILED, "Chat not found"),)


async def test_send_due__follows_a_group_that_has_moved(desk: Desk) -> None:
    group = add_group(desk.telegram.world, -77, "Small", [USER])
    await desk.subscribe(-77)
    moved = migrate(desk.telegram.world, group, USER)
    assert await desk.run() == {State.PENDING: 1}
    assert await desk.run() == {State.SENT: 1}
    assert len(desk.arrived(moved.id)) == 1
    assert await desk.subscriptions.find(-77) is None


async def test_send_due__a_group_without_pictures_gets_the_text(desk: Desk) -> None:
    await desk.subscribe(GROUP_ID)
    refusal = "Bad Request: not enough rights to send photos to the chat"
    desk.telegram.faults.add(Fault("sendPhoto", "error", code=400, description=refusal))
    assert await desk.run() == {State.SENT: 1}
    assert [message.content.kind for message in desk.arrived(GROUP_ID)] == ["text"]


async def test_send_due__markup_that_telegram_refuses_goes_out_as_plain_text(desk: Desk) -> None:
    await desk.subscribe(1)
    refusal = "Bad Request: can't parse entities: unsupported start tag"
    desk.telegram.faults.add(Fault("sendPhoto", "error", code=400, description=refusal))
    assert await desk.run() == {State.SENT: 1}
    [shown] = desk.arrived(1)
    assert "Brussels <offers> a partnership & shares jump" in shown.text
    assert shown.content.entities == () or all(one.type != "bold" for one in shown.content.entities)


async def test_send_due__one_broken_subscriber_does_not_stop_the_others(desk: Desk) -> None:
    await desk.subscribe(1, 2, 3)

    async def fail(*_: object) -> None:
        raise KeyError("broken")

    edition = await desk.sender.composer.edition(TUESDAY, (), DUE_AT)
    original = type(edition).message

    async def message(self: object, tickers: object, threshold: int, seen: int) -> object:
        await (fail() if threshold == 99 else asyncio.sleep(0))
        return await original(self, tickers, threshold, seen)  # type: ignore[arg-type]

    await desk.subscriptions.prefer(2, lambda same: replace(same, threshold=99), DUE_AT)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(edition), "message", message)
        assert await desk.run() == {State.SENT: 2, State.FAILED: 1}
    assert desk.arrived(2) == []


async def test_send_due__waits_for_prices_and_then_sends_a_notice(desk: Desk) -> None:
    desk.prices.quotes = dict.fromkeys(("MP", "NB", "IDR", "REMX", "SPY"), None) | {"MP": stale("MP")}
    await desk.subscribe(1)
    desk.clock.now += timedelta(minutes=44)
    assert await desk.run() == {}
    desk.clock.now += timedelta(minutes=1)
    assert await desk.run() == {State.SENT: 1}
    [shown] = desk.arrived(1)
    assert shown.content.kind == "text"
    assert "No provider has a close of this session." in shown.text


async def test_send_due__late_ones_are_caught_up_and_old_ones_skipped(desk: Desk) -> None:
    await desk.subscribe(1)
    desk.clock.now += timedelta(hours=17, minutes=59)
    assert await desk.run() == {State.SENT: 1}
    [report] = await desk.deliveries.reports(days=1, troubles=0)
    assert report.late == 1
    await desk.subscribe(2)
    desk.clock.now = DUE_AT + timedelta(hours=18)
    assert await desk.run() == {State.SKIPPED: 1}
    assert await desk.run() == {}
    assert desk.arrived(2) == []


async def test_send_due__what_cannot_be_sent_in_time_is_skipped(desk: Desk) -> None:
    await desk.subscribe(1)
    assert await desk.deliveries.enqueue(EVENING, Due(TUESDAY, DUE_AT), State.PENDING) == 1
    desk.clock.now += timedelta(hours=18)
    assert await desk.sender.send_due() == {State.SKIPPED: 1}


async def test_send_due__a_holiday_is_a_short_notice(desk: Desk) -> None:
    desk.clock.now = datetime(2026, 11, 26, 23, 0, tzinfo=UTC)
    await desk.subscribe(1)
    await desk.subscriptions.start_at(1, desk.clock.now)
    assert await desk.run() == {State.SENT: 1}
    [shown] = desk.arrived(1)
    assert "The exchanges were closed: Thanksgiving. The next session is on Fri 27 Nov, a half day." in shown.text
    assert desk.prices.asked == []
    assert (await desk.deliveries.reports(1, 0))[0].about == date(2026, 11, 26)


async def test_send_due__stops_when_the_bot_stops_and_loses_nothing(desk: Desk) -> None:
    await desk.subscribe(*range(1, 101))
    await enqueue_due(desk.deliveries, load_calendar(), DUE_AT)
    answers = iter([True, True])
    tally = await desk.sender.send_due(lambda: next(answers, False))
    assert 0 < tally[State.SENT] < 100
    assert await desk.run() == {State.SENT: 100 - tally[State.SENT]}
    assert all(len(desk.arrived(chat_id)) == 1 for chat_id in range(1, 101))


async def test_send_due__an_unsubscriber_of_the_last_moment_gets_none(desk: Desk) -> None:
    await desk.subscribe(1)
    await enqueue_due(desk.deliveries, load_calendar(), DUE_AT)
    await desk.subscriptions.unsubscribe(1)
    assert await desk.sender.send_due() == {}
    assert desk.arrived(1) == []
