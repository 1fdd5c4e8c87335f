"""`python -m tests.evaluation [NAME ...] [--json FILE]`: prints the measures that are named, or all of them."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.evaluation.clapnq import measure_clapnq
from tests.evaluation.golden import measure_development, measure_golden, measure_unseen
from tests.evaluation.stores import NotMeasurable
from tests.evaluation.tenq import measure_tenq
from tests.evaluation.wording import measure_wording

MEASURES: dict[str, Callable[[], tuple[str, dict[str, Any]]]] = {
    "golden": measure_golden,
    "development": measure_development,
    "unseen": measure_unseen,
    "tenq": measure_tenq,
    "clapnq": measure_clapnq,
    "wording": measure_wording,
}


def main() -> int:
    """Run the measures that are named; 1 where none of them could be."""
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(MEASURES)}; all of them by default")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results there as well")
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - set(MEASURES):
        parser.error(f"there is no measure {', '.join(sorted(unknown))}")
    results: dict[str, Any] = {}
    for name in arguments.names or MEASURES:
        print(f"\n== {name} ==")
        try:
            report, results[name] = MEASURES[name]()
            print(report)
        except NotMeasurable as error:
            print(f"skipped: {error}")
    if arguments.json:
        text = json.dumps(results, ensure_ascii=False, indent=2, default=str)
        arguments.json.write_text(text + "\n", encoding="utf-8")
    return 0 if results else 1


if __name__ == "__main__":
    sys.exit(main())
