"""python -m tests.bench [name …] [--quick] [--pairs 7] [--seconds 10]: writes DATA_DIR/bench.json, prints a table.

The exit status is 1 when a figure that must stay below its bar does not.
"""

import argparse
import importlib
import os
import signal
import sys
from pathlib import Path

from tests.bench.frame import QUICK, Effort, Figure, keep, table

NAMES = ("save", "start", "paper", "marking", "lists", "figures", "imports", "kinds", "page")


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("names", nargs="*", metavar="name", help=", ".join(NAMES))
    arguments.add_argument("--quick", action="store_true")
    arguments.add_argument("--pairs", type=int, default=Effort.pairs)
    arguments.add_argument("--seconds", type=float, default=Effort.seconds)
    given = arguments.parse_args()
    if unknown := set(given.names) - set(NAMES):
        arguments.error(f"no such bench: {', '.join(sorted(unknown))}")
    # Whoever ends a run ends its servers too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    effort = QUICK if given.quick else Effort(given.pairs, given.seconds)
    path = Path(os.environ.get("DATA_DIR", "var")) / "bench.json"
    figures: list[Figure] = []
    for name in given.names or NAMES:
        found: list[Figure] = importlib.import_module(f"tests.bench.{name}").run(effort)
        keep(found, path)
        figures += found
        print(table(found), flush=True)
    if len(given.names or NAMES) > 1:
        print(f"\n{table(figures)}")
    return 1 if any(figure.must and not figure.met for figure in figures) else 0


if __name__ == "__main__":
    sys.exit(main())
