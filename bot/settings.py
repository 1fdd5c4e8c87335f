"""What the bot is told at start: the table [bot] of the configuration file, and secrets from the environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import Field, field_validator

from retrieval.errors import SettingsInvalid
from retrieval.settings import DEFAULT_CONFIG, Table, parse_table
from retrieval.settings import Settings as RetrievalSettings
from retrieval.settings import load_settings as load_retrieval_settings

TELEGRAM = "https://api.telegram.org"
_MARKET_KEYS = {"tiingo": "TIINGO_API_KEY", "twelve_data": "TWELVE_DATA_API_KEY"}


class MarketTable(Table):
    """Where prices come from, asked in this order, and the symbols that moves are held against.

    Without its key in the environment, a provider is left out. An empty `yahoo_url` is Yahoo's own servers.
    """

    providers: tuple[Literal["yahoo", "tiingo", "twelve_data", "sample"], ...] = ("yahoo", "tiingo", "twelve_data")
    benchmarks: dict[Annotated[str, Field(pattern=r"^[A-Z0-9.-]{1,12}$")], str] = Field(
        default={
            "REMX": "VanEck Rare Earth and Strategic Metals ETF",
            "XME": "SPDR S&P Metals & Mining ETF",
            "SPY": "SPDR S&P 500 ETF Trust",
        }
    )
    yahoo_url: str = ""
    tiingo_url: str = "https://api.tiingo.com"
    twelve_data_url: str = "https://api.twelvedata.com"
    timeout_seconds: float = Field(default=10.0, gt=0)
    patience_seconds: float = Field(default=25.0, gt=0)


class DigestsTable(Table):
    """What the daily digest is like for who has not chosen otherwise.

    `send_at` is a time on the clocks of `zone`, an IANA time zone; moves from `threshold` percent on get a reason.
    `lease_seconds` is how long a process that sends digests may be silent before it counts as dead.
    """

    send_at: time = time(18)
    zone: str = "America/New_York"
    threshold: int = Field(default=5, ge=1, le=100)
    lease_seconds: float = Field(default=120.0, gt=0)

    @field_validator("zone")
    @classmethod
    def _is_known(cls, zone: str) -> str:
        if zone not in available_timezones():
            raise ValueError("not an IANA time zone, such as Europe/Berlin")
        return zone


class BotTable(Table):
    """Who may use the bot, how much, and what it keeps. Ids are numeric; a budget of 0 is no limit.

    Admins are obeyed in private chats and in `admin_group`, the negative id of a group; 0 is none.
    """

    admins: frozenset[int] = frozenset()
    admin_group: int = Field(default=0, le=0)
    allowed: frozenset[int] = frozenset()
    questions_per_person: int = Field(default=100, ge=0)
    questions_per_group: int = Field(default=300, ge=0)
    keep_days: int = Field(default=180, ge=1)
    database: Path = Path("var/bot.db")
    market: MarketTable = MarketTable()
    digests: DigestsTable = DigestsTable()


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram delivers updates: the public address, the local port, and the secret that proves the sender."""

    url: str
    port: int
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the bot needs to start; secrets stay out of its `repr`. Without a `webhook` the bot polls.

    `market_keys` are the keys of the providers of prices, by their names in the table [bot.market]; `config` is the
    file that the settings come from.
    """

    bot: BotTable
    retrieval: RetrievalSettings
    token: str | None = field(repr=False)
    database_url: str = field(repr=False)
    webhook: Webhook | None
    telegram_url: str
    market_keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    config: Path = DEFAULT_CONFIG

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be logged: the token, the webhook's secret, the database's password, providers' keys."""
        password = re.match(r"\w[\w+]*://[^/@]*:([^@]+)@", self.database_url)
        found = (self.token, self.webhook and self.webhook.secret, password and password[1], *self.market_keys.values())
        return tuple(secret for secret in found if secret)


def load_settings(config: Path, environ: Mapping[str, str]) -> Settings:
    """Settings from the file `config` and the variables `environ`, where an empty variable counts as not set.

    Raises `SettingsInvalid`, which names the file and the key, or the variable.
    """
    retrieval = load_retrieval_settings(config)
    table = parse_table(BotTable, retrieval.bot, config, under="bot")
    folder = (config if config.is_dir() else config.parent).resolve()
    given = {name: value.strip() for name, value in environ.items() if value.strip()}
    return Settings(
        bot=table,
        retrieval=retrieval,
        token=given.get("TELEGRAM_BOT_TOKEN"),
        database_url=given.get("DATABASE_URL", f"sqlite:///{folder / table.database}"),
        webhook=_webhook(given),
        telegram_url=given.get("TELEGRAM_BASE_URL", TELEGRAM).rstrip("/").removesuffix("/bot"),
        market_keys={name: given[variable] for name, variable in _MARKET_KEYS.items() if variable in given},
        config=config.resolve(),
    )


def _webhook(given: Mapping[str, str]) -> Webhook | None:
    url = given.get("WEBHOOK_URL")
    if url is None:
        return None
    if not re.match(r"https?://[^/]", url):
        raise SettingsInvalid("WEBHOOK_URL: give the whole address, such as https://bot.example.org/telegram")
    port = given.get("PORT", "")
    if not (port.isdecimal() and 0 < int(port) < 65536):
        raise SettingsInvalid("PORT: with WEBHOOK_URL set, give the port to listen on, a number from 1 to 65535")
    secret = given.get("WEBHOOK_SECRET", "")
    if not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", secret):
        raise SettingsInvalid("WEBHOOK_SECRET: with WEBHOOK_URL set, give 16 to 256 characters of A-Z a-z 0-9 _ -")
    return Webhook(url, int(port), secret)
