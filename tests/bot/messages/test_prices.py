"""Prices as messages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.market.bars import Bar
from bot.market.moves import Quote, YearRange
from bot.messages.prices import (
    closed_today,
    no_prices,
    no_session,
    render_headline,
    render_origin,
    render_percent,
    render_position,
    render_quote,
    render_quotes,
    render_unknown,
    render_usd,
)

MONDAY, TUESDAY, WEDNESDAY = date(2026, 2, 2), date(2026, 2, 3), date(2026, 2, 4)
CLOSED_AT = datetime(2026, 2, 3, 21, 0, tzinfo=UTC)
FETCHED_AT = datetime(2026, 2, 4, 2, 0, tzinfo=UTC)


def bar(session: date, close: str, source: str = "Tiingo", fetched_at: datetime = FETCHED_AT) -> Bar:
    price = Decimal(close)
    return Bar("MP", session, price, price, price, price, 16_800_000, source, fetched_at)


QUOTE = Quote(
    symbol="MP",
    expected=TUESDAY,
    bar=bar(TUESDAY, "66.81"),
    previous=bar(MONDAY, "60.74"),
    average_volume=Decimal(5_800_000),
    year=YearRange(Decimal("48.20"), Decimal("94.1"), date(2025, 2, 4), is_whole=True),
)


def test_render_quote__everything_known() -> None:
    assert render_quote(QUOTE, "MP <Materials>", CLOSED_AT) == (
        "<b>MP</b> · MP &lt;Materials&gt;\n"
        "<b>$66.81</b>  +10.0 %\n"
        "Close of Tue 3 Feb 2026\n\n"
        "Volume 16,800,000, 2.9 × the average of 20 sessions\n"
        "52 weeks: $48.20 to $94.10  ▮▮▯▯▯\n\n"
        "<i>Source: Tiingo, as of 16:00 ET. End-of-day data, may be delayed or revised. Not investment advice.</i>"
    )


def test_render_quote__little_known() -> None:
    bare = Quote("MP", TUESDAY, bar(TUESDAY, "0.07"))
    assert render_quote(bare, "MP", CLOSED_AT) == (
        "<b>MP</b> · MP\n"
        "<b>$0.0700</b>  (no close of the session before is known)\n"
        "Close of Tue 3 Feb 2026\n\n"
        "Volume 16,800,000\n\n"
        "<i>Source: Tiingo, as of 16:00 ET. End-of-day data, may be delayed or revised. Not investment advice.</i>"
    )


def doubts(quote: Quote) -> list[str]:
    return [line for line in render_quote(quote, "MP", CLOSED_AT).splitlines() if line.startswith("⚠")]


def test_render_quote__every_doubt_is_said() -> None:
    assert doubts(QUOTE) == []
    sample = replace(QUOTE, bar=bar(TUESDAY, "66.81", "SAMPLE"))
    assert doubts(sample) == ["⚠ SAMPLE: made-up figures, not real prices."]
    kept = replace(QUOTE, expected=WEDNESDAY, is_answered=False, is_verified=False)
    assert doubts(kept) == [
        "⚠ No second source confirms this move of more than 40 %.",
        "⚠ Stale: the close of Wed 4 Feb 2026 is missing.",
        "⚠ No price provider answered: this is the last price that was kept.",
    ]
    assert "<b>$66.81</b>  +10.0 % (unverified)\n" in render_quote(kept, "MP", CLOSED_AT)


def test_render_quote__a_session_that_is_not_over() -> None:
    noon = datetime(2026, 2, 4, 17, 2, tzinfo=UTC)
    running = replace(QUOTE, so_far=bar(WEDNESDAY, "65.21", fetched_at=noon))
    text = render_quote(running, "MP", CLOSED_AT)
    assert "Wed 4 Feb 2026 so far, by 12:02 ET: $65.21, −2.4 % (not a close)" in text


def test_render_quote__since_the_first_bar_and_with_notes() -> None:
    assert QUOTE.year is not None
    young = replace(QUOTE, year=replace(QUOTE.year, first=date(2025, 9, 1), is_whole=False))
    text = render_quote(young, "MP", CLOSED_AT, [no_session(date(2026, 2, 1), "the weekend")])
    assert "Since Mon 1 Sep 2025: $48.20 to $94.10" in text
    assert "\n\nSun 1 Feb 2026 was no trading day (the weekend); this is the session before it.\n\n" in text


def test_render_quotes() -> None:
    stale = replace(QUOTE, symbol="NB", bar=bar(MONDAY, "7.32"), previous=bar(MONDAY, "6.85"))
    text = render_quotes([("MP", QUOTE), ("NB", stale), ("IDR", None)], TUESDAY)
    assert text == (
        "<b>Close of Tue 3 Feb 2026</b>\n\n"
        "<b>MP</b>  $66.81  +10.0 %\n"
        "<b>NB</b>  $7.32  +6.9 % (stale: Mon 2 Feb 2026)\n"
        "<b>IDR</b>  no price known\n\n"
        "<i>Source: Tiingo. End-of-day data, may be delayed or revised. Not investment advice.</i>"
    )


def test_render_quotes__all_of_an_earlier_session() -> None:
    text = render_quotes([("MP", replace(QUOTE, expected=WEDNESDAY)), ("IDR", None)], WEDNESDAY)
    assert text.startswith("<b>Close of Tue 3 Feb 2026</b>\n\n<b>MP</b>  $66.81  +10.0 %\n<b>IDR</b>  no price known\n")
    assert "⚠ Stale: the close of Wed 4 Feb 2026 is missing." in text


def test_render_quotes__sample_and_no_answer_are_marked() -> None:
    sample = replace(QUOTE, bar=bar(TUESDAY, "66.81", "SAMPLE"), is_answered=False)
    assert "⚠ SAMPLE" in render_quotes([("MP", sample)], TUESDAY)
    assert "⚠ No price provider answered" in render_quotes([("MP", sample), ("NB", None)], TUESDAY)
    assert "⚠" not in render_quotes([("MP", None)], TUESDAY)


def test_render_quotes__a_note_comes_before_the_doubts() -> None:
    listed = render_quotes([("MP", QUOTE)], TUESDAY, closed_today("Presidents Day & more"))
    assert "\n\nThe exchange is closed today (Presidents Day &amp; more); this is the last close.\n\n" in listed


def test_render_headline_and_origin() -> None:
    assert render_headline(QUOTE) == "MP  $66.81  +10.0 %"
    assert render_headline(replace(QUOTE, previous=None)) == "MP  $66.81"
    assert render_origin(QUOTE, "MP Materials") == "MP Materials · Tue 3 Feb 2026 · Tiingo"


def test_render_unknown() -> None:
    assert render_unknown(["<X>"], [("XME", "Metals & Mining")]) == (
        "I have no prices of “&lt;X&gt;”. The nearest that I follow:\n• <b>XME</b> Metals &amp; Mining"
    )
    assert no_prices("MP").startswith("No price provider answered for MP, and no earlier prices are kept.")


@pytest.mark.parametrize(
    ("percent", "shown"),
    [
        ("10.1982", "+10.2 %"),
        ("-0.25", "−0.3 %"),
        ("0.05", "+0.1 %"),
        ("-0.049", "0.0 %"),
        ("0", "0.0 %"),
        ("1234.5", "+1,234.5 %"),
    ],
)
def test_render_percent(percent: str, shown: str) -> None:
    assert render_percent(Decimal(percent)) == shown


@pytest.mark.parametrize(("price", "shown"), [("1234.5", "$1,234.50"), ("1", "$1.00"), ("0.07", "$0.0700")])
def test_render_usd(price: str, shown: str) -> None:
    assert render_usd(Decimal(price)) == shown


@pytest.mark.parametrize(("position", "shown"), [("0", "▯▯▯▯▯"), ("0.5", "▮▮▮▯▯"), ("0.09", "▯▯▯▯▯"), ("1", "▮▮▮▮▮")])
def test_render_position(position: str, shown: str) -> None:
    assert render_position(Decimal(position)) == shown
