"""`python -m bot`: read the settings, build the bot, run it.

`python -m bot migrate` prepares the database; `python -m bot digest --preview` shows a digest without sending it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from dotenv import load_dotenv

from bot.logs import configure_logging, redaction
from bot.settings import Settings, load_settings
from retrieval.errors import RetrievalError
from retrieval.settings import DEFAULT_CONFIG

FIRST_DAY = date(2011, 1, 3)
HOW_TO_CONNECT = """No TELEGRAM_BOT_TOKEN is set. To connect Telegram:
  1. Talk to @BotFather on Telegram, send /newbot, and copy the token that it gives you.
  2. Put the line TELEGRAM_BOT_TOKEN=<the token> into a file .env beside the configuration file, or set the variable.
  3. Start again."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the command line asks for; returns the exit status: 1 for a failure, 2 for wrong settings."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    if asked.command == "digest" and not asked.preview:
        parser.error("digests are sent by the running bot; to see one, add --preview")
    folder = asked.config if asked.config.is_dir() else asked.config.parent
    load_dotenv(folder / ".env")  # into the environment, where a chat model's library looks for its key
    try:
        settings = load_settings(asked.config, os.environ)
    except RetrievalError as error:
        return _fail(str(error), 2)
    configure_logging(redaction(settings.secrets))
    if asked.command == "migrate":
        return _run(settings, _migrate)
    if asked.command == "digest":
        return _run(settings, partial(_preview, session=asked.session, chat_id=asked.chat))
    if asked.playground:
        return _run(settings, _play)
    return _run(settings, _serve) if settings.token else _fail(HOW_TO_CONNECT, 2)


def _run(settings: Settings, work: Callable[[Settings], Coroutine[None, None, None]]) -> int:
    from bot.serving import TokenRefused  # the libraries behind it take a second that messages can spare
    from bot.storage.errors import StorageUnavailable

    try:
        asyncio.run(work(settings))
    except (RetrievalError, StorageUnavailable, TokenRefused, OSError) as error:
        return _fail(redaction(settings.secrets)(str(error)), 1)
    except KeyboardInterrupt:
        return 130
    return 0


async def _migrate(settings: Settings) -> None:
    from bot.storage.store import Store

    await (await Store.open(settings.database_url)).close()


async def _preview(settings: Settings, session: date | None, chat_id: int | None) -> None:
    from bot.preview import preview

    print(await preview(settings, session, chat_id, datetime.now(UTC)))


async def _play(settings: Settings) -> None:
    """Serve the playground: a Telegram on this machine, with its page in the browser."""
    from bot.playground.session import open_page, playground

    async with playground(settings) as pointed:
        print(f"The playground is at {pointed.telegram_url} (Ctrl-C ends it).\n{HOW_TO_CONNECT}", flush=True)
        open_page(pointed.telegram_url)
        await _serve(pointed)


async def _serve(settings: Settings) -> None:
    """Serve until SIGTERM or Ctrl-C. A second Ctrl-C does not wait for the answers in hand."""
    from bot.app import open_services
    from bot.serving import run

    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def interrupt() -> None:
        stop.set()
        loop.remove_signal_handler(signal.SIGINT)

    loop.add_signal_handler(signal.SIGTERM, stop.set)
    loop.add_signal_handler(signal.SIGINT, interrupt)
    async with open_services(settings) as services:
        await run(settings, services, stop)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description="Run the Telegram bot.")
    parser.add_argument("--config", type=Path, default=DEFAULT_CONFIG, help="the configuration file (%(default)s)")
    parser.add_argument(
        "--playground", action="store_true", help="the whole bot in a browser on this machine, without Telegram"
    )
    parser.add_argument(
        "command",
        nargs="?",
        choices=["run", "migrate", "digest"],
        default="run",
        help="run the bot, prepare its database, or show a digest with --preview",
    )
    digest = parser.add_argument_group("digest")
    digest.add_argument("--preview", action="store_true", help="show it, and send nothing")
    digest.add_argument("--session", type=_past_day, help="the day it is about, as in 2026-02-03")
    digest.add_argument("--chat", type=int, help="the numeric id of the chat whose choices count")
    return parser


def _past_day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("write a day as in 2026-02-03") from None
    if not FIRST_DAY <= day <= datetime.now(UTC).date():
        raise argparse.ArgumentTypeError(f"there are digests of the days from {FIRST_DAY} to today")
    return day


def _fail(message: str, status: int) -> int:
    print(message, file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
