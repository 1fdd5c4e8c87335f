"""The real retrieval over the bundled documents, indexed once, for tests of the whole bot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app import open_services
from bot.playground.session import playground
from bot.serving import run
from bot.settings import load_settings
from retrieval.settings import load_settings as load_retrieval_settings
from retrieval.store import Retrieval
from tests.retrieval.stores import MODELS

DOCUMENTS = Path(__file__).parents[2] / "docs_store"
SECOND_PLANT = "where is MP building its second magnet plant"
CONFIG = f"""
[documents]
catalogue = "{DOCUMENTS / "catalogue.toml"}"
companies = "{DOCUMENTS / "companies.toml"}"

[index]
path = "index"

[bot.market]
providers = []
"""


class LentRetrieval(Retrieval):
    """Stays open when a bot that it is lent to ends."""

    def close(self) -> None:
        """Nothing yet: the next bot goes on with it."""

    def end(self) -> None:
        super().close()


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LentRetrieval]:
    folder = tmp_path_factory.mktemp("bundled")
    MODELS.mkdir(parents=True, exist_ok=True)  # a clean clone has none yet
    (folder / "models").symlink_to(MODELS.resolve())
    retrieval = LentRetrieval(load_retrieval_settings(write_config(folder)))
    report = retrieval.reindex(datetime.now(UTC))
    assert report.problems == ()
    yield retrieval
    retrieval.end()


def write_config(folder: Path) -> Path:
    """A configuration file in `folder` that asks nobody for prices, so that the playground makes them up."""
    config = folder / "config.toml"
    config.write_text(CONFIG, encoding="utf-8")
    return config


@asynccontextmanager
async def playing(bundled: LentRetrieval, folder: Path, port: int = 0) -> AsyncIterator[str]:
    """What `python -m bot --playground` runs, with its database in `folder`; gives the page's address."""
    stop = asyncio.Event()
    async with (
        playground(load_settings(write_config(folder), {}), port) as settings,
        open_services(settings, bundled) as services,
    ):
        serving = asyncio.create_task(run(settings, services, stop))
        try:
            yield settings.telegram_url
        finally:
            stop.set()
            await asyncio.wait_for(serving, 30)
