"""What a process costs: from its start to an answer, in memory while it serves, and to import."""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
from pathlib import Path

from bot.playground.server import PlaygroundServer
from bot.playground.state import USER
from tests.benchmarks.corpus import write_bundled
from tests.benchmarks.timing import questions, resident_megabytes, seconds
from tests.evaluation.report import table
from tests.evaluation.stores import ROOT

QUESTION = "where is MP building its second magnet plant"
TIMES = 7
ASKED = 50


def python(*arguments: str) -> str:
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def indexed(folder: Path) -> Path:
    """The configuration of the bundled documents with an index that is up to date."""
    config = write_bundled(folder)
    python("-m", "retrieval", "reindex", "--config", str(config))
    return config


def measure_ask(folder: Path) -> str:
    """Seconds of `python -m retrieval ask` over the bundled documents, from the start of the process to its end."""
    ask = ("-m", "retrieval", "ask", QUESTION, "--config", str(indexed(folder / "bundled")))
    python(*ask)
    taken = [seconds(lambda: python(*ask)) for _ in range(TIMES)]
    rows = [("`python -m retrieval ask`", f"{statistics.median(taken):.2f} s", f"{min(taken):.2f} s")]
    return table((f"a process of its own, {TIMES} times", "median", "best"), rows)


def measure_imports(_folder: Path) -> str:
    """Seconds to import the packages, in fresh processes."""
    timed = "import time; start = time.perf_counter(); import {}; print(time.perf_counter() - start)"
    rows = [
        (f"import {name}", f"{statistics.median(float(python('-c', timed.format(name))) for _ in range(TIMES)):.3f} s")
        for name in ("bot", "retrieval", "bot.app")
    ]
    return table(("import", "median"), rows)


def measure_memory(folder: Path) -> str:
    """Megabytes that `python -m bot` holds after it has answered in a chat."""
    before, after = asyncio.run(_serving(indexed(folder / "bundled")))
    rows = [("started", f"{before:.0f} MB"), (f"after {ASKED} questions", f"{after:.0f} MB")]
    return table(("`python -m bot`, the bundled documents", "resident"), rows)


async def _serving(config: Path) -> tuple[float, float]:
    async with PlaygroundServer() as telegram:
        environment = {"TELEGRAM_BOT_TOKEN": telegram.token, "TELEGRAM_BASE_URL": telegram.url}
        with (config.parent / "bot.log").open("wb") as log:
            bot = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "--config", str(config), env=os.environ | environment, cwd=ROOT,
                stdout=log, stderr=log,
            )  # fmt: skip
        try:
            await telegram.wait_for(lambda: telegram.calls("getUpdates"), 60)
            before = resident_megabytes(bot.pid)
            for count, question in enumerate(questions()[:ASKED], start=1):
                telegram.people.send(USER, question)
                await telegram.wait_for(lambda: _answered(telegram) >= count, 60)  # noqa: B023 - called at once
            return before, resident_megabytes(bot.pid)
        finally:
            bot.terminate()
            await bot.wait()


def _answered(telegram: PlaygroundServer) -> int:
    return sum(bool(reply.keyboard) for reply in telegram.replies(USER.id))
