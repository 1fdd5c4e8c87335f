"""Stopwatches, percentiles and memory."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from tests.evaluation.questions import GOLDEN, load_questions


def questions() -> list[str]:
    """The development questions, each another one."""
    return [question.text for question in load_questions(GOLDEN / "development.toml")]


def seconds(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def latencies(ask: Callable[[str], object], asked: Iterable[str]) -> list[float]:
    """The milliseconds that each question takes, one after the other."""
    return [1000 * seconds(lambda: ask(question)) for question in asked]  # noqa: B023 - called at once


def spread(milliseconds: list[float]) -> str:
    """Median and 95th percentile, such as "8.1 / 14.0 ms"."""
    median, high = np.percentile(milliseconds, (50, 95))
    return f"{median:.1f} / {high:.1f} ms"


@contextmanager
def asking(ask: Callable[[str], object], pause_s: float = 0.05) -> Iterator[list[float]]:
    """While the block runs, questions are asked one after the other; gives their milliseconds, complete at the end."""
    stop, taken = threading.Event(), list[float]()

    def run() -> None:
        for question in questions() * 1000:
            if stop.is_set():
                return
            taken.append(1000 * seconds(lambda: ask(question)))  # noqa: B023 - called at once
            time.sleep(pause_s)

    asker = threading.Thread(target=run)
    asker.start()
    try:
        yield taken
    finally:
        stop.set()
        asker.join()


def resident_megabytes(process_id: int) -> float:
    """The memory of a process that is in RAM now; Linux only."""
    status = Path(f"/proc/{process_id}/status").read_text(encoding="utf-8")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024
