"""What admins are told of digests and tell of the exchange, over HTTP."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path

from bot import digest_admin as feature
from bot.context import Services
from bot.digests.reports import NONE_YET
from bot.digests.schedule import Due, Schedule
from bot.messages.texts import UNKNOWN_COMMAND
from bot.playground.server import PlaygroundServer
from bot.playground.state import ADMIN, USER
from bot.storage.deliveries import Delivered, State
from bot.storage.subscriptions import Preferences
from tests.bot.running import running_bot
from tests.fakes import FakeRetrieval

TUESDAY, DUE_AT = date(2026, 2, 3), datetime(2026, 2, 3, 23, 0, tzinfo=UTC)
EVENING = Schedule(time(18), "America/New_York")


async def answer_to(telegram: PlaygroundServer, said: str) -> str:
    """What the bot says to an admin."""
    count = len(telegram.replies(ADMIN.id)) if ADMIN.id in telegram.world.chats else 0
    telegram.people.send(ADMIN, said)
    await telegram.wait_for(lambda: len(telegram.replies(ADMIN.id)) > count)
    return telegram.replies(ADMIN.id)[-1].text


async def deliver(services: Services) -> None:
    """One digest that arrived late, one that failed, one of which nobody knows."""
    for chat_id in (1, 2, 3):
        await services.subscriptions.open(chat_id, None, Preferences(EVENING, 5), DUE_AT)
        await services.subscriptions.subscribe(chat_id, None, DUE_AT)
    await services.deliveries.enqueue(EVENING, Due(TUESDAY, DUE_AT), State.PENDING)
    now = DUE_AT.replace(hour=23, minute=20)
    lease = now - DUE_AT
    claims = await services.deliveries.claim(TUESDAY, "w", now, lease, due_before=now, limit=9)
    for claim in claims:
        assert await services.deliveries.start(claim, now, lease)
    await services.deliveries.record_sent(claims[0], Delivered(7, 0, 0), now)
    await services.deliveries.record_end(claims[1], State.FAILED, "Chat <not> found", now)
    await services.deliveries.record_end(claims[2], State.UNCERTAIN, "Timed out", now)


async def test_digests__how_the_last_ones_fared(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path, admins={ADMIN.id}) as services:
        assert await answer_to(telegram, "/digests") == NONE_YET
        await deliver(services)
        shown = await answer_to(telegram, "/digests")
    heading, counts, late, *troubles = shown.splitlines()
    assert (heading, counts) == ("Digests about Tue 3 Feb", "3 due: 1 sent, 1 failed, 1 uncertain")
    assert late == "1 of those sent were late"
    assert sorted(troubles) == ["• 2 failed: Chat <not> found", "• 3 uncertain: Timed out"]


async def test_closures__are_declared_listed_and_taken_back(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path, admins={ADMIN.id}) as services:
        nothing = f"{feature.NONE_DECLARED}\n\n{feature.HOW_TO_DECLARE}"
        assert await answer_to(telegram, "/closures") == nothing
        declared = f"• Tue 3 Feb 2026: A <storm>\n\n{feature.HOW_TO_DECLARE}"
        assert await answer_to(telegram, "/closures 2026-02-03 A <storm>") == declared
        assert (await services.market.calendar()).why_closed(TUESDAY) == "A <storm>"
        for wrong in ("/closures 2026-02-03", "/closures tomorrow A storm", "/closures 2026-02-30 -"):
            assert await answer_to(telegram, wrong) == feature.HOW_TO_DECLARE
        assert await answer_to(telegram, "/closures 2026-02-03 -") == nothing
        assert (await services.market.calendar()).is_session(TUESDAY)


async def test_digests_and_closures__are_for_admins(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path, admins={ADMIN.id}) as services:
        for count, command in enumerate(("/digests", "/closures 2026-02-03 A storm"), start=1):
            telegram.people.send(USER, command)
            await telegram.wait_for(lambda count=count: len(telegram.replies(USER.id)) == count)  # type: ignore[misc]
        assert await services.closures.all() == {}
    assert {reply.text for reply in telegram.replies(USER.id)} == {UNKNOWN_COMMAND}
