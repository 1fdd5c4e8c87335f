"""The bot as a process: its exit statuses and messages, its signals, and the Procfile."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from bot.messages import texts
from bot.playground.faults import Fault
from bot.playground.server import PlaygroundServer
from bot.playground.state import USER
from tests.bot.running import final_reply, until

ROOT = Path(__file__).parents[2]
WITH_SLOW_ANSWERS = """
import sys, time, retrieval
from bot.__main__ import main
from tests.fakes import FakeRetrieval
retrieval.open_retrieval = lambda settings: FakeRetrieval(drafts=("",), pause=lambda: time.sleep(1.5))
sys.exit(main())
"""


@pytest.fixture
def environ(telegram: PlaygroundServer) -> dict[str, str]:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return {
        "PATH": path,
        "PYTHONPATH": str(ROOT),
        "TELEGRAM_BOT_TOKEN": telegram.token,
        "TELEGRAM_BASE_URL": telegram.url,
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A document store of one document."""
    (tmp_path / "config.toml").write_text("[bot]\nadmins = [1003]\n")
    (tmp_path / "catalogue.toml").write_text('[[document]]\nid = "vault"\ntitle = "Project Vault"\nfile = "vault.md"\n')
    (tmp_path / "companies.toml").write_text("")
    (tmp_path / "vault.md").write_text("# Money\n\nThe Export-Import Bank lends $10 billion to Project Vault.\n")
    return tmp_path


@asynccontextmanager
async def running(folder: Path, environ: dict[str, str], *command: str) -> AsyncIterator[tuple[Process, Path]]:
    """A process in `folder`, ended with its whole group, and the file that holds what it printed."""
    log = folder / f"{time.monotonic_ns()}.log"
    with log.open("wb") as out:
        process = await asyncio.create_subprocess_exec(
            *command, cwd=folder, env=environ, stdout=out, stderr=STDOUT, start_new_session=True
        )
    try:
        yield process, log
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()


async def finished(folder: Path, environ: dict[str, str], *arguments: str) -> tuple[int | None, str]:
    """The exit status of `python -m bot` and what it printed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments, cwd=folder, env=environ, stdout=PIPE, stderr=STDOUT
    )
    printed, _ = await asyncio.wait_for(process.communicate(), 30)
    return process.returncode, printed.decode()


async def test_without_a_token_it_says_how_to_get_one(folder: Path, environ: dict[str, str]) -> None:
    status, printed = await finished(folder, environ | {"TELEGRAM_BOT_TOKEN": ""})
    assert status == 2
    assert printed.startswith("No TELEGRAM_BOT_TOKEN is set")
    assert "@BotFather" in printed


async def test_a_typo_in_the_configuration_names_the_key(folder: Path, environ: dict[str, str]) -> None:
    (folder / "other.toml").write_text("[bot]\nadmin = [1003]\n")
    assert await finished(folder, environ, "--config", "other.toml") == (2, "other.toml: unknown key `bot.admin`\n")


@pytest.mark.parametrize("token", ["2000:wrong", "not even a token"])
async def test_a_wrong_token_ends_it_with_one_line(folder: Path, environ: dict[str, str], token: str) -> None:
    status, printed = await finished(folder, environ | {"TELEGRAM_BOT_TOKEN": token})
    assert (status, printed) == (
        1,
        "Telegram does not know this bot: check TELEGRAM_BOT_TOKEN, and TELEGRAM_BASE_URL if it is set\n",
    )


async def test_a_database_that_cannot_be_used_ends_it_with_one_line(folder: Path, environ: dict[str, str]) -> None:
    status, printed = await finished(
        folder, environ | {"DATABASE_URL": "postgresql://lode:pa55word@127.0.0.1:9/lode"}, "migrate"
    )
    assert (status, printed.count("\n")) == (1, 1)
    assert "pa55word" not in printed


async def test_migrate__makes_the_database(folder: Path, environ: dict[str, str]) -> None:
    assert await finished(folder, environ, "migrate") == (0, "")
    assert (folder / "var" / "bot.db").is_file()


async def test_the_token_may_stand_in_a_file_beside_the_configuration(
    telegram: PlaygroundServer, folder: Path, environ: dict[str, str]
) -> None:
    secret = environ.pop("TELEGRAM_BOT_TOKEN")
    (folder / ".env").write_text(f"TELEGRAM_BOT_TOKEN={secret}\n")
    command = [sys.executable, "-m", "bot", "--config", str(folder)]
    async with running(folder, environ, *command) as (process, log):
        await telegram.wait_for(lambda: telegram.calls("setMyCommands"), 30)
        process.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(process.wait(), 30) == 0
    assert secret not in log.read_text()


async def test_without_a_network_it_keeps_trying_and_can_be_stopped(folder: Path, environ: dict[str, str]) -> None:
    command = [sys.executable, "-m", "bot"]
    async with running(folder, environ | {"TELEGRAM_BASE_URL": "http://127.0.0.1:9"}, *command) as (process, log):
        await until(lambda: log.read_text().count("Telegram cannot be reached, next try in") == 2, 30)
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 30) == 0
    assert "Traceback" not in log.read_text()


async def test_stopping_after_the_network_went_away_leaves_no_trace(
    telegram: PlaygroundServer, folder: Path, environ: dict[str, str]
) -> None:
    async with running(folder, environ, sys.executable, "-m", "bot") as (process, log):
        await telegram.wait_for(lambda: telegram.calls("getUpdates"), 30)
        telegram.faults.add(Fault("getUpdates", "drop", times=100))
        telegram.people.send(USER, "/status")  # ends the call that is waiting
        await until(lambda: "No updates for now" in log.read_text(), 30)
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 30) == 0
    assert "Traceback" not in log.read_text()


async def test_sigterm_finishes_the_answer_in_hand(
    telegram: PlaygroundServer, folder: Path, environ: dict[str, str]
) -> None:
    async with running(folder, environ, sys.executable, "-c", WITH_SLOW_ANSWERS) as (process, log):
        await telegram.wait_for(lambda: telegram.calls("setMyCommands"), 30)
        telegram.people.send(USER, "Why?")
        await telegram.wait_for(lambda: [reply.text for reply in telegram.replies(USER.id)] == [texts.LOOKING])
        process.terminate()
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 30) == 0
    assert telegram.replies(USER.id)[0].text.startswith("The documents do not say.")
    assert "Stopping: answers in hand are finished first" in log.read_text()
    assert telegram.token.partition(":")[2] not in log.read_text()


async def test_procfile__release_then_worker_then_web(
    telegram: PlaygroundServer, folder: Path, environ: dict[str, str]
) -> None:
    async with running(folder, environ, *start("release")) as (process, log):
        assert await asyncio.wait_for(process.wait(), 60) == 0, log.read_text()
    assert (folder / "var" / "bot.db").is_file()
    async with running(folder, environ | {"WEBHOOK_URL": "https://example.org"}, *start("worker")) as (process, log):
        await telegram.wait_for(lambda: telegram.calls("getUpdates"), 30)
        telegram.people.send(USER, "How much does the bank lend to Project Vault?")
        reply = await final_reply(telegram, USER.id, timeout_s=30)
        assert reply.text.startswith("The Export-Import Bank lends $10 billion to Project Vault. [1]")
        process.terminate()
        await asyncio.wait_for(process.wait(), 30)
    port = free_port()
    webhook = {"WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram", "WEBHOOK_SECRET": "webhook-secret-of-the-tests"}
    async with running(folder, environ | webhook, *start("web", port)) as (process, log):
        await telegram.wait_for(lambda: telegram.calls("setWebhook"), 30)
        async with httpx.AsyncClient() as stranger:
            forged = await stranger.post(webhook["WEBHOOK_URL"], json={"update_id": 1})
        assert forged.status_code == 403
        telegram.people.send(USER, "/status")
        await telegram.wait_for(lambda: len(telegram.replies(USER.id)) == 2)
        assert telegram.replies(USER.id)[1].text.startswith("Documents: 1, in 1 passage\n")
        process.terminate()
        await asyncio.wait_for(process.wait(), 30)
    assert "webhook-secret-of-the-tests" not in log.read_text()


def start(name: str, port: int = 5000) -> list[str]:
    return ["honcho", "--no-colour", "-f", str(ROOT / "Procfile"), "-d", ".", "start", name, "-p", str(port)]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
