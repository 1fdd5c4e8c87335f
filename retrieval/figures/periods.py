"""The periods that a question asks the figures of: those that it names, or all that the documents are about."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from retrieval.figures.asking import OF_QUARTERS, OF_YEARS, how_many, is_of_each
from retrieval.routing import Period, Route, month_ends
from retrieval.types import Source

MOST_PERIODS = 8
YEARS_BESIDE = 2


def periods_asked(asked: str, route: Route, sources: Collection[Source]) -> list[Period | None]:
    """The periods asked for, oldest first; those of the company's documents among `sources` where each of them is.

    None stands for the newest there is.
    """
    named = list(month_ends(asked)) or list(route.periods)
    is_exact = any(period.quarter or period.ended_on for period in named)
    if is_of_each(asked) and not is_exact and not (named and OF_YEARS.search(asked)):
        years = {period.year for period in named}
        own = [
            Period(source.fiscal_year, source.fiscal_quarter)
            for source in sources
            if route.fits_company(source) and source.fiscal_year and (not years or source.fiscal_year in years)
        ]
        named = _of_one_length(asked, dict.fromkeys(own))[-(how_many(asked) or MOST_PERIODS) :] or named
    return [*named] or [None]


def with_years_before(periods: Sequence[Period | None]) -> list[Period | None]:
    """The periods; of a single year also the years before it that its report shows beside it."""
    first = periods[0]
    if len(periods) != 1 or first is None or not first.year or first.quarter or first.ended_on:
        return list(periods)
    return [Period(first.year - back) for back in range(YEARS_BESIDE, -1, -1)]


def _of_one_length(asked: str, periods: Iterable[Period]) -> list[Period]:
    """The quarters or else the years among `periods`, as asked or as there are more of, oldest first."""
    quarters: list[Period] = []
    years: list[Period] = []
    for period in periods:
        (quarters if period.quarter else years).append(period)
    if OF_QUARTERS.search(asked):
        chosen = quarters or years
    elif OF_YEARS.search(asked):
        chosen = years or quarters
    else:
        chosen = max(quarters, years, key=len)
    return sorted(chosen, key=lambda period: (period.year or 0, period.quarter or 0))
