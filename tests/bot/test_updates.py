"""The order of updates."""

import asyncio
from typing import Any

import pytest
from telegram import Update

from bot.updates import ChatOrder, is_cancel, lane_of


def message(chat_id: int, text: str = "question", **more: Any) -> Update:
    chat = {"id": chat_id, "type": "private"}
    update = {"update_id": 1, "message": {"message_id": 7, "date": 1, "chat": chat, "text": text} | more}
    return Update.de_json(update, None)


def press(chat_id: int, message_id: int, date: int = 1) -> Update:
    chat = {"id": chat_id, "type": "private"}
    button = {"message_id": message_id, "date": date, "chat": chat}
    person = {"id": 5, "first_name": "Ada", "is_bot": False}
    query = {"id": "1", "from": person, "chat_instance": "1", "data": "q:1:1", "message": button}
    return Update.de_json({"update_id": 1, "callback_query": query}, None)


def test_lane_of__messages_of_a_chat_share_a_lane() -> None:
    assert lane_of(message(5)) == lane_of(message(5, "another")) == 5


def test_lane_of__a_press_waits_only_for_presses_under_the_same_message() -> None:
    assert lane_of(press(5, 8)) == (5, 8)
    assert lane_of(press(5, 9, date=0)) == (5, 9)


@pytest.mark.parametrize("text", ["/cancel", "/cancel@lode_bot now", "/CANCEL"])
def test_lane_of__cancel_waits_for_nobody(text: str) -> None:
    assert lane_of(message(5, text)) is None


@pytest.mark.parametrize("text", ["cancel", "/cancelled", "please /cancel", "", " "])
def test_is_cancel__is_the_command_alone(text: str) -> None:
    assert not is_cancel(text)


async def test_chat_order__keeps_order_within_a_chat_and_runs_chats_in_parallel() -> None:
    order, done, first_may_end = ChatOrder(), [], asyncio.Event()

    async def handle(name: str, gate: asyncio.Event | None = None) -> None:
        if gate is not None:
            await gate.wait()
        done.append(name)

    async with order:
        first = asyncio.create_task(order.process_update(message(5), handle("5 first", first_may_end)))
        second = asyncio.create_task(order.process_update(message(5), handle("5 second")))
        third = asyncio.create_task(order.process_update(message(5), handle("5 third")))
        await order.process_update(message(6), handle("6"))
        await order.process_update(message(5, "/cancel"), handle("5 cancel"))
        await order.process_update(press(5, 8), handle("5 press"))
        assert done == ["6", "5 cancel", "5 press"]
        first_may_end.set()
        await asyncio.gather(first, second, third)
    assert done[3:] == ["5 first", "5 second", "5 third"]


async def test_chat_order__a_failure_lets_the_next_update_pass_and_lanes_are_given_up() -> None:
    order = ChatOrder()

    async def fail() -> None:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        await order.process_update(message(5), fail())
    await asyncio.wait_for(order.process_update(message(5), asyncio.sleep(0)), 20)
    assert not order._locks
