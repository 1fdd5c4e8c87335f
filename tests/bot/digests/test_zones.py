"""Time zones as people name them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import available_timezones

import pytest

from bot.digests.zones import city_of, find_zones, offset_of, zone_at

WINTER = datetime(2026, 2, 3, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ("Berlin", "Europe/Berlin"),
        ("  münchen ", "Europe/Berlin"),
        ("sao paulo", "America/Sao_Paulo"),
        ("New Yrok", "America/New_York"),
        ("buenos", "America/Argentina/Buenos_Aires"),
        ("St. Louis", "America/Chicago"),
        ("europe/london", "Europe/London"),
        ("Mumbai", "Asia/Kolkata"),
        ("UTC", "Etc/UTC"),
    ],
)
def test_find_zones__a_city_or_a_zone(said: str, zone: str) -> None:
    assert find_zones(said) == [zone]


def test_find_zones__a_country_with_several() -> None:
    assert find_zones("USA")[:3] == ["America/New_York", "America/Chicago", "America/Denver"]
    assert find_zones("China") == ["Asia/Shanghai", "Asia/Urumqi"]
    assert len(find_zones("Russia")) == 8


@pytest.mark.parametrize("said", ["", "?!", "x", "what is MP's capex?", "Springfield", "\0" * 50, "é" * 5000])
def test_find_zones__none(said: str) -> None:
    assert find_zones(said) == []


def test_find_zones__only_zones_that_exist() -> None:
    named = {zone for letter in "abcdefghijklmnopqrstuvwxyz" for zone in find_zones(letter * 3, limit=999)}
    assert named <= available_timezones()


@pytest.mark.parametrize(
    ("latitude", "longitude", "zone"),
    [
        (52.52, 13.40, "Europe/Berlin"),
        (31.76, -106.49, "America/Denver"),  # El Paso, across the river from another zone
        (-33.87, 151.21, "Australia/Sydney"),
        (0.0, -30.0, "Etc/GMT+2"),  # at sea
        (90.0, 180.0, "Etc/GMT-12"),
    ],
)
def test_zone_at(latitude: float, longitude: float, zone: str) -> None:
    assert zone_at(latitude, longitude) == zone


def test_city_of_and_offset_of() -> None:
    assert city_of("America/Argentina/Buenos_Aires") == "Buenos Aires"
    assert offset_of("Asia/Kolkata", WINTER) == "UTC+5:30"
    assert offset_of("America/New_York", WINTER) == "UTC-5"
    assert offset_of("America/New_York", WINTER.replace(month=7)) == "UTC-4"
    assert offset_of("Etc/UTC", WINTER) == "UTC"
