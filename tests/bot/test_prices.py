"""Prices over HTTP: commands, cashtags, plain words, charts that change in place, and the inline mode."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.market.calendar import NEW_YORK, load_calendar
from bot.messages import prices
from bot.messages.prices import render_day
from bot.playground.faults import Fault
from bot.playground.media import picture_size
from bot.playground.server import PlaygroundServer
from bot.playground.state import BOT, GROUP_ID, SECOND_USER, USER, Message
from bot.prices import _session
from bot.settings import MarketTable
from tests.bot.market.conftest import yfinance_cache
from tests.bot.market.replicas import Replica, serving, steady
from tests.bot.running import acknowledged, final_reply, labels, running_bot
from tests.fakes import LOAN, LOAN_CITATION, FakeRetrieval, answered

__all__ = ["yfinance_cache"]
pytestmark = pytest.mark.usefixtures("engines")
TUESDAY, DAY = date(2026, 2, 3), timedelta(days=1)
PERIODS = [["1m", "·3m·", "6m", "1y", "☾"]]


@pytest.fixture(scope="module")
def engines() -> None:
    """Loaded before the clock of a test starts: the first answer after a start waits for them."""
    import matplotlib.figure  # noqa: F401

    load_calendar()


def picture_of(telegram: PlaygroundServer, message: Message) -> tuple[str, int, int] | None:
    assert message.content.file is not None
    return picture_size(message.content.file.content)


async def test_price__one_symbol_with_its_chart(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path):
        telegram.people.send(USER, "/price mp")
        card = await final_reply(telegram, USER.id)
    assert card.text.startswith("MP · MP Materials Corp.\n$65.21  −2.4 %\nClose of Wed 4 Feb 2026\n\nVolume ")
    assert "⚠ SAMPLE: made-up figures, not real prices.\n⚠ Stale: the close of " in card.text
    assert card.text.endswith(f"Source: SAMPLE, as of 16:00 ET. {prices.NO_ADVICE}")
    assert labels(card) == PERIODS
    assert picture_of(telegram, card) == ("image/png", 1080, 810)


@pytest.fixture
async def yahoo(yfinance_cache: Path) -> AsyncIterator[Replica]:
    async with serving(Replica()) as replica:
        yield replica


async def test_price__fresh_from_a_provider(telegram: PlaygroundServer, tmp_path: Path, yahoo: Replica) -> None:
    last = load_calendar().expected_session(datetime.now(UTC))
    yahoo.days = {"MP": steady(last, [50.0, 55.5, 61.16])}
    market = MarketTable(providers=("yahoo",), yahoo_url=yahoo.url)
    async with running_bot(telegram, FakeRetrieval(), tmp_path, market=market):
        telegram.people.send(USER, "/price $MP")
        card = await final_reply(telegram, USER.id)
        telegram.people.send(USER, "/price energy fuels")
        await telegram.wait_for(lambda: len(telegram.replies(USER.id)) == 2)
    assert f"$61.16  +10.2 %\nClose of {render_day(last)}" in card.text
    assert "Volume 1,000,000, 1.0 × the average of 20 sessions" in card.text
    assert "⚠" not in card.text
    assert "Source: Yahoo Finance, as of 1" in card.text
    assert telegram.replies(USER.id)[-1].text == prices.no_prices("UUUU")


async def test_price__several_and_all(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path):
        telegram.people.send(USER, "/price USAR, remx")
        few = await final_reply(telegram, USER.id)
        telegram.people.send(USER, "/price")
        everything = await final_reply(telegram, USER.id, 2)
        telegram.people.press(USER, few, "REMX")
        card = await final_reply(telegram, USER.id, 3)
    assert few.text.startswith("Close of Wed 4 Feb 2026\n\nUSAR  $23.71  −6.0 %\nREMX  $87.97  −1.8 %\n\n⚠ SAMPLE")
    assert labels(few) == [["USAR", "REMX"]]
    assert labels(everything) == [["MP", "USAR", "CRML", "UUUU", "IDR"], ["NB", "ALM", "REMX", "XME", "SPY"]]
    assert card.text.startswith("REMX · VanEck Rare Earth and Strategic Metals ETF\n")
    assert labels(card) == PERIODS


async def test_price__unknown_symbol_gets_the_nearest(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path):
        telegram.people.send(USER, "/price USRA")
        offered = await final_reply(telegram, USER.id)
        telegram.people.press(USER, offered, "USAR")
        card = await final_reply(telegram, USER.id, 2)
    assert offered.text == "I have no prices of “USRA”. The nearest that I follow:\n• USAR USA Rare Earth, Inc."
    assert card.text.startswith("USAR · USA Rare Earth, Inc.\n")


async def test_chart__other_periods_and_looks_in_place(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path):
        telegram.people.send(USER, "/chart MP 1y")
        card = await final_reply(telegram, USER.id)
        assert labels(card) == [["1m", "3m", "6m", "·1y·", "☾"]]
        first = card.content.file
        telegram.people.press(USER, card, "6m")
        await telegram.wait_for(lambda: "·6m·" in labels(telegram.replies(USER.id)[-1])[0])
        telegram.people.press(USER, telegram.replies(USER.id)[-1], "☾")
        await telegram.wait_for(lambda: labels(telegram.replies(USER.id)[-1])[0][-1] == "☀")
    [dark] = telegram.replies(USER.id)
    assert dark.id == card.id
    assert labels(dark) == [["1m", "3m", "·6m·", "1y", "☀"]]
    assert dark.text == card.text
    assert dark.content.file is not None
    assert first is not None
    assert dark.content.file.content != first.content
    assert picture_of(telegram, dark) == ("image/png", 1080, 810)


@pytest.mark.parametrize("asked", ["/chart", "/chart 3m"])
async def test_chart__of_which_symbol(telegram: PlaygroundServer, tmp_path: Path, asked: str) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path):
        telegram.people.send(USER, asked)
        await telegram.wait_for(lambda: telegram.replies(USER.id))
    assert telegram.replies(USER.id)[-1].text == prices.WHICH_CHART


async def test_chart__a_forged_button(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path):
        telegram.people.send(USER, "/chart MP")
        card = await final_reply(telegram, USER.id)
        card.keyboard[0][0]["callback_data"] = "c:NOPE:1m:l"
        query = telegram.people.press(USER, card, "1m")
        await acknowledged(telegram, query)
    assert telegram.calls("answerCallbackQuery")[0].params.text("text") == prices.SYMBOL_GONE


async def test_chart__where_pictures_are_refused_the_text_arrives(telegram: PlaygroundServer, tmp_path: Path) -> None:
    refusal = "Bad Request: not enough rights to send photos to the chat"
    telegram.faults.add(Fault("sendPhoto", "error", code=400, description=refusal))
    async with running_bot(telegram, FakeRetrieval(), tmp_path):
        telegram.people.send(USER, "/chart NB")
        card = await final_reply(telegram, USER.id)
    assert card.text.startswith("NB · NioCorp Developments Ltd.\n")
    assert card.content.file is None


@pytest.mark.parametrize("asked", ["$MP", "How did MP do yesterday?", "/ask what is MP's share price"])
async def test_in_words__from_prices_and_not_from_documents(
    telegram: PlaygroundServer, tmp_path: Path, asked: str
) -> None:
    retrieval = FakeRetrieval()
    async with running_bot(telegram, retrieval, tmp_path):
        telegram.people.send(USER, asked)
        card = await final_reply(telegram, USER.id)
    assert card.text.startswith("MP · MP Materials Corp.\n")
    assert picture_of(telegram, card) is not None
    assert retrieval.asked == []
    assert len(telegram.replies(USER.id)) == 1


@pytest.mark.parametrize(
    ("now", "day", "session", "note"),
    [
        ("2026-02-07T12:00", "", TUESDAY + 3 * DAY, prices.closed_today("the weekend")),
        ("2026-11-26T18:00", "", date(2026, 11, 25), prices.closed_today("Thanksgiving")),
        ("2026-02-04T03:00", "", TUESDAY, ""),  # still Tuesday in New York
        ("2026-02-04T12:00", "", TUESDAY, ""),
        ("2026-02-04T12:00", "yesterday", TUESDAY, ""),
        ("2026-02-09T12:00", "yesterday", TUESDAY + 3 * DAY, prices.no_session(date(2026, 2, 8), "the weekend")),
        ("2026-02-09T12:00", "tuesday", TUESDAY, ""),
        ("2026-02-03T22:00", "tuesday", TUESDAY, ""),
        ("2026-02-03T20:00", "tuesday", TUESDAY - 7 * DAY, ""),
        ("2026-11-27T12:00", "thursday", date(2026, 11, 25), prices.no_session(date(2026, 11, 26), "Thanksgiving")),
    ],
)
def test_session__which_one_is_meant_and_what_to_say_of_days_without(
    now: str, day: str, session: date, note: str
) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert _session(load_calendar(), day, at) == (session, note)


async def test_price__on_a_day_without_trading(telegram: PlaygroundServer, tmp_path: Path) -> None:
    today = datetime.now(NEW_YORK).date()
    async with running_bot(telegram, FakeRetrieval(), tmp_path) as services:
        await services.closures.declare(today, "A storm", datetime.now(UTC))
        telegram.people.send(USER, "/price MP")
        card = await final_reply(telegram, USER.id)
        telegram.people.send(USER, "/price MP NB")
        listed = await final_reply(telegram, USER.id, count=2)
    for shown in (card, listed):
        assert "\n\nThe exchange is closed today (A storm); this is the last close.\n⚠ SAMPLE" in shown.text


async def test_in_words__an_unknown_ticker_gets_the_nearest(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path):
        telegram.people.send(USER, "how did usra do yesterday?")
        reply = await final_reply(telegram, USER.id)
    assert reply.text.startswith("I have no prices of “USRA”. The nearest that I follow:\n• USAR USA Rare Earth, Inc.")


async def test_in_words__several_companies(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path):
        telegram.people.send(USER, "How did USAR and NioCorp do yesterday?")
        listed = await final_reply(telegram, USER.id)
    assert labels(listed) == [["USAR", "NB"]]


async def test_in_words__a_cashtag_in_a_question_is_shown_beside_the_answer(
    telegram: PlaygroundServer, tmp_path: Path
) -> None:
    question = "Who lends to $MP?"
    retrieval = FakeRetrieval({question: answered(f"{LOAN} [1]", LOAN_CITATION)})
    async with running_bot(telegram, retrieval, tmp_path):
        telegram.people.send(USER, question)
        await telegram.wait_for(
            lambda: (
                sorted(bool(reply.content.file) for reply in telegram.replies(USER.id) if reply.keyboard)
                == [False, True]
            )
        )
    assert any(reply.text.startswith(LOAN) for reply in telegram.replies(USER.id))
    assert [asked for asked, _ in retrieval.asked] == [question]


async def test_in_words__in_a_group_as_a_reply_and_only_if_meant(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path):
        telegram.people.send(SECOND_USER, "$MP to the moon", GROUP_ID)
        asked = telegram.people.send(SECOND_USER, f"@{BOT.username} $MP", GROUP_ID)
        card = await final_reply(telegram, GROUP_ID)
    assert card.reply_to == asked.id
    assert len(telegram.replies(GROUP_ID)) == 1


async def test_inline__prices_of_what_is_typed(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path):
        query = telegram.people.ask_inline(USER, "usa")
        await acknowledged(telegram, query)
        [result] = telegram.world.queries.results[query.id]
        assert (result["id"], result["title"]) == ("USAR", "USAR  $23.71  −6.0 %")
        assert result["description"] == "USA Rare Earth, Inc. · Wed 4 Feb 2026 · SAMPLE"
        chosen = telegram.people.choose(USER, query.id, "USAR")
        assert chosen.text.startswith("USAR · USA Rare Earth, Inc.\n$23.71  −6.0 %\n")
        assert "⚠ SAMPLE" in chosen.text
        everything = telegram.people.ask_inline(USER, "")
        await acknowledged(telegram, everything)
        telegram.people.send(USER, "/chart")
        await telegram.wait_for(lambda: telegram.replies(USER.id))
    assert [reply.text for reply in telegram.replies(USER.id)] == [prices.WHICH_CHART]  # and none to what was chosen
    assert len(telegram.world.queries.results[everything.id]) == 10
    assert not telegram.calls("answerInlineQuery")[0].params.flag("is_personal")


async def test_inline__only_for_those_who_may_use_the_bot(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path, allowed=frozenset({USER.id})):
        refused = telegram.people.ask_inline(SECOND_USER, "MP")
        query = telegram.people.ask_inline(USER, "MP")
        await acknowledged(telegram, query)
    assert [result["id"] for result in telegram.world.queries.results[query.id]] == ["MP"]
    assert refused.id in telegram.world.queries.open
    assert telegram.calls("answerInlineQuery")[0].params.flag("is_personal")
