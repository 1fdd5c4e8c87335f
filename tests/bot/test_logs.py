"""Logs without secrets."""

import io
import logging
import subprocess
import sys
from pathlib import Path

from bot.logs import RedactingFormatter, redaction

ROOT = Path(__file__).parents[2]
TOKEN = "123456:AAF-hidden"


def test_redaction__blots_out_whole_secrets_and_the_half_of_a_token() -> None:
    redact = redaction([TOKEN, "pa55"])
    assert redact(f"https://api.telegram.org/bot{TOKEN}/getMe pa55 AAF-hidden") == (
        "https://api.telegram.org/bot[secret]/getMe [secret] [secret]"
    )


def test_redaction__without_secrets_changes_nothing() -> None:
    assert redaction([])("text") == "text"


def test_configure_logging__a_failure_that_ends_the_process_is_redacted_too() -> None:
    script = (
        "from bot.logs import configure_logging, redaction\n"
        f"configure_logging(redaction(['{TOKEN}']))\n"
        f"raise ValueError('refused {TOKEN}')"
    )
    result = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "CRITICAL bot: Stopped by a failure\nTraceback" in result.stderr
    assert result.stderr.endswith("ValueError: refused [secret]\n")


def test_configure_logging__yfinance_repeats_nothing_that_is_raised() -> None:
    script = """
import asyncio, datetime
from bot.logs import configure_logging, redaction
from bot.market.errors import ProviderUnreachable
from bot.market.providers.yahoo import Yahoo
configure_logging(redaction([]))
try:
    asyncio.run(Yahoo("http://127.0.0.1:9", 20).daily_bars("MP", datetime.date(2026, 1, 2), datetime.datetime.now()))
except ProviderUnreachable as error:
    print(error)
"""
    result = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (result.stdout, result.stderr) == ("ConnectionError\n", "")


def test_redacting_formatter__covers_arguments_and_traces() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(RedactingFormatter(redaction([TOKEN])))
    logger = logging.Logger("test")
    logger.addHandler(handler)
    try:
        raise ValueError(f"refused {TOKEN}")
    except ValueError:
        logger.exception("calling %s", f"/bot{TOKEN}/getMe")
    assert "hidden" not in stream.getvalue()
    assert "ERROR test: calling /bot[secret]/getMe" in stream.getvalue()
    assert "ValueError: refused [secret]" in stream.getvalue()
