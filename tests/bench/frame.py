"""The one way in which everything here is measured: two sides in turn, CPU seconds from /proc, the median of pairs."""

import json
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Effort:
    """How long and how much: the whole, or a smoke test that only shows that everything still runs."""

    pairs: int = 7
    seconds: float = 10.0
    quick: bool = False
    stacks: tuple[str, ...] = ("sqlite", "postgresql")

    def of(self, whole: int, quick: int) -> int:
        return quick if self.quick else whole


QUICK = Effort(pairs=1, seconds=0.3, quick=True, stacks=(os.environ.get("TEST_STACK", "sqlite"),))


@dataclass
class Figure:
    """`bar` is the highest value allowed; `must` makes a missed one a failure of the run."""

    name: str
    value: float
    unit: str
    bar: float | None = None
    must: bool = False
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def met(self) -> bool:
        return self.bar is None or self.value <= self.bar

    def as_row(self) -> dict[str, Any]:
        row = {"name": self.name, "value": round(self.value, 3), "unit": self.unit}
        judged = {} if self.bar is None else {"bar": self.bar, "must": self.must, "met": self.met}
        return {**row, **judged, **self.more}


@dataclass
class Compared:
    """One value of each side per pair, already per piece of work."""

    first: list[float]
    second: list[float]

    @property
    def ratios(self) -> list[float]:
        return [first / second for first, second in zip(self.first, self.second, strict=True)]

    def ratio(self, name: str, bar: float | None = None, *, must: bool = False, **more: Any) -> Figure:
        """The median of the pairs, with the spread and both sides in microseconds."""
        sides = {
            "product_us": round(statistics.median(self.first) * 1e6, 1),
            "floor_us": round(statistics.median(self.second) * 1e6, 1),
        }
        spread = {"lowest": round(min(self.ratios), 3), "highest": round(max(self.ratios), 3), "pairs": len(self.first)}
        return Figure(name, statistics.median(self.ratios), "×", bar, must, {**sides, **spread, **more})


def compare(first: Callable[[], float], second: Callable[[], float], pairs: int) -> Compared:
    """Run both sides in turn, the one that begins changing with each pair."""
    compared = Compared([], [])
    for pair in range(pairs):
        if pair % 2:
            compared.second.append(second())
            compared.first.append(first())
        else:
            compared.first.append(first())
            compared.second.append(second())
    return compared


def per_piece(cpu: Callable[[], float], work: Callable[[], int]) -> float:
    """CPU seconds for each piece of work done; /proc counts in ticks, so what took less than one took one."""
    before = cpu()
    done = work()
    # What was asked for last may still be under way where nobody waits for it, like the database's own writers.
    time.sleep(0.02)
    return max(cpu() - before, 1 / TICK) / done


def cpu_of_group(leader: int) -> float:
    """Seconds of CPU that the processes of a process group have used, with those of children they waited for."""
    return sum(sum(times) for _, group, _, times in _processes() if group == leader)


def cpu_of_family(parent: int) -> float:
    """The same of a process and its children: PostgreSQL gives each backend a group of its own."""
    own = sum(sum(times) for pid, _, _, times in _processes() if pid == parent)
    return own + sum(sum(times[:2]) for _, _, above, times in _processes() if above == parent)


def _processes() -> list[tuple[int, int, int, list[float]]]:
    """Of each process: its id, its group, its parent, and user, system and waited-for children's seconds."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        times = [int(ticks) / TICK for ticks in fields[11:15]]
        found.append((int(stat.parent.name), int(fields[2]), int(fields[1]), times))
    return found


def keep(figures: list[Figure], path: Path) -> None:
    """Write `figures` to bench.json; those of benches that did not run now stay as they were."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = {row["name"]: row for row in json.loads(path.read_text())} if path.exists() else {}
    load = {"load_average": [round(load, 1) for load in os.getloadavg()]}
    rows |= {figure.name: figure.as_row() | load for figure in figures}
    path.write_text(json.dumps(list(rows.values()), indent=1, ensure_ascii=False) + "\n")


def table(figures: list[Figure]) -> str:
    lines = [f"{'figure':32} {'value':>10} {'':4} {'bar':>7}"]
    for figure in figures:
        bar = "" if figure.bar is None else f"{figure.bar:g}"
        verdict = "" if figure.bar is None else "met" if figure.met else "MISSED (a must)" if figure.must else "missed"
        lines.append(f"{figure.name:32} {figure.value:10.3f} {figure.unit:4} {bar:>7} {verdict}".rstrip())
    return "\n".join(lines)
