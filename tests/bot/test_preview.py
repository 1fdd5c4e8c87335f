"""`python -m bot digest --preview`: a digest to look at, also without any network, and nothing sent or kept."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.digests.schedule import Schedule
from bot.market.bars import Raw, read_bars
from bot.playground.media import picture_size
from bot.preview import preview
from bot.settings import BotTable, MarketTable, Settings
from bot.storage.bars import Bars
from bot.storage.database import Database
from bot.storage.deliveries import Deliveries
from bot.storage.subscriptions import Preferences, Subscriptions
from retrieval.settings import Documents, Index
from retrieval.settings import Settings as RetrievalSettings

STORE = Path(__file__).parents[2] / "docs_store"
TUESDAY, NOW = date(2026, 2, 3), datetime(2026, 11, 23, 12, tzinfo=UTC)
TEXT = """Critical minerals · close of Tue 3 Feb 2026
⚠ SAMPLE: made-up figures, not real prices.

   Ticker   Move   Close $ vs REMX
 1 NB    +18.9 %      8.70   +12.3
 2 USAR  +18.0 %     25.22   +11.5
 3 CRML  +16.3 %     17.72    +9.8
 4 UUUU  +16.1 %     24.51    +9.6
 5 MP    +10.0 %     66.81    +3.5
 6 IDR    +5.4 %     44.80    −1.1
 7 ALM    +4.6 %     10.67    −1.9

Benchmarks: REMX +6.5 % · XME +3.1 % · SPY −0.8 %

New since your last digest
• Brussels prepares a critical-minerals offer to Washington; … (3 Feb) [1]
• Project Vault: the U.S. Strategic Critical Minerals Reserve (2 Feb) [2]

Why, by the documents of the day
NB, USAR, CRML, UUUU, MP, IDR: “Brussels prepares a critical-minerals offer to Washington; rare-earth shares jump \
(oninvest, 3-4 February 2026)” [1]

Source: SAMPLE, as of 16:00 ET, Tue 3 Feb. End-of-day data, may be delayed or revised. Not investment advice."""


@pytest.fixture
async def silent_port() -> AsyncIterator[int]:
    """A port of a server that takes connections and never answers."""

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with await asyncio.start_server(listen, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]


def settings_in(folder: Path, **market: object) -> Settings:
    """The bundled documents, and prices from a provider that cannot be reached."""
    table = MarketTable(providers=("tiingo",), tiingo_url="http://127.0.0.1:9").model_copy(update=market)
    return Settings(
        bot=BotTable(market=table),
        retrieval=RetrievalSettings(
            documents=Documents(catalogue=STORE / "catalogue.toml", companies=STORE / "companies.toml"),
            index=Index(path=folder / "var" / "index"),
        ),
        token=None,
        database_url=f"sqlite:///{folder / 'bot.db'}",
        webhook=None,
        telegram_url="http://127.0.0.1:9",
        market_keys={"tiingo": "key"},
    )


async def test_preview__without_a_network_it_is_marked_as_made_up(tmp_path: Path) -> None:
    shown = await preview(settings_in(tmp_path), TUESDAY, None, NOW)
    file = tmp_path / "var" / "digest-2026-02-03.png"
    assert shown == f"{TEXT}\n\nPicture: {file}"
    assert picture_size(file.read_bytes()) == ("image/png", 1080, 1200)


async def test_preview__a_provider_that_hangs_is_not_waited_for_long(tmp_path: Path, silent_port: int) -> None:
    settings = settings_in(
        tmp_path, tiingo_url=f"http://127.0.0.1:{silent_port}", patience_seconds=2, timeout_seconds=100
    )
    began_at = time.monotonic()
    assert (await preview(settings, TUESDAY, None, NOW)).startswith(TEXT)
    assert time.monotonic() - began_at < 40


async def test_preview__kept_prices_are_real_ones_and_nothing_is_made_up_beside_them(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    database = await Database.open(settings.database_url)
    rows = [Raw(date(2026, 2, 2), 50, 50, 50, 50, 100), Raw(TUESDAY, 55, 55, 55, 55, 100)]
    await Bars(database).replace(read_bars(rows, "MP", "Tiingo", datetime(2026, 2, 4, tzinfo=UTC)))
    await database.close()
    shown = await preview(settings, TUESDAY, None, NOW)
    assert " 1 MP    +10.0 %     55.00\n\nNo prices: USAR, CRML, UUUU, IDR, NB, ALM, REMX, XME, SPY.\n" in shown
    assert "\nMP: “Brussels prepares" in shown
    assert "\nSource: Tiingo, as of 16:00 ET, Tue 3 Feb." in shown
    assert "SAMPLE" not in shown


async def test_preview__without_a_session_the_last_one_that_there_are_prices_of(tmp_path: Path) -> None:
    shown = await preview(settings_in(tmp_path), None, None, NOW)
    assert shown.startswith("Critical minerals · close of Wed 4 Feb 2026\n⚠ SAMPLE")
    assert "\nUSAR, CRML: “4 February, reversal: Reuters reported USAR down 6%, CRML down 5.2%" in shown


async def test_preview__a_day_without_a_session(tmp_path: Path) -> None:
    assert await preview(settings_in(tmp_path), date(2026, 2, 7), None, NOW) == (
        """Critical minerals · no session on Sat 7 Feb 2026
The exchanges were closed: the weekend. The next session is on Mon 9 Feb.

No new filings or documents since your last digest.

There is nothing to draw."""
    )


async def test_preview__as_a_chat_would_get_it_which_gets_nothing(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    database = await Database.open(settings.database_url)
    subscriptions = Subscriptions(database)
    chosen = Preferences(Schedule(datetime.min.time(), "Etc/UTC"), threshold=20, tickers=("NB", "MP"))
    await subscriptions.open(5, None, chosen, NOW)
    shown = await preview(settings, TUESDAY, 5, NOW)
    assert (
        "\n 1 NB    +18.9 %      8.70   +12.3\n 2 MP    +10.0 %     66.81    +3.5\n\nAll quiet: no move of 20 %"
        in shown
    )
    assert await Deliveries(database).reports(days=1, troubles=0) == []
    assert (await subscriptions.find(5)) == replace(await subscriptions.open(5, None, chosen, NOW), seen_up_to=0)
    assert await Bars(database).series("NB", date.min) == {}
    await database.close()


async def test_preview__of_a_chat_that_nobody_knows(tmp_path: Path) -> None:
    shown = await preview(settings_in(tmp_path), TUESDAY, 42, NOW)
    assert shown.startswith(f"Chat 42 has chosen nothing yet.\n\n{TEXT}")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["digest"], "digests are sent by the running bot; to see one, add --preview"),
        (["digest", "--preview", "--session", "3 Feb"], "write a day as in 2026-02-03"),
        (["digest", "--preview", "--session", "2026-02-30"], "write a day as in 2026-02-03"),
        (["digest", "--preview", "--session", "2010-12-31"], "there are digests of the days from 2011-01-03 to today"),
        (["digest", "--preview", "--session", "2999-01-01"], "there are digests of the days from 2011-01-03 to today"),
        (["digest", "--preview", "--chat", "@ada"], "invalid int value: '@ada'"),
    ],
)
def test_main__a_wrong_command_ends_with_a_line_that_says_how(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert capsys.readouterr().err.endswith(f"{complaint}\n")


def test_main__shows_a_preview(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "docs_store").symlink_to(STORE)
    (tmp_path / "config.toml").write_text('[bot.market]\nproviders = ["sample"]\n')
    arguments = ["--config", str(tmp_path / "config.toml"), "digest", "--preview", "--session", "2026-02-03"]
    assert main(arguments) == 0
    assert capsys.readouterr().out == f"{TEXT}\n\nPicture: {tmp_path / 'var' / 'digest-2026-02-03.png'}\n"
