"""Bars out of what providers write: hostile figures make no bar."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from bot.market.bars import Raw, read_bars
from tests.bot.market.replicas import NOW, TUESDAY


def rows(value: object) -> list[Raw]:
    return [
        Raw(TUESDAY, value, 2, 1, 1.5, 1000),
        Raw(TUESDAY + timedelta(1), 1, 2, 1, value, 1000),
        Raw(TUESDAY + timedelta(2), 1, 2, 1, 1.5, value),
    ]


@pytest.mark.parametrize(
    "value",
    [None, 0, -1, 0.0, "", "abc", float("nan"), float("inf"), "NaN", "1e999", 1e300, True, [1], {"raw": 1}, 0.00001],
)
def test_read_bars__figures_that_are_none(value: object) -> None:
    assert read_bars(rows(value), "MP", "Tiingo", NOW) == []


def test_read_bars__in_order_of_the_sessions_and_the_last_counts() -> None:
    written = [
        Raw(TUESDAY, "61.16", "62.1", "60", "61.159999847412111", "1000.0"),
        Raw(TUESDAY - timedelta(1), 1, 1, 1, 1, 1),
        Raw(TUESDAY, 1, 2, 1, 2, 3),
        Raw(TUESDAY, 0, 0, 0, 0, 0),
    ]
    read = read_bars(written, "MP", "Tiingo", NOW)
    assert [(bar.session, bar.close, bar.volume) for bar in read] == [
        (TUESDAY - timedelta(1), Decimal(1), 1),
        (TUESDAY, Decimal(2), 3),
    ]
    assert read_bars(written[:1], "MP", "Tiingo", NOW)[0].close == Decimal("61.1600")
