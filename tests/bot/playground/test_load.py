"""Many chats that ask at once, at Telegram's limits: every answer arrives, in order within each chat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles

import pytest

from bot.playground.bot_api import Call
from bot.playground.server import PlaygroundServer
from bot.playground.state import Person
from tests.bot.bundled import SECOND_PLANT, LentRetrieval
from tests.bot.running import running_bot

QUESTIONS = (
    SECOND_PLANT,
    "What is Project Vault?",
    "What was MP's revenue in the first quarter of 2026?",
    "What is the weather in Paris?",
)
EACH = 2
"""How many questions each chat asks, one right after the other."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Seconds since everybody asked until each chat saw its first placeholder, and each answer."""

    placeholders: Sequence[float]
    answers: Sequence[float]
    refused: int

    def __str__(self) -> str:
        return (
            f"{len(self.placeholders)} chats, {len(self.answers)} answers in {max(self.answers):.1f} s "
            f"(p50 {_percentile(self.answers, 50):.1f} s, p95 {_percentile(self.answers, 95):.1f} s); first sign after "
            f"{min(self.placeholders):.2f} s, in each chat by {max(self.placeholders):.1f} s "
            f"(p50 {_percentile(self.placeholders, 50):.1f} s, p95 {_percentile(self.placeholders, 95):.1f} s); "
            f"{self.refused} calls refused with 429"
        )


def _percentile(seconds: Sequence[float], percent: int) -> float:
    return quantiles(seconds, n=100, method="inclusive")[percent - 1]


async def asked_at_once(bundled: LentRetrieval, folder: Path, chats: int, timeout_s: float) -> Figures:
    """Let everybody ask, wait for all answers and check them."""
    async with PlaygroundServer() as telegram:
        people = [telegram.world.add_person(Person(10_000 + n, "Guest", f"guest{n}")) for n in range(chats)]
        asked = {person.id: _questions(place) for place, person in enumerate(people)}
        expected = {asking: _answers(bundled, asking) for asking in set(asked.values())}
        async with running_bot(telegram, bundled, folder):
            began_at = telegram.world.clock()
            for turn in range(EACH):
                for person in people:
                    telegram.people.send(person, asked[person.id][turn])
            await telegram.wait_for(lambda: _answered(telegram) == EACH * chats, timeout_s)
        for person in people:
            shown = [reply.text.partition("\n\n")[0] for reply in telegram.replies(person.id)]
            assert shown == expected[asked[person.id]]
        return _figures(telegram, began_at)


def _questions(place: int) -> tuple[str, ...]:
    return tuple(QUESTIONS[(place + turn) % len(QUESTIONS)] for turn in range(EACH))


def _answers(bundled: LentRetrieval, asking: tuple[str, ...]) -> list[str]:
    """The answers of today without sources and hints, each to a question that was asked after those before it."""
    today = datetime.now(UTC).date()
    return [bundled.ask(question, asking[:turn], today=today).text for turn, question in enumerate(asking)]


def _answered(telegram: PlaygroundServer) -> int:
    return sum(call.code == 200 and "reply_markup" in call.params for call in telegram.calls("editMessageText"))


def _figures(telegram: PlaygroundServer, began_at: float) -> Figures:
    sent, edited = telegram.calls("sendMessage"), telegram.calls("editMessageText")
    placeholders: dict[int, float] = {}
    for call in _carried_out(sent):
        placeholders.setdefault(call.params.integer("chat_id"), call.at - began_at)
    return Figures(
        placeholders=tuple(placeholders.values()),
        answers=tuple(call.at - began_at for call in _carried_out(edited)),
        refused=sum(call.code == 429 for call in (*sent, *edited)),
    )


def _carried_out(calls: Sequence[Call]) -> list[Call]:
    return [call for call in calls if call.code == 200]


async def test_forty_chats_at_once(bundled: LentRetrieval, tmp_path: Path) -> None:
    figures = await asked_at_once(bundled, tmp_path, 40, timeout_s=60)
    print(figures)
    assert min(figures.placeholders) < 5
    assert len(figures.answers) == 40 * EACH


@pytest.mark.soak
@pytest.mark.timeout(400)
async def test_two_hundred_chats_at_once(
    bundled: LentRetrieval, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = await asked_at_once(bundled, tmp_path, 200, timeout_s=300)
    with capsys.disabled():
        print(f"\n{figures}")
    assert len(figures.answers) == 200 * EACH
