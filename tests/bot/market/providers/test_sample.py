"""The made-up bars: the same every time, whole, and in line with the documents on the days that they tell of."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bot.market.bars import SAMPLE
from bot.market.calendar import load_calendar
from bot.market.errors import SymbolUnknown
from bot.market.moves import quote_of
from bot.market.providers.sample import LAST, Sample
from retrieval.catalogue import load_companies
from tests.bot.market.replicas import NOW, TUESDAY

COMPANIES = Path(__file__).parents[4] / "docs_store" / "companies.toml"
MOVES = {"CRML": "16.3", "USAR": "18.0", "MP": "10.0", "UUUU": "16.1", "IDR": "5.4", "NB": "18.9"}


@pytest.mark.parametrize("symbol", [*(company.ticker for company in load_companies(COMPANIES)), "REMX", "XME", "SPY"])
async def test_sample__a_year_of_whole_bars(symbol: str) -> None:
    bars = await Sample().daily_bars(symbol, date.min, NOW)
    assert bars == await Sample().daily_bars(symbol, date.min, NOW)
    assert tuple(bar.session for bar in bars) == load_calendar().between(bars[0].session, LAST)
    assert len(bars) == 260
    for bar in bars:
        assert bar.source == SAMPLE
        assert bar.low <= min(bar.open, bar.close) <= max(bar.open, bar.close) <= bar.high


@pytest.mark.parametrize("symbol", MOVES)
async def test_sample__moves_of_3_february_2026_as_the_documents_tell_them(symbol: str) -> None:
    quote = quote_of(await Sample().daily_bars(symbol, date.min, NOW), TUESDAY, load_calendar())
    assert quote is not None
    assert quote.percent is not None
    assert quote.percent.quantize(Decimal("0.1")) == Decimal(MOVES[symbol])


async def test_sample__other_symbols_are_not_made_up() -> None:
    with pytest.raises(SymbolUnknown):
        await Sample().daily_bars("AAPL", date.min, NOW)
