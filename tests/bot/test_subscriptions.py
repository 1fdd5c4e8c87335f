"""Subscribing and the settings message, over HTTP."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import subscriptions as feature
from bot.context import Services
from bot.playground.groups import add_group, migrate
from bot.playground.server import PlaygroundServer
from bot.playground.state import GROUP_ID, SECOND_USER, USER, Message
from bot.storage.subscriptions import Subscriber
from tests.bot.running import acknowledged, final_reply, labels, running_bot
from tests.fakes import FakeRetrieval


async def opened(telegram: PlaygroundServer, command: str = "/settings", chat_id: int = USER.id) -> Message:
    """The settings message that a command brings."""
    telegram.people.send(USER, command, None if chat_id == USER.id else chat_id)
    return await final_reply(telegram, chat_id, count=len(telegram.replies(chat_id)) + 1)


async def pressed(telegram: PlaygroundServer, message: Message, *buttons: str) -> Message:
    """The settings message after these buttons were pressed one after the other, each changing it."""
    for button in buttons:
        shown = telegram.world.chats[message.chat_id].messages[message.id]
        telegram.people.press(USER, shown, button)
        await changed(telegram, shown)
    return telegram.world.chats[message.chat_id].messages[message.id]


async def changed(telegram: PlaygroundServer, message: Message) -> Message:
    """The message once it is no longer as it was."""
    chat = telegram.world.chats[message.chat_id]
    await telegram.wait_for(lambda: chat.messages[message.id] != message)
    return chat.messages[message.id]


async def reply_after(telegram: PlaygroundServer, count: int) -> Message:
    """The reply that comes after so many."""
    await telegram.wait_for(lambda: len(telegram.replies(USER.id)) > count)
    return telegram.replies(USER.id)[-1]


async def kept(services: Services, chat_id: int = USER.id) -> Subscriber:
    subscriber = await services.subscriptions.find(chat_id)
    assert subscriber is not None
    return subscriber


async def test_subscribe__begins_and_shows_the_settings(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path) as services:
        shown = await opened(telegram, "/subscribe")
        subscriber = await kept(services)
    assert subscriber.is_subscribed
    assert subscriber.seen_up_to == 3  # the documents that are there count as seen
    lines = shown.text.splitlines()
    assert (lines[0], lines[2]) == (feature.SUBSCRIBED, "The daily digest is on")
    assert lines[3].startswith("The next: ")
    assert lines[3].endswith(", 18:00.")
    assert lines[5].startswith("Time: 18:00, New York (UTC-")
    assert lines[6:] == [
        "Days: Mon–Fri",
        "Companies: all",
        "Reasons for moves from 5 %",
        "Alerts during a session: off",
        "Sound: on",
    ]
    assert labels(shown) == [
        ["At 18:00", "New York"],
        ["Mon–Fri", "All tickers"],
        ["Moves from 5 %"],
        ["Sound: on", "Alerts: off"],
        ["Pause", "Unsubscribe"],
    ]


async def test_settings__everything_is_chosen_in_one_message(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path) as services:
        settings = await opened(telegram)
        assert settings.text.startswith("The daily digest is off\nYour choices are kept.\n")
        await pressed(telegram, settings, "At 18:00", "7", ":15", "« Back")
        await pressed(telegram, settings, "Mon–Fri", "✓ Mon", "Sat", "« Back")
        await pressed(telegram, settings, "All tickers", "✓ MP", "✓ NB", "« Back")
        await pressed(telegram, settings, "Moves from 5 %", "10 %")
        await pressed(telegram, settings, "Sound: on", "Alerts: off", "Subscribe")
        shown = await pressed(telegram, settings, "New York", "Kolkata")
        chosen = (await kept(services)).preferences
    assert (chosen.schedule.send_at.isoformat("minutes"), chosen.schedule.zone) == ("07:15", "Asia/Kolkata")
    assert chosen.schedule.weekdays == {1, 2, 3, 4, 5}
    assert chosen.tickers == ("USAR", "CRML", "UUUU", "IDR", "ALM")
    assert (chosen.threshold, chosen.is_silent, chosen.has_alerts) == (10, True, True)
    assert labels(shown) == [
        ["At 07:15", "Kolkata"],
        ["Tue, Wed, Thu, Fri, Sat", "5 tickers"],
        ["Moves from 10 %"],
        ["Sound: off", "Alerts: on"],
        ["Pause", "Unsubscribe"],
    ]
    assert len(telegram.replies(USER.id)) == 1


@pytest.mark.parametrize(
    ("said", "zone"), [("Munich", "Europe/Berlin"), ("tokio", "Asia/Tokyo"), ("Pacific/Auckland", "Pacific/Auckland")]
)
async def test_settings__a_city_is_typed(telegram: PlaygroundServer, tmp_path: Path, said: str, zone: str) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path) as services:
        settings = await opened(telegram)
        asking = await pressed(telegram, settings, "New York")
        assert "Write me the name of your city" in asking.text
        telegram.people.send(USER, said)
        await changed(telegram, asking)
        assert (await kept(services)).preferences.schedule.zone == zone
        telegram.people.send(USER, said)  # only the first text is taken for a city
        await final_reply(telegram, USER.id, count=2)
    assert len(telegram.replies(USER.id)) == 2


async def test_settings__a_place_with_several_zones_or_none(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path) as services:
        asking = await pressed(telegram, await opened(telegram), "New York")
        telegram.people.send(USER, "Springfield <b>")
        unknown = await changed(telegram, asking)
        assert unknown.text.startswith("I know no place called “Springfield <b>”. The next larger city may do.")
        telegram.people.send(USER, "China")
        several = await changed(telegram, unknown)
        assert labels(several) == [["Shanghai", "Urumqi"], ["« Back"]]
        await pressed(telegram, several, "Urumqi")
        assert (await kept(services)).preferences.schedule.zone == "Asia/Urumqi"


async def test_settings__a_location_is_shared_and_not_kept(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path) as services:
        asking = await pressed(telegram, await opened(telegram), "New York")
        telegram.people.share_location(USER, -33.87, 151.21)
        shown = await changed(telegram, asking)
        assert (await kept(services)).preferences.schedule.zone == "Australia/Sydney"
    assert "Time: 18:00, Sydney (UTC+1" in shown.text
    assert len(telegram.replies(USER.id)) == 1


async def test_settings__a_question_is_answered_although_a_city_was_awaited(
    telegram: PlaygroundServer, tmp_path: Path
) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path) as services:
        await pressed(telegram, await opened(telegram), "New York")
        telegram.people.send(USER, "What is Mountain Pass?")
        answer = await final_reply(telegram, USER.id, count=2)
        assert answer.text.startswith("The documents do not say.")
        assert await services.subscriptions.awaited_input(USER.id, USER.id, datetime.now(UTC)) is None


async def test_settings__going_back_ends_the_waiting_for_a_city(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path) as services:
        await pressed(telegram, await opened(telegram), "New York", "« Back")
        telegram.people.send(USER, "Berlin")
        await final_reply(telegram, USER.id, count=2)
        assert (await kept(services)).preferences.schedule.zone == "America/New_York"


async def test_settings__forged_buttons_change_nothing(telegram: PlaygroundServer, tmp_path: Path) -> None:
    forged = (
        "p:zone:Mars/Base",
        "p:time:25:00",
        "p:days:789",
        "p:threshold:4",
        "p:tickers:XXX",
        "p:nothing:1",
        "p:resume",
    )
    async with running_bot(telegram, FakeRetrieval(), tmp_path) as services:
        settings = await opened(telegram)
        before = await kept(services)
        for data in forged:
            shown = telegram.world.chats[USER.id].messages[settings.id]
            forgery = telegram.world.put(replace(shown, keyboard=(({"text": "forged", "callback_data": data},),)))
            telegram.people.press(USER, forgery, "forged")
            await changed(telegram, forgery)
        assert await kept(services) == before


async def test_pause_and_resume(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path) as services:
        telegram.people.send(USER, "/pause 3d")
        await telegram.wait_for(lambda: [reply.text for reply in telegram.replies(USER.id)] == [feature.NOT_SUBSCRIBED])
        await opened(telegram, "/subscribe")
        for said, answer in (
            ("/resume", feature.NOT_PAUSING),
            ("/pause", feature.HOW_TO_PAUSE),
            ("/pause 400d", feature.HOW_TO_PAUSE),
            ("/pause 3d", "The digest pauses until "),
        ):
            count = len(telegram.replies(USER.id))
            telegram.people.send(USER, said)
            assert (await reply_after(telegram, count)).text.startswith(answer)
        starts_at = (await kept(services)).starts_at
        assert timedelta(days=2, hours=23) < starts_at - datetime.now(UTC) < timedelta(days=3)
        shown = await opened(telegram)
        assert shown.text.startswith("The daily digest pauses\nuntil ")
        assert labels(shown)[-1] == ["Resume", "Unsubscribe"]
        shown = await pressed(telegram, shown, "Resume")
        assert shown.text.startswith("The daily digest is on")
        shown = await pressed(telegram, shown, "Pause", "2 weeks")
        assert shown.text.startswith("The daily digest pauses\nuntil ")
        telegram.people.send(USER, "/resume")
        await telegram.wait_for(lambda: telegram.replies(USER.id)[-1].text == feature.RESUMED)
        assert (await kept(services)).starts_at <= datetime.now(UTC)


async def test_unsubscribe__the_choices_survive(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path) as services:
        settings = await opened(telegram, "/subscribe")
        await pressed(telegram, settings, "Moves from 5 %", "15 %")
        telegram.people.send(USER, "/unsubscribe")
        await telegram.wait_for(lambda: telegram.replies(USER.id)[-1].text == feature.UNSUBSCRIBED)
        assert not (await kept(services)).is_subscribed
        again = await opened(telegram, "/subscribe")
        assert "Reasons for moves from 15 %" in again.text


async def test_group__only_administrators_may_change_it(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path) as services:
        for command in ("/subscribe", "/unsubscribe", "/pause 1d", "/resume"):
            telegram.people.send(SECOND_USER, command, GROUP_ID)
        await telegram.wait_for(lambda: len(telegram.replies(GROUP_ID)) == 4)
        assert {reply.text for reply in telegram.replies(GROUP_ID)} == {feature.ADMINS_ONLY}
        assert await services.subscriptions.find(GROUP_ID) is None
        settings = await opened(telegram, "/subscribe", GROUP_ID)
        await acknowledged(telegram, telegram.people.press(SECOND_USER, settings, "Sound: on"))
        assert not (await kept(services, GROUP_ID)).preferences.is_silent
        asking = await pressed(telegram, settings, "Sound: on", "New York")
        assert "Reply to this message with the name of your city." in asking.text
        telegram.people.send(SECOND_USER, "Tokyo", GROUP_ID, reply_to=asking.id)
        telegram.people.send(USER, "Berlin", GROUP_ID, reply_to=asking.id)
        await changed(telegram, asking)
        chosen = (await kept(services, GROUP_ID)).preferences
    assert (chosen.is_silent, chosen.schedule.zone) == (True, "Europe/Berlin")
    assert telegram.calls("answerCallbackQuery")[0].params.text("text") == feature.ADMINS_ONLY


async def test_group__goes_on_under_its_new_id(telegram: PlaygroundServer, tmp_path: Path) -> None:
    group = add_group(telegram.world, -77, "Small", [USER])
    async with running_bot(telegram, FakeRetrieval(), tmp_path) as services:
        await opened(telegram, "/subscribe", -77)
        moved = migrate(telegram.world, group, USER)
        telegram.people.send(USER, "/settings", moved.id)
        shown = await final_reply(telegram, moved.id)
        assert await services.subscriptions.find(-77) is None
        assert (await kept(services, moved.id)).is_subscribed
    assert shown.text.startswith("The daily digest is on")


async def test_a_chat_that_blocks_the_bot_is_left_alone_and_revived(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path) as services:
        await opened(telegram, "/subscribe")
        telegram.people.block(USER)
        telegram.people.unblock(USER)
        telegram.people.block(USER)
        await opened(telegram, "/settings", GROUP_ID)  # handled after the others of its kind have been taken up
        await _until_active(services, is_active=False)
        telegram.people.unblock(USER)
        await _until_active(services, is_active=True)
        subscriber = await kept(services)
    assert subscriber.is_subscribed
    assert datetime.now(UTC) - subscriber.starts_at < timedelta(seconds=20)


async def _until_active(services: Services, *, is_active: bool) -> None:
    async with asyncio.timeout(20):
        while (await kept(services)).is_active is not is_active:  # noqa: ASYNC110 - a database sets no asyncio.Event
            await asyncio.sleep(0.01)


async def test_a_person_who_writes_again_is_revived(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path) as services:
        await opened(telegram, "/subscribe")
        await services.subscriptions.deactivate(USER.id)
        telegram.people.send(USER, "What is new?")
        await final_reply(telegram, USER.id, count=2)
        assert (await kept(services)).is_active
