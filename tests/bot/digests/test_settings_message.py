"""The settings message: its pages, and what a pressed button changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.digests import keyboards
from bot.digests.schedule import Schedule
from bot.digests.settings_message import choice, main_page, page, pause_of, render_local, zone_page
from bot.storage.subscriptions import Preferences, Subscriber

NOW = datetime(2026, 2, 3, 12, 0, tzinfo=UTC)
COMPANIES = ("MP", "USAR", "NB")
CHOSEN = Preferences(Schedule(time(18), "America/New_York"), threshold=5)
ON = Subscriber(7, None, CHOSEN, True, True, NOW, 0)
PAGES = ("time", "zone", "days", "tickers", "threshold", "pause")


def test_main_page__says_what_is_chosen_and_what_comes_next() -> None:
    assert main_page(ON, NOW)[0] == (
        """<b>The daily digest is on</b>
The next: Tue 3 Feb, 18:00.

Time: 18:00, New York (UTC-5)
Days: Mon–Fri
Companies: all
Reasons for moves from 5 %
Alerts during a session: off
Sound: on"""
    )
    pausing = replace(ON, starts_at=NOW + timedelta(days=1))
    assert main_page(pausing, NOW)[0].startswith("<b>The daily digest pauses</b>\nuntil Wed 4 Feb, 07:00.")
    assert main_page(replace(ON, is_subscribed=False), NOW, "Note.")[0].startswith(
        "Note.\n\n<b>The daily digest is off</b>"
    )


@pytest.mark.parametrize("name", PAGES)
def test_page__every_button_does_something_and_fits(name: str) -> None:
    _, keyboard = page(name, ON, COMPANIES, NOW)
    buttons = [button for row in keyboard.inline_keyboard for button in row]
    assert buttons[-1].callback_data == "p:main"
    for button in buttons[:-1]:
        assert isinstance(button.callback_data, str)
        assert len(button.callback_data.encode()) <= 64
        _, opened, value = button.callback_data.split(":", 2)
        assert opened == name
        if name == "pause":
            assert pause_of(value) is not None
        else:
            assert choice(name, value, COMPANIES) is not None


def test_page__one_that_is_none_is_the_main_one() -> None:
    assert page("nothing", ON, COMPANIES, NOW) == main_page(ON, NOW)


def test_zone_page__groups_must_reply() -> None:
    group = replace(ON, chat_id=-5)
    assert "Reply to this message" in zone_page(group, ())[0]
    assert "share a location" in zone_page(ON, ())[0]
    assert zone_page(ON, (), "Nowhere.")[0].startswith("Nowhere.\n\n<b>Where are you?</b>")


@pytest.mark.parametrize(
    ("before", "pressed", "after"),
    [
        ((), "NB", ("MP", "USAR")),
        (("MP", "USAR"), "NB", ()),
        (("MP",), "NB", ("MP", "NB")),
        (("MP",), "MP", ("MP",)),  # none at all cannot be chosen
        (("MP",), "", ()),
        (("GONE", "MP"), "NB", ("MP", "NB")),
    ],
)
def test_choice__companies_are_taken_in_and_left_out(
    before: tuple[str, ...], pressed: str, after: tuple[str, ...]
) -> None:
    change = choice("tickers", pressed, COMPANIES)
    assert change is not None
    assert change(replace(CHOSEN, tickers=before)).tickers == after


def test_choice__the_rest() -> None:
    for name, value, expected in (
        ("silent", None, replace(CHOSEN, is_silent=True)),
        ("alerts", None, replace(CHOSEN, has_alerts=True)),
        ("threshold", "10", replace(CHOSEN, threshold=10)),
        ("time", "07:45", replace(CHOSEN, schedule=replace(CHOSEN.schedule, send_at=time(7, 45)))),
        ("zone", "Asia/Tokyo", replace(CHOSEN, schedule=replace(CHOSEN.schedule, zone="Asia/Tokyo"))),
        ("days", "06", replace(CHOSEN, schedule=replace(CHOSEN.schedule, weekdays=frozenset({0, 6})))),
    ):
        change = choice(name, value, COMPANIES)
        assert change is not None
        assert change(CHOSEN) == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("threshold", "4"),
        ("threshold", "-5"),
        ("threshold", "٥"),
        ("time", "24:00"),
        ("time", "7:45"),
        ("zone", "Mars/Base"),
        ("zone", "../../etc/passwd"),
        ("days", ""),
        ("days", "7"),
        ("tickers", "XXX"),
        ("tickers", None),
        ("anything", "1"),
    ],
)
def test_choice__nothing_that_no_button_offers(name: str, value: str | None) -> None:
    assert choice(name, value, COMPANIES) is None


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("3d", 3),
        (" 2 Weeks", 14),
        ("5", 5),
        ("1 day", 1),
        ("365d", 365),
        ("53w", None),
        ("0d", None),
        ("", None),
        ("3x", None),
    ],
)
def test_pause_of(said: str, days: int | None) -> None:
    assert pause_of(said) == (timedelta(days=days) if days else None)


def test_render_local() -> None:
    assert render_local(NOW, "Asia/Kolkata") == "Tue 3 Feb, 17:30"


def test_names() -> None:
    assert keyboards.name_weekdays(frozenset(range(5))) == "Mon–Fri"
    assert keyboards.name_weekdays(frozenset(range(7))) == "Every day"
    assert keyboards.name_weekdays(frozenset({5, 0})) == "Mon, Sat"
    assert [keyboards.name_tickers(COMPANIES[:count]) for count in (0, 1, 3)] == ["All tickers", "MP", "MP, USAR, NB"]
    assert keyboards.name_tickers(("A", "B", "C", "D")) == "4 tickers"
