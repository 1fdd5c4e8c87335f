"""Numbers as a text means them, in digits or words: value with scale, unit, rate and bound."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from retrieval.verification.measures import CURRENCIES, TIMES, Setting, currency_of, scale_of, unit_after

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
    r"|no more than|fewer than|maximum of|limit(?:ed)? (?:of|to)|cap of|capped at|not (?:to )?exceed(?:ing)?",
    "-": r"almost|nearly|close to|just under|just short of|not quite",
    "~": r"about|around|roughly|approximately|approx\.|some|circa|ca\.|~|≈",
}
_BOUND_BEFORE = re.compile(
    r"(?<!\w)(?:" + "|".join(f"(?P<b{n}>{words})" for n, words in enumerate(_BOUNDS.values())) + r")"
    r"\s*(?:(?:an?\s|the\s)?(?:total|aggregate|sum|maximum|minimum)\sof\s|about\s|around\s|roughly\s|approximately\s)?"
    r"(?:an?\s|the\s|another\s)?[\s(]*$",
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
    rf"\b(?:(?:an?|one)|(?P<n>two|three|four))[\s-](?P<part>{'|'.join(_PARTS)})s?(?=\s+(?:of|in)\b)", re.I
)
_RANGE = re.compile(r"\s*(?:to|[-–—])\s*", re.I)
_BETWEEN = re.compile(r"\bbetween\s[^,;.]{0,16}$", re.I)
_UNMISTAKABLE = frozenset({"%", "point", "bp", "rank", "times"})
_LEAST_ROUNDED = 100  # of its last digit: a rounded figure keeps three digits, or
_LEAST_DECIMAL = 10  # two where one stands behind the point and it is off by no more than
_MOST_ROUNDED = Decimal("0.01")  # of the exact figure, or fewer where it is off by no more than
_MOST_TRIFLING = Decimal("0.0025")
_LEAST_ABOUT = 2  # the same where "about", "nearly" or "over" stands with it
_MOST_OFF = Decimal("0.02")  # share of the exact figure by which such a one may differ from it
_POINT = Decimal(1)  # percent by which a fraction such as "about a fifth" may differ
_FRACTION_STEP = Decimal("0.1")
_OFF_MULTIPLE = {
    "-": (Decimal("-0.15"), Decimal(0)), "~": (Decimal("-0.1"), Decimal("0.1")),
    ">": (Decimal(0), Decimal("0.5")), "over": (Decimal(0), Decimal("0.5")),
}  # fmt: skip
_BASIS_POINT = Decimal("0.01")


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
    """Fractions in words, as percentages."""
    for match in _FRACTION.finditer(text):
        value = Decimal(100 * _WORDS.get((match["n"] or "").lower(), 1)) / _PARTS[match["part"].lower()]
        bound = _bound(text, match.start(), "%")
        yield Figure(value.quantize(_FRACTION_STEP), _FRACTION_STEP, Decimal(1), "%", "", bound, *match.span())


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


def agree(claimed: Figure, printed: Figure, claims: Setting, prints: Setting) -> bool:
    """Whether `claimed` is the figure that stands `printed`: the same amount, rounded at most, of the same thing.

    `claims` and `prints` say what stands around the one and the other.
    """
    claimed, printed = _in_points(claimed, printed), _in_points(printed, claimed)
    is_scaled_by_table = not printed.has_scale and not printed.per and (printed.is_money or not printed.unit)
    if is_scaled_by_table and (claimed.has_scale or claimed.is_money):
        printed = printed.scaled(prints.scale)
    if _is_multiple(claimed, printed):
        return True
    if not is_same_kind(claimed, printed, claims, prints):
        return False
    is_bound = _is_same_bound(claimed.bound, printed.bound) or claimed.bound in prints.bounds
    return _is_near(claimed, printed) or (is_bound and _is_same_amount(claimed, printed))


def _is_multiple(claimed: Figure, printed: Figure) -> bool:
    """Whether "doubled" or "tripled", nearly or more than, is said of a rise by so many percent."""
    if claimed.unit != "times" or printed.unit != "%" or printed.value <= 0 or claimed.value <= 1:
        return False
    off = printed.value / 100 - (claimed.value - 1)
    least, most = _OFF_MULTIPLE.get(claimed.bound, (-_MOST_OFF, _MOST_OFF))
    return least <= off <= most


def _in_points(figure: Figure, other: Figure) -> Figure:
    """Basis points as percentage points or percent, where the other figure is in these."""
    is_other_unit = figure.unit == "bp" and other.unit in ("point", "%")
    return replace(figure.scaled(_BASIS_POINT), unit=other.unit) if is_other_unit else figure


def _is_near(claimed: Figure, printed: Figure) -> bool:
    """Whether "about", "nearly" or "over" beside fewer digits makes the claim true of the exact or rounded figure."""
    value, exact, bound = abs(claimed.value), abs(printed.value), claimed.bound
    if not bound or bound == "<" or printed.bound not in ("", "~") or not exact:
        return False
    if claimed.step == _FRACTION_STEP:
        return abs(value - exact) <= _POINT and (bound == "~" or (bound == "-") == (exact < value))
    is_close = claimed.step > printed.step and abs(value - exact) <= _MOST_OFF * exact
    if not is_close or value / claimed.step < _LEAST_ABOUT or abs(value - exact) >= claimed.step:
        return False
    is_above, is_below = exact > value, exact < value
    return {"-": is_below, ">": is_above, "over": is_above}.get(bound, 2 * abs(value - exact) <= claimed.step)


def is_same_kind(claimed: Figure, printed: Figure, claims: Setting, prints: Setting) -> bool:
    """Whether both count the same unit, in total or per the same thing."""
    return _is_same_unit(claimed, printed, prints) and _is_same_rate(claimed.per, printed.per, claims, prints)


def is_rounded(one: Figure, other: Figure) -> bool:
    """Whether one of two figures of the same unit is the other one, rounded or as it stands."""
    return one.unit == other.unit and (_is_same_amount(one, other) or _is_same_amount(other, one))


def _is_same_amount(claimed: Figure, printed: Figure) -> bool:
    value, exact = abs(claimed.value), abs(printed.value)
    if value == exact or claimed.step <= printed.step:
        return value == exact
    rounded = (exact / claimed.step).to_integral_value(ROUND_HALF_UP) * claimed.step
    digits, off = value / claimed.step, abs(value - exact) / (exact or 1)
    has_decimal = claimed.step < claimed.scale and digits >= _LEAST_DECIMAL
    keeps_enough = digits >= _LEAST_ROUNDED or off <= _MOST_TRIFLING or (has_decimal and off <= _MOST_ROUNDED)
    return keeps_enough and rounded == value


def _is_same_unit(claimed: Figure, printed: Figure, prints: Setting) -> bool:
    if not claimed.unit:
        return not printed.is_money and printed.unit not in _UNMISTAKABLE
    if printed.unit:
        return claimed.unit == printed.unit
    if claimed.is_money:
        currencies = prints.units & CURRENCIES
        return claimed.unit in currencies or (not currencies and claimed.unit == "USD")
    return claimed.unit in prints.units


def _is_same_rate(claimed: str, printed: str, claims: Setting, prints: Setting) -> bool:
    """Whether both are per share, per year and so on, or neither is, counting what is said around the numbers."""
    if claimed and printed:
        return claimed == printed or "each" in (claimed, printed)
    if claimed:
        return claimed in prints.rates or claimed == "each"
    return not printed or printed in claims.rates or printed == "each"


def _is_same_bound(claimed: str, printed: str) -> bool:
    """Whether the claim keeps to the bound; only "about" may be left out or added, and "almost" be called "about"."""
    if claimed == "over":
        return printed in (">", "over")
    if printed == "over":
        return claimed in (">", "")
    return claimed == printed or (claimed in ("", "~") and printed in ("", "~")) or (claimed, printed) == ("~", "-")
