"""What is for admins alone, over HTTP: to everyone else it is as if it were not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app import COMMANDS
from bot.menus import Role
from bot.messages import texts
from bot.playground.faults import Fault
from bot.playground.server import PlaygroundServer
from bot.playground.state import ADMIN, GROUP_ID, SECOND_USER, USER
from tests.bot.running import acknowledged, labels, running_bot
from tests.fakes import FakeRetrieval

ADMINS_ONLY = [command.name for command in COMMANDS if set(command.roles) == {Role.ADMIN}]


def said(telegram: PlaygroundServer, chat_id: int) -> list[str]:
    return [reply.text for reply in telegram.replies(chat_id)]


def join(telegram: PlaygroundServer) -> None:
    telegram.world.set_status(telegram.world.chats[GROUP_ID], USER, ADMIN, "member")


@pytest.mark.parametrize("command", ADMINS_ONLY)
async def test_an_admins_command__is_unknown_to_everyone_else(
    telegram: PlaygroundServer, tmp_path: Path, command: str
) -> None:
    join(telegram)
    async with running_bot(telegram, FakeRetrieval(), tmp_path, admins=[ADMIN.id]) as services:
        telegram.people.send(USER, f"/{command} 2026-02-04 -")
        await telegram.wait_for(lambda: telegram.replies(USER.id))
        # In groups no unknown command is answered, be it from an admin.
        telegram.people.send(ADMIN, f"/{command}", GROUP_ID)
        telegram.people.send(ADMIN, "/nonsense", GROUP_ID)
        telegram.people.send(ADMIN, "/status", GROUP_ID)
        await telegram.wait_for(lambda: telegram.replies(GROUP_ID))
        assert await services.audit.count() == 0
    assert said(telegram, USER.id) == [texts.UNKNOWN_COMMAND]
    assert [text.splitlines()[0] for text in said(telegram, GROUP_ID)] == ["Documents: 3, in 3 passages"]


async def test_the_admins_group__obeys_admins_and_nobody_else(telegram: PlaygroundServer, tmp_path: Path) -> None:
    join(telegram)
    async with running_bot(telegram, FakeRetrieval(), tmp_path, admins=[ADMIN.id], admin_group=GROUP_ID):
        telegram.people.send(SECOND_USER, "/audit", GROUP_ID)
        telegram.people.send(ADMIN, "/audit", GROUP_ID)
        await telegram.wait_for(lambda: telegram.replies(GROUP_ID))
        telegram.people.send(ADMIN, "/help", GROUP_ID)
        await telegram.wait_for(lambda: len(telegram.replies(GROUP_ID)) == 2)
        telegram.people.send(USER, "/help", GROUP_ID)
        await telegram.wait_for(lambda: len(telegram.replies(GROUP_ID)) == 3)
    nothing, for_admin, for_others = said(telegram, GROUP_ID)
    assert nothing == "No admin has done anything yet."
    assert "/audit – What admins did" in for_admin
    assert "/audit" not in for_others
    menus = telegram.world.profile.menus
    assert [scope for (scope, _), menu in menus.items() if "audit" in [command["command"] for command in menu]] == [
        ("chat_member", GROUP_ID, ADMIN.id)
    ]


async def test_audit__pages_of_what_was_done_for_admins_who_press(telegram: PlaygroundServer, tmp_path: Path) -> None:
    join(telegram)
    table = {"admins": [ADMIN.id], "admin_group": GROUP_ID}
    async with running_bot(telegram, FakeRetrieval(), tmp_path, **table):
        for day in range(1, 12):
            telegram.people.send(ADMIN, f"/closures 2026-03-{day:02} <A storm>")
        await telegram.wait_for(lambda: len(telegram.replies(ADMIN.id)) == 11)
        telegram.people.send(ADMIN, "/closures 2026-03-11 -")
        telegram.people.send(ADMIN, "/closures 2026-03-30 -")
        await telegram.wait_for(lambda: len(telegram.replies(ADMIN.id)) == 13)
        telegram.people.send(ADMIN, "/audit", GROUP_ID)
        [shown] = await telegram.wait_for(lambda: telegram.replies(GROUP_ID))
        head, first, second, third, *_ = shown.text.split("\n\n")
        assert head == "13 actions, page 1 of 2"
        assert first.splitlines()[0].endswith(f" UTC, {ADMIN.id}")
        assert [part.splitlines()[1] for part in (first, second, third)] == [
            "closure 2026-03-30: was not declared",
            "closure 2026-03-11: taken back",
            "closure 2026-03-11: declared: <A storm>",
        ]
        assert labels(shown) == [["More »"]]
        query = telegram.people.press(SECOND_USER, shown, "More »")
        await acknowledged(telegram, query)
        assert telegram.calls("answerCallbackQuery")[-1].params.text("text") == texts.NOT_YOURS
        assert telegram.replies(GROUP_ID) == [shown]
        telegram.people.press(ADMIN, shown, "More »")
        await telegram.wait_for(lambda: "page 2 of 2" in telegram.replies(GROUP_ID)[0].text)
        assert labels(telegram.replies(GROUP_ID)[0]) == [["« Earlier"]]


async def test_privacy__says_to_admins_that_their_actions_are_kept(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path, admins=[ADMIN.id]):
        for person in (ADMIN, USER):
            telegram.people.send(person, "/privacy")
            await telegram.wait_for(lambda person=person: telegram.replies(person.id))  # type: ignore[misc]
    for_admin, for_others = said(telegram, ADMIN.id)[0], said(telegram, USER.id)[0]
    assert for_admin.startswith(for_others)
    assert for_admin.endswith("/forget leaves it alone.")


async def test_a_failing_command__is_apologised_for_and_not_taken_for_unknown(
    telegram: PlaygroundServer, tmp_path: Path
) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path, admins=[ADMIN.id]):
        telegram.faults.add(Fault("sendMessage", "error", code=400, description="Bad Request: no"))
        telegram.people.send(ADMIN, "/audit")
        await telegram.wait_for(lambda: len(telegram.replies(ADMIN.id)) == 2)
    apology, report = said(telegram, ADMIN.id)
    assert apology.startswith("Sorry, that went wrong.")
    assert report.startswith("Error ")
