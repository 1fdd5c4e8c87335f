"""Numbers as a text means them, in digits or words: value with scale, unit, rate and bound."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from retrieval.verification.measures import TIMES, currency_of, scale_of, unit_after

_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
_RANKS = {
    "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
    "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
    "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20,
}  # fmt: skip
_MULTIPLES = {
    "half": "0.5", "halved": "0.5", "twice": "2", "double": "2", "doubled": "2", "triple": "3", "tripled": "3",
    "quadrupled": "4",
}  # fmt: skip
_PARTS = {"third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_BOUNDS = {
    ">": r"more than|above|at least|exceed(?:s|ed|ing)?|in excess of|surpass(?:es|ed|ing)?|no less than|upwards? of"
    r"|minimum of|no fewer than",
    "over": r"over",
    "<": r"less than|under|below|at most"
    r"|(?<!add )(?<!adds )(?<!added )(?<!round )(?<!rounded )(?<!goes )(?<!went )up to|as much as|as many as"
    r"|within|no more than|fewer than|maximum of|limit(?:ed)? (?:of|to)|cap of|capped at|not (?:to )?exceed(?:ing)?",
    "-": r"almost|nearly|close to|just under|just short of|not quite",
    "~": r"about|around|roughly|approximately|approx\.|some|circa|ca\.|~|≈",
}
_BOUND_BEFORE = re.compile(
    r"(?<!\w)(?:" + "|".join(f"(?P<b{n}>{words})" for n, words in enumerate(_BOUNDS.values())) + r")"
    r"\s*(?:(?:an?\s|the\s)?(?:total|aggregate|sum|maximum|minimum)\sof\s|about\s|around\s|roughly\s|approximately\s)?"
    r"(?:an?\s|another\s)?[\s(]*$",
    re.I,
)
_BOUND_REACH = 40  # characters before a number in which its bound stands
_NUMBER = re.compile(
    r"(?P<sign>(?<![\w.)%])[-−](?=[\d$€£.])|\b(?:minus|negative)\s)?(?P<open>\()?"
    r"(?:(?P<money>(?<![A-Za-z])(?:[A-Z]{0,3}\$|(?:USD|CAD|AUD|EUR|GBP)(?=\s?\d))|[€£¥])\s?)?"
    r"(?P<open2>\()?(?P<sign2>(?<=[$(])[-−])?"
    r"(?<![\w.,])(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?!\d)(?P<rank>(?:st|nd|rd|th)\b)?"
    r"(?:(?:[\s-]?(?P<scale>thousand|million|billion|trillion|hundred|mln|bn|tn|mm|mn)|(?P<letter>[kmb]))\b)?"
    r"(?P<close>\))?",
    re.I,
)
_WORD_NUMBER = re.compile(
    rf"\b(?:(?:(?P<tens>\w+ty)-(?=[a-z]))?(?P<word>{'|'.join(_WORDS)})(?:[\s-](?P<scale>hundred|thousand|million|billion))?"
    rf"|(?P<rank>{'|'.join(_RANKS)})(?![\s-]part(?:y|ies))|(?P<multiple>{'|'.join(_MULTIPLES)}))\b",
    re.I,
)
_FRACTION = re.compile(
    rf"\b(?:(?:(?:an?|one)|(?P<n>two|three|four))[\s-](?P<part>{'|'.join(_PARTS)})s?|half)"
    r"(?:\s+(?:of\s+)?an?\s+(?P<scale>million|billion|trillion)\b|(?=\s+(?:of|in)\b)(?<!half))",
    re.I,
)
_AND_A_HALF = re.compile(rf"\b(?P<whole>{'|'.join(_WORDS)}|\d+)\s+and\s+a\s+half\b", re.I)
_RANGE = re.compile(r"\s*(?:to|[-–—])\s*", re.I)
_BETWEEN = re.compile(r"\bbetween\s[^,;.]{0,16}$", re.I)
FRACTION_STEP = Decimal("0.1")  # percent


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a text. `value` has its scale applied and its sign; with its scale it stands from `start` to `end`.

    `step` is what its last written digit is worth. `unit` and `per` are "" where nothing beside the number names them.
    `bound` is ">" (more than), "<" (up to), "-" (almost), "~" (about), "over" (which may mean about as well) or "".
    """

    value: Decimal
    step: Decimal
    scale: Decimal
    unit: str
    per: str
    bound: str
    start: int
    end: int

    @property
    def is_money(self) -> bool:
        return len(self.unit) == len("USD") and self.unit.isupper()

    @property
    def has_scale(self) -> bool:
        return self.scale != 1

    def scaled(self, factor: Decimal) -> Figure:
        return replace(self, value=self.value * factor, step=self.step * factor, scale=self.scale * factor)


def read_figures(text: str) -> tuple[Figure, ...]:
    """The numbers of `text` in order. Dates and codes have to be blanked out of it before."""
    fractions = list(_fractions(text))
    for fraction in fractions:
        text = text[: fraction.start] + " " * (fraction.end - fraction.start) + text[fraction.end :]
    found = sorted([*fractions, *_in_digits(text), *_in_words(text)], key=lambda figure: figure.start)
    for at in range(len(found) - 1):
        between = text[found[at].end : found[at + 1].start]
        is_listed = between.strip() == "and" and _BETWEEN.search(text[: found[at].start])
        if is_listed or _RANGE.fullmatch(between):
            found[at : at + 2] = _share_units(found[at], found[at + 1])
    return tuple(found)


def _fractions(text: str) -> Iterator[Figure]:
    """Fractions in words: as percentages, of a million and the like, or after a whole number."""
    for match in _FRACTION.finditer(text):
        value = Decimal(100 * _WORDS.get((match["n"] or "").lower(), 1)) / _PARTS.get((match["part"] or "").lower(), 2)
        figure = Figure(value.quantize(FRACTION_STEP), FRACTION_STEP, Decimal(1), "%", "", "", *match.span())
        if match["scale"]:
            unit, per = unit_after(text, match.end())
            figure = replace(figure.scaled(scale_of(match["scale"]) / 100), unit=unit, per=per)
        yield replace(figure, bound=_bound(text, match.start(), figure.unit))
    for match in _AND_A_HALF.finditer(text):
        whole = match["whole"].lower()
        unit, per = unit_after(text, match.end())
        value = Decimal(_WORDS.get(whole) or whole) + Decimal("0.5")
        yield Figure(value, Decimal("0.1"), Decimal(1), unit, per, _bound(text, match.start(), unit), *match.span())


def _in_digits(text: str) -> Iterator[Figure]:
    for match in _NUMBER.finditer(text):
        written = match["digits"].replace(",", "")
        scale = scale_of(match["scale"] or match["letter"])
        # Accounts print what is negative in round brackets.
        is_negative = match["sign"] or match["sign2"] or ((match["open"] or match["open2"]) and match["close"])
        unit, per = unit_after(text, match.end())
        unit = currency_of(match["money"]) if match["money"] else "rank" if match["rank"] else unit
        if unit == "cent":
            unit, scale = "USD", scale / 100
        yield Figure(
            value=Decimal(written) * (-scale if is_negative else scale),
            step=scale.scaleb(-len(written.partition(".")[2])),
            scale=scale,
            unit=unit,
            per=per,
            bound=_bound(text, match.start(), unit),
            start=match.start("money" if match["money"] else "digits"),
            end=match.start("close") if match["close"] else match.end(),
        )


def _in_words(text: str) -> Iterator[Figure]:
    for match in _WORD_NUMBER.finditer(text):
        unit, per = unit_after(text, match.end())
        scale = scale_of(match["scale"])
        if match["word"]:
            value = (_WORDS.get((match["tens"] or "").lower(), 0) + _WORDS[match["word"].lower()]) * scale
        elif match["rank"]:
            value, unit = Decimal(_RANKS[match["rank"].lower()]), "rank"
        else:
            value, unit = Decimal(_MULTIPLES[match["multiple"].lower()]), "times"
        if value != 1 or unit:  # "one" alone is more often a pronoun
            yield Figure(value, scale, scale, unit, per, _bound(text, match.start(), unit), *match.span())


def _bound(text: str, start: int, unit: str) -> str:
    match = _BOUND_BEFORE.search(text[max(0, start - _BOUND_REACH) : start])
    if not match or (unit in TIMES and match.group().lower().startswith("over")):
        return ""
    return next(sign for n, sign in enumerate(_BOUNDS) if match[f"b{n}"])


def _share_units(first: Figure, second: Figure) -> tuple[Figure, Figure]:
    """Both ends of a range with what only one of them names ("$56 to $62 million", "8 to 16%")."""
    is_same = first.unit in ("", second.unit) or (first.is_money and not second.unit)
    if second.has_scale and not first.has_scale and is_same:
        first = first.scaled(second.scale)
    shared = replace(first, unit=first.unit or second.unit, per=first.per or second.per)
    return shared, replace(second, unit=second.unit or (first.unit if first.is_money else ""))
