"""What the bot is told at start."""

from pathlib import Path

import pytest

from bot.settings import BotTable, MarketTable, Webhook, load_settings
from retrieval.errors import SettingsInvalid
from retrieval.settings import Settings as RetrievalSettings
from retrieval.settings import read_toml, resolve_paths

ROOT = Path(__file__).parents[2]
SECRET = "s3cret-" * 4
WEBHOOK = {"WEBHOOK_URL": "https://bot.example.org/telegram", "PORT": "8443", "WEBHOOK_SECRET": SECRET}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text("[bot]\nadmins = [1003]\nallowed = [1001, -1002]\nkeep_days = 7\n")
    return path


def test_load_settings__reads_the_table_and_keeps_the_database_beside_the_file(config: Path) -> None:
    settings = load_settings(config, {})
    assert settings.bot == BotTable(admins=frozenset({1003}), allowed=frozenset({1001, -1002}), keep_days=7)
    assert settings.database_url == f"sqlite:///{config.parent / 'var/bot.db'}"
    assert (settings.token, settings.webhook, settings.telegram_url) == (None, None, "https://api.telegram.org")


def test_load_settings__takes_secrets_from_the_environment(config: Path) -> None:
    environ = {"TELEGRAM_BOT_TOKEN": " 1:abc\n", "DATABASE_URL": "postgres://u:p@h/d", "TELEGRAM_BASE_URL": ""}
    settings = load_settings(config.parent, environ | WEBHOOK)
    assert (settings.token, settings.database_url) == ("1:abc", "postgres://u:p@h/d")
    assert settings.webhook == Webhook("https://bot.example.org/telegram", 8443, SECRET)


@pytest.mark.parametrize("given", ["http://127.0.0.1:80", "http://127.0.0.1:80/", "http://127.0.0.1:80/bot"])
def test_load_settings__any_bot_api_server(config: Path, given: str) -> None:
    assert load_settings(config, {"TELEGRAM_BASE_URL": given}).telegram_url == "http://127.0.0.1:80"


def test_load_settings__takes_the_keys_of_price_providers(config: Path) -> None:
    settings = load_settings(config, {"TIINGO_API_KEY": "a-key", "TWELVE_DATA_API_KEY": ""})
    assert settings.market_keys == {"tiingo": "a-key"}
    assert settings.secrets == ("a-key",)
    assert "a-key" not in repr(settings)


def test_settings__secrets_stay_out_of_repr_and_are_listed_for_redaction(config: Path) -> None:
    secrets = {"TELEGRAM_BOT_TOKEN": "12:hidden", "DATABASE_URL": "postgresql+asyncpg://user:pa55@host/db"}
    settings = load_settings(config, secrets | WEBHOOK)
    assert not any(secret in repr(settings) for secret in ("hidden", "pa55", SECRET))
    assert settings.secrets == ("12:hidden", SECRET, "pa55")


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("[bot]\nadmin = [1]", "unknown key `bot.admin`"),
        ("[bot]\nadmin_group = 5", "`bot.admin_group`: Input should be less than or equal to 0"),
        ("[bot]\nallowed = ['@ada']", "`bot.allowed.0`: Input should be a valid integer"),
        ("[bot]\nquestions_per_person = -1", "`bot.questions_per_person`: Input should be greater than or equal to 0"),
        ("[bot.market]\nproviders = ['stooq']", "`bot.market.providers.0`: Input should be 'yahoo'"),
        ("[boot]\n", "unknown key `boot`"),
    ],
)
def test_load_settings__names_the_file_and_the_wrong_key(tmp_path: Path, written: str, complaint: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(written)
    with pytest.raises(SettingsInvalid) as raised:
        load_settings(path, {})
    assert str(raised.value).startswith(f"{path}: {complaint}")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("WEBHOOK_URL", "bot.example.org"),
        ("PORT", ""),
        ("PORT", "99999"),
        ("WEBHOOK_SECRET", ""),
        ("WEBHOOK_SECRET", "a b"),
    ],
)
def test_load_settings__names_the_wrong_variable(config: Path, variable: str, value: str) -> None:
    with pytest.raises(SettingsInvalid, match=f"^{variable}: "):
        load_settings(config, WEBHOOK | {variable: value})


def test_config_toml__holds_every_key_with_its_default() -> None:
    written = read_toml(ROOT / "config.toml")
    settings = load_settings(ROOT / "config.toml", {})
    assert settings.bot == BotTable()
    assert settings.retrieval.model_copy(update={"bot": {}}) == resolve_paths(RetrievalSettings(), ROOT)
    assert written["bot"].keys() == BotTable.model_fields.keys()
    assert written["bot"]["market"].keys() == MarketTable.model_fields.keys()
    for name, field in RetrievalSettings.model_fields.items():
        if name != "bot":
            assert (
                written[name].keys()
                == field.get_default().model_fields_set | type(field.get_default()).model_fields.keys()
            )
