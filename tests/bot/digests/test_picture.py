"""The picture of a digest: drawn whatever the figures are, and of a size that Telegram takes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from bot.digests.build import Digest, build_digest
from bot.digests.picture import draw_digest
from bot.market.charts import DARK, LIGHT, Look
from bot.playground.media import picture_size
from tests.bot.digests.boards import TICKERS, board, quote

MANY = tuple(f"T{number}" for number in range(60))


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("digest", "height"),
    [
        (build_digest(board(), TICKERS, 5, ()), 735),
        (build_digest(board(), (), 5, ()), 456),
        (build_digest(board(MP=replace(quote("MP", "0"), previous=None, year=None)), ("MP",), 5, ()), 549),
        (build_digest(board(**{symbol: quote(symbol, "1") for symbol in MANY}), MANY, 5, ()), 2688),
    ],
    ids=["usual", "benchmarks", "unknown", "many"],
)
def test_draw_digest__a_picture_of_the_width_of_a_phone(digest: Digest, height: int, look: Look) -> None:
    size = picture_size(draw_digest(digest, look))
    assert size == ("image/png", 1080, height)


def test_draw_digest__made_up_prices_are_stamped_on_it() -> None:
    real = build_digest(board(), TICKERS, 5, ())
    assert draw_digest(real, LIGHT) == draw_digest(real, LIGHT)
    assert draw_digest(replace(real, sources=("SAMPLE",)), LIGHT) != draw_digest(real, LIGHT)


def test_draw_digest__from_several_threads_at_once() -> None:
    digest = build_digest(board(), TICKERS, 5, ())
    with ThreadPoolExecutor(4) as threads:
        pictures = set(threads.map(lambda _: draw_digest(digest, LIGHT), range(4)))
    assert len(pictures) == 1
