"""`python -m tests.benchmarks [PART ...]`: prints the measures that are named, or all of them."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.indexing import measure_change, measure_first_index, measure_rebuild
from tests.benchmarks.processes import measure_ask, measure_imports, measure_memory
from tests.benchmarks.searching import measure_search
from tests.benchmarks.timing import seconds
from tests.evaluation.stores import ROOT

FOLDER = ROOT / "var" / "benchmarks"
PARTS: dict[str, Callable[[Path], str]] = {
    "imports": measure_imports,
    "ask": measure_ask,
    "memory": measure_memory,
    "index": measure_first_index,
    "rebuild": measure_rebuild,
    "search": measure_search,
    "change": measure_change,
}


def main() -> int:
    """Run the parts that are named, each on stores that it makes anew under `var/benchmarks`."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; all of them by default")
    arguments = parser.parse_args()
    if unknown := set(arguments.parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} at the start")
    for name in arguments.parts or PARTS:
        measures: list[str] = []
        taken = seconds(lambda: measures.append(PARTS[name](FOLDER)))  # noqa: B023 - called at once
        print(f"\n== {name} ({taken:.0f} s, load {os.getloadavg()[0]:.1f}) ==\n{measures[0]}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
