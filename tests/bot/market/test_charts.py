"""Pictures of prices: drawn whatever the bars are, in both looks, marked where they are made up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from PIL import Image

from bot.market.bars import Bar
from bot.market.calendar import load_calendar
from bot.market.charts import DARK, LIGHT, Chart, Look, render_chart, render_count, render_price
from bot.market.providers.sample import Sample
from tests.bot.market.replicas import NOW


async def sample() -> list[Bar]:
    return await Sample().daily_bars("MP", date.min, NOW)


def drawn(bars: Sequence[Bar], look: Look = LIGHT, name: str = "MP Materials Corp.") -> Image.Image:
    sessions = load_calendar().between(bars[0].session, bars[-1].session)
    return Image.open(BytesIO(render_chart(Chart("MP", name, bars, sessions), look))).convert("RGB")


@pytest.mark.parametrize(("look", "corner"), [(LIGHT, (255, 255, 255)), (DARK, (23, 33, 43))])
async def test_render_chart__in_both_looks(look: Look, corner: tuple[int, int, int]) -> None:
    picture = drawn(await sample(), look)
    assert picture.size == (1080, 810)
    assert picture.getpixel((2, 2)) == corner
    colours = {tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5)) for colour in (look.line, look.ink)}
    assert colours <= {colour for _, colour in picture.getcolors(1 << 24) or []}


async def test_render_chart__a_missing_session_is_a_gap() -> None:
    bars = [replace(bar, source="Tiingo") for bar in (await sample())[-20:]]
    whole, gap = drawn(bars), drawn(bars[:8] + bars[12:])
    column = 45 + round(9.5 / 20 * 910)

    def inked(picture: Image.Image) -> int:
        return sum(picture.getpixel((column, row)) == (31, 111, 235) for row in range(170, 560))

    assert inked(whole) > 0
    assert inked(gap) == 0


async def test_render_chart__sample_is_marked() -> None:
    bars = (await sample())[-60:]

    def middle(source: str) -> bytes:
        return drawn([replace(bar, source=source) for bar in bars]).crop((60, 180, 900, 560)).tobytes()

    assert middle("Tiingo") == middle("Twelve Data")
    assert middle("SAMPLE") != middle("Tiingo")


@pytest.mark.parametrize("kept", [slice(-1, None), slice(-2, None), slice(0, None, 37)])
async def test_render_chart__few_bars(kept: slice) -> None:
    assert drawn((await sample())[kept]).size == (1080, 810)


async def test_render_chart__prices_that_never_move_and_names_with_markup() -> None:
    still = [replace(bar, open=bar.high, close=bar.high, low=bar.high) for bar in (await sample())[:1]]
    assert drawn(still, name=r"$\frac{1}{0}$ & <b> _x^ " * 5).size == (1080, 810)


@pytest.mark.parametrize(
    ("value", "span", "shown"),
    [(66.4, 30, "66"), (66.4, 5, "66.4"), (66.4, 1, "66.40"), (0.0712, 0.03, "0.071"), (652100, 9e5, "652,100")],
)
def test_render_price(value: float, span: float, shown: str) -> None:
    assert render_price(value, span) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [(0, "0"), (150, "150"), (1500, "1.5K"), (12_500_000, "12.5M"), (2e9, "2B"), (150e6, "150M")]
)
def test_render_count(value: float, shown: str) -> None:
    assert render_count(value) == shown
