"""Time zones as people name them: by a city, a country or a place on the map."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from rapidfuzz import process
from rapidfuzz.distance import OSA

_CITIES = Path(__file__).parent / "cities.toml"
_LIKENESS = 0.79
_SHORTEST_BEGINNING = 3


def find_zones(place: str, limit: int = 8) -> list[str]:
    """The IANA zones that a city, a country or a zone's own name may mean, best first; typos are forgiven."""
    names, said = _names(), _plain(place)
    if not said:
        return []
    if said in names:
        return list(names[said])[:limit]
    begun = [name for name in names if name.startswith(said)] if len(said) >= _SHORTEST_BEGINNING else []
    near = begun or _similar(said, list(names))
    return list(dict.fromkeys(zone for name in near for zone in names[name]))[:limit]


def zone_at(latitude: float, longitude: float) -> str | None:
    """The zone of a place on the map; None where none is known."""
    import tzfpy  # brings a map of the world

    zone = tzfpy.get_tz(longitude, latitude)
    return zone if zone in available_timezones() else None


def city_of(zone: str) -> str:
    """What people call a zone: the city in its name."""
    return zone.rpartition("/")[2].replace("_", " ")


def offset_of(zone: str, now: datetime) -> str:
    """How a zone's clocks stand to UTC at `now`, as in "UTC+5:30"."""
    offset = now.astimezone(ZoneInfo(zone)).utcoffset()
    assert offset is not None
    sign, minutes = ("-" if offset.days < 0 else "+"), abs(int(offset.total_seconds())) // 60
    return "UTC" if not minutes else f"UTC{sign}{minutes // 60}" + (f":{minutes % 60:02}" if minutes % 60 else "")


def _similar(said: str, names: Sequence[str]) -> list[str]:
    found = process.extract(said, names, scorer=OSA.normalized_similarity, score_cutoff=_LIKENESS, limit=3)
    return [name for name, _, _ in found]


@cache
def _names() -> dict[str, tuple[str, ...]]:
    """The zones by every name, plainly written, that they go by: the table of the tz database and our own."""
    found: dict[str, list[str]] = defaultdict(list)
    known = available_timezones()
    for name, zone in (*_own_names(), *_official_names()):
        if zone in known and zone not in found[_plain(name)]:
            found[_plain(name)].append(zone)
    return {name: tuple(zones) for name, zones in found.items() if zones}


def _own_names() -> Iterator[tuple[str, str]]:
    for zone, places in tomllib.loads(_CITIES.read_text(encoding="utf-8")).items():
        yield from ((place, zone) for place in places)


def _official_names() -> Iterator[tuple[str, str]]:
    countries = dict(_rows("iso3166.tab", (0, 1)))
    located = list(_rows("zone.tab", (0, 2)))
    for _, zone in located:
        yield zone, zone
        yield city_of(zone), zone
    for code, zone in located:
        yield countries[code], zone


def _rows(table: str, columns: tuple[int, int]) -> Iterator[tuple[str, str]]:
    for line in resources.files("tzdata.zoneinfo").joinpath(table).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            cells = line.split("\t")
            yield cells[columns[0]], cells[columns[1]]


def _plain(name: str) -> str:
    """A name without case, accents and punctuation."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return " ".join(re.findall(r"[^\W_]+", "".join(one for one in letters if not unicodedata.combining(one))))
