"""True sentences altered in the ways in which a chat model gets them wrong; each alteration makes one untrue."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

COMPANIES = {
    "MP": ("MP Materials", "MP"),
    "USAR": ("USA Rare Earth", "USAR"),
    "CRML": ("Critical Metals", "CRML"),
    "UUUU": ("Energy Fuels", "UUUU"),
    "IDR": ("Idaho Strategic Resources", "Idaho Strategic", "IDR"),
    "NB": ("NioCorp Developments", "NioCorp", "NB"),
    "ALM": ("Almonty", "ALM"),
}
MONTHS = [date(2026, month, 1).strftime("%B") for month in range(1, 13)]
PAIRS: dict[str, list[tuple[str, str]]] = tomllib.loads(
    Path(__file__).with_name("alterations.toml").read_text(encoding="utf-8")
)
NUMBER = re.compile(r"(?<![\w.,-])(?:(?:US|C|A)?\$)?\d+(?:,\d{3})*(?:\.\d+)?(?![\d-]|,\d)(?!\s*-[A-Z])")
YEAR = re.compile(r"(?<![\d$,.-])(?:19|20)\d\d(?![\d,.]\d|\d|-)")
_SHORT = "|".join(month[:3] for month in MONTHS)
DAY = re.compile(rf"\b(?P<day>\d{{1,2}}) (?P<month>{'|'.join(MONTHS)})|(?P<month2>{_SHORT})\w* (?P<day2>\d{{1,2}})\b")
SCALES = {"million": "billion", "billion": "million", "thousand": "million", "percent": "million"}


def instead(says: str, span: tuple[int, int], new: str) -> str:
    return says[: span[0]] + new + says[span[1] :]


def replaced(says: str, old: str, new: str) -> Iterator[str]:
    """`says` with each single occurrence of `old` replaced."""
    for match in re.finditer(re.escape(old), says):
        yield instead(says, match.span(), new)


def other_numbers(says: str, passage: str) -> Iterator[str]:
    """A digit changed, or another number of the same passage in its place."""
    dates = [match.span() for match in [*DAY.finditer(says), *YEAR.finditer(says)]]
    elsewhere = sorted(set(NUMBER.findall(passage)) - set(NUMBER.findall(says)))
    for match in NUMBER.finditer(says):
        if any(start < match.end() and match.start() < end for start, end in dates):
            continue
        number = match.group()
        digits = [at for at, char in enumerate(number) if char.isdigit()]
        for at, by in ((digits[-1], 1), (digits[0], 3)):
            digit = str((int(number[at]) + by) % 10 or 5)
            yield instead(says, match.span(), number[:at] + digit + number[at + 1 :])
        same = [other for other in elsewhere if is_alike(other, number) and not is_rounding(other, number)]
        yield from (instead(says, match.span(), other) for other in same[:2] + same[-2:])


def is_alike(number: str, to: str) -> bool:
    """Whether both have the same currency sign or none, and the first is no year."""
    return number.rstrip("0123456789.,") == to.rstrip("0123456789.,") and not YEAR.fullmatch(number)


def is_rounding(number: str, of: str) -> bool:
    """Whether `number` says the same as `of` with fewer digits."""
    rounded, exact = (Decimal(written.lstrip("USCA$").replace(",", "")) for written in (number, of))
    return exact.quantize(rounded, ROUND_HALF_UP) == rounded


def other_units(says: str, _: str) -> Iterator[str]:
    """Another scale or unit behind the same digits."""
    for old, new in SCALES.items():
        yield from (altered for altered in replaced(says, f" {old}", f" {new}") if f" {old} to " not in says)
    for old, new in PAIRS["units"]:
        shared = (f"{old}to $", f"{old}and $")  # "$56 to $62 million" says the same
        if re.search(r"\d", says) and not any(part in says for part in shared):
            yield from replaced(says, old, new)


def other_dates(says: str, passage: str) -> Iterator[str]:
    """Another year, month, day or quarter, or another day that the passage names."""
    years = {match.group() for match in YEAR.finditer(says)}
    for match in YEAR.finditer(says):
        others = {str(int(match.group()) + by) for by in (-1, 1, 4)}
        yield from (instead(says, match.span(), other) for other in sorted(others - years))
    for month in MONTHS:
        yield from replaced(says, f"{month} ", f"{MONTHS[(MONTHS.index(month) + 5) % 12]} ")
    for match in DAY.finditer(says):
        group = "day" if match["day"] else "day2"
        yield instead(says, match.span(group), str(int(match[group]) % 27 + 1))
        dates = [other.group() for other in DAY.finditer(passage) if other["day"]] if match["day"] else []
        yield from (instead(says, match.span(), other) for other in dates if other != match.group())
    for old, new in PAIRS["quarters"]:
        yield from replaced(says, old, new)


def other_companies(says: str, _: str) -> Iterator[str]:
    """Another company of the store in its place."""
    for ticker, names in COMPANIES.items():
        for name in names:
            match = re.search(rf"(?<![\w(]){re.escape(name)}(?!\w)", says)
            if match:
                others = [names[0] for other, names in COMPANIES.items() if other != ticker]
                yield from (instead(says, match.span(), other) for other in others)
                break


def other_directions(says: str, _: str) -> Iterator[str]:
    for old, new in PAIRS["directions"]:
        yield from replaced(says, old, new)


def other_polarity(says: str, _: str) -> Iterator[str]:
    """A negation put in, or taken out."""
    for old, new in PAIRS["negations"]:
        if re.search(r"\b(?:not|no|never)\b", new) and re.search(r"\b(?:not|no|never|rather|non)\b", says):
            continue
        yield from replaced(says, old, new)


def other_names(says: str, _: str) -> Iterator[str]:
    for old, new in PAIRS["names"]:
        if new not in says:
            yield from replaced(says, old, new)


ALTERATIONS: dict[str, Callable[[str, str], Iterator[str]]] = {
    "number": other_numbers,
    "unit": other_units,
    "date": other_dates,
    "company": other_companies,
    "direction": other_directions,
    "negation": other_polarity,
    "name": other_names,
}
