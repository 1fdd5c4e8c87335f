"""Units, currencies and rates as texts write them, beside a number or over a whole table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_CURRENCIES = {
    "$": "USD", "US$": "USD", "C$": "CAD", "CA$": "CAD", "A$": "AUD", "AU$": "AUD", "€": "EUR", "£": "GBP", "¥": "JPY",
}  # fmt: skip
CURRENCIES = frozenset(_CURRENCIES.values())
TIMES = frozenset({"day", "week", "month", "year"})
_UNITS = {
    "%": r"%|per ?cent\b|pct\b",
    "point": r"percentage points?\b",
    "bp": r"basis points?\b|bps\b",
    "USD": r"(?:us |u\.s\. )?dollars?\b",
    "CAD": r"canadian dollars?\b",
    "AUD": r"australian dollars?\b",
    "EUR": r"euros?\b",
    "cent": r"(?:us |u\.s\. )?cents?\b|¢",
    "tonne": r"(?:metric )?(?:tonnes?|tons?)\b|t\b",
    "ounce": r"(?:troy )?ounces?\b|oz\b",
    "pound": r"pounds?\b|lbs?\b",
    "kilogram": r"kilograms?\b|kilos?\b|kg\b",
    "gram": r"grams?\b|g\b",
    "share": r"(?:(?:common|ordinary|new|preferred|[a-z]{2,5}) )?shares\b|(?<=-)share\b",
    "warrant": r"warrants?\b",
    "metre": r"met(?:re|er)s?\b",
    "foot": r"f(?:oo|ee)t\b",
    "mile": r"miles?\b",
    "kilometre": r"kilomet(?:re|er)s?\b|km\b",
    "acre": r"acres?\b",
    "hectare": r"hectares?\b",
    "day": r"days?\b",
    "week": r"weeks?\b",
    "month": r"months?\b",
    "year": r"years?\b",
    "times": r"times\b|fold\b",
}
_ANY_UNIT = "|".join(f"(?P<u{n}>{pattern})" for n, pattern in enumerate(_UNITS.values()))
_UNIT_AFTER = re.compile(rf"(?:-|\s*)(?:{_ANY_UNIT})", re.I)  # a name blanked out before it leaves spaces
_UNIT_ANYWHERE = re.compile(rf"(?:(?<![\w'’-])|(?<=\d)(?=%)|(?<=\d-))(?:{_ANY_UNIT})", re.I)

_RATES = {
    "oz": "ounce", "ton": "tonne", "t": "tonne", "lb": "pound", "kg": "kilogram", "annually": "year", "yearly": "year",
    "annual": "year", "quarterly": "quarter", "monthly": "month", "weekly": "week", "daily": "day", "apiece": "each",
}  # fmt: skip
_THING = r"share|warrant|ounce|oz|tonne|ton|t|pound|lb|kilogram|kg|year|quarter|month|week|day|hour"
_RATE_AFTER = re.compile(
    r"(?:\s+of(?:\s+[\w-]+){1,4}?)?(?:\s*(?:/|\bper\s+|\b(?:an?|each|every)\s+)(?:(?:metric|troy|diluted)\s+)?"
    rf"(?P<per>{_THING})\b(?!\s+(?:before|earlier|ago|later|after))"
    r"|\s+(?P<each>each|apiece)\b|\s+(?P<adverb>annually|yearly|quarterly|monthly|weekly|daily)\b)",
    re.I,
)
_RATE_ANYWHERE = re.compile(
    rf"\b(?:per|an?|each|every)[\s-]+(?:diluted\s+|metric\s+)?(?P<per>{_THING})\b(?!-)"
    r"|\b(?P<adverb>annual|yearly|quarterly|monthly|weekly|daily)\b|/(?P<short>t|kg|oz|lb)\b",
    re.I,
)
_SHARES_AT = re.compile(r"\bshares\s+(?:\w+\s+){0,2}(?:at|for)\s+[A-Z]{0,2}[$€£]", re.I)

_POWERS = {
    "hundred": 2, "thousand": 3, "k": 3, "million": 6, "m": 6, "mn": 6, "mm": 6, "mln": 6, "billion": 9, "bn": 9,
    "b": 9, "trillion": 12, "tn": 12, "000": 3,
}  # fmt: skip
_SCALE_OVER_TABLE = re.compile(
    r"\b(?:in\s+|(?<=\()\s*|(?<=\$)\s*)(?P<a>thousand|million|billion)s?\b"
    r"|\b(?P<b>thousand|million|billion)s?\s+(?:of\s+)?(?:u\.?s\.?\s+)?dollars|(?:\bin|\$)\s?['’]?(?P<c>000)s?\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What a text says of the numbers in it or under it: a sentence, a table's heading, a section's title.

    `rates` are what something is counted per; `bounds` holds ">" for a minimum and "<" for a maximum; `scale` is what a
    number without a scale of its own is to be multiplied by ("in thousands").
    """

    units: frozenset[str]
    rates: frozenset[str]
    bounds: frozenset[str]
    scale: Decimal


def read_setting(text: str) -> Setting:
    """The units, rates, bounds and scale that `text` names."""
    units = {_name(match) for match in _UNIT_ANYWHERE.finditer(text)}
    units |= {_CURRENCIES[sign] for sign in re.findall(r"(?<![A-Za-z])[A-Z]{0,2}\$|[€£¥]", text) if sign in _CURRENCIES}
    units |= CURRENCIES.intersection(re.findall(r"\b[A-Z]{3}\b", text))
    rates = {_rate(match["per"] or match["adverb"] or match["short"]) for match in _RATE_ANYWHERE.finditer(text)}
    rates |= {"share"} if _SHARES_AT.search(text) else set()
    bounds = {sign for sign, word in ((">", "minimum"), ("<", "maximum")) if word in text.lower()}
    match = _SCALE_OVER_TABLE.search(text)
    scale = scale_of(match["a"] or match["b"] or match["c"] if match else None)
    return Setting(frozenset(units), frozenset(rates), frozenset(bounds), scale)


def scale_of(word: str | None) -> Decimal:
    """What a word such as "million" or "bn" multiplies by; 1 for None."""
    return Decimal(10) ** _POWERS[word.lower()] if word else Decimal(1)


def currency_of(sign: str) -> str:
    """The code of a currency sign; a made-up one, equal to no other, for a sign that is not known."""
    code = sign.upper()
    return code if code in CURRENCIES else _CURRENCIES.get(code, f"{sign.upper().removesuffix('$'):X<2.2}D")


def unit_after(text: str, end: int) -> tuple[str, str]:
    """The unit of a number that ends at `end`, and what it is counted per; "" where nothing is said."""
    unit = ""
    if match := _UNIT_AFTER.match(text, end):
        unit, end = _name(match), match.end()
    if not (match := _RATE_AFTER.match(text, end)):
        return unit, ""
    return unit, _rate(match["per"] or match["each"] or match["adverb"])


def _name(match: re.Match[str]) -> str:
    return next(name for n, name in enumerate(_UNITS) if match[f"u{n}"])


def _rate(word: str) -> str:
    return _RATES.get(word.lower(), word.lower())
