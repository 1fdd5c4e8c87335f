"""Whether a figure of a sentence is a figure of its passage: the same amount, rounded at most, of the same thing."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from retrieval.verification.figures import FRACTION_STEP, Figure
from retrieval.verification.measures import CURRENCIES, TIMES, Setting

_UNMISTAKABLE = frozenset({"%", "point", "bp", "rank", "times"})
_LEAST_ROUNDED = 100  # of its last digit: a rounded figure keeps three digits, or
_LEAST_DECIMAL = 10  # two where one stands behind the point and it is off by no more than
_MOST_ROUNDED = Decimal("0.01")  # of the exact figure, or fewer where it is off by no more than
_MOST_TRIFLING = Decimal("0.0025")
_LEAST_ABOUT = 2  # the same where "about", "nearly" or "over" stands with it
_MOST_OFF = Decimal("0.03")  # share of the exact figure by which such a one may differ from it
_POINT = Decimal(2)  # percent by which a fraction such as "about a fifth" may differ
_OFF_MULTIPLE = {
    "-": (Decimal("-0.15"), Decimal(0)), "~": (Decimal("-0.1"), Decimal("0.1")),
    ">": (Decimal(0), Decimal("0.5")), "over": (Decimal(0), Decimal("0.5")),
}  # fmt: skip
_BASIS_POINT = Decimal("0.01")


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
    is_term = not claimed.bound and printed.bound == "<" and printed.unit in TIMES
    is_bound = is_term or _is_same_bound(claimed.bound, printed.bound) or claimed.bound in prints.bounds
    return _is_near(claimed, printed) or (is_bound and _is_same_amount(claimed, printed))


def _is_multiple(claimed: Figure, printed: Figure) -> bool:
    """Whether "doubled" or "tripled", nearly or more than, is said of a rise by so many percent."""
    if claimed.unit != "times" or printed.unit != "%" or printed.value <= 0 or claimed.value <= 1:
        return False
    off = printed.value / 100 - (claimed.value - 1)
    least, most = _OFF_MULTIPLE.get(claimed.bound, (-_MOST_OFF, _MOST_OFF))
    return least <= off <= most


def _in_points(figure: Figure, other: Figure) -> Figure:
    """Basis points as percentage points or percent, and a half as percent, where the other figure is in these."""
    if figure.unit == "times" and figure.value < 1 and other.unit == "%":
        return replace(figure.scaled(Decimal(100)), unit="%", step=FRACTION_STEP)
    is_other_unit = figure.unit == "bp" and other.unit in ("point", "%")
    return replace(figure.scaled(_BASIS_POINT), unit=other.unit) if is_other_unit else figure


def _is_near(claimed: Figure, printed: Figure) -> bool:
    """Whether "about", "nearly" or "over" beside fewer digits makes the claim true of the exact or rounded figure."""
    value, exact, bound = abs(claimed.value), abs(printed.value), claimed.bound
    if not bound or bound == "<" or printed.bound not in ("", "~") or not exact:
        return False
    if claimed.step == FRACTION_STEP:
        return abs(value - exact) <= _POINT and (bound == "~" or (bound == "-") == (exact < value))
    written = value.normalize()
    step = max(claimed.step, Decimal(1).scaleb(written.adjusted() - len(written.as_tuple().digits) + 1))
    is_close = step > printed.step and abs(value - exact) <= _MOST_OFF * exact
    if not is_close or value / step < _LEAST_ABOUT or abs(value - exact) >= step:
        return False
    is_above, is_below = exact > value, exact < value
    return {"-": is_below, ">": is_above, "over": is_above}.get(bound, 2 * abs(value - exact) <= step)


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
