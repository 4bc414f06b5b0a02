"""CPU that the platform's processes used, from /proc; nothing where they run on another machine. Pure."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
PROC = Path("/proc")


class Processes:
    """Reads every process again at each `sample`, so that of one that is killed nearly all is kept.

    `groups` are files with the id of a process group's leader by name, as the supervisor writes them; `database` is
    the id of the database server's first process, whose children it forks.
    """

    def __init__(self, groups: dict[str, Path], database: int | None) -> None:
        self._groups, self._database = groups, database
        # By name and process: ticks when first and last seen.
        self._first: dict[tuple[str, int], int] = {}
        self._last: dict[tuple[str, int], int] = {}
        self._began = False
        self.most_load = 0.0
        self.sample()
        self._began = True

    def sample(self) -> None:
        leaders = dict(self._leaders())
        for pid, parent, group, ticks in _processes():
            name = leaders.get(group)
            if self._database is not None and self._database in (pid, parent):
                name = "database"
            if name:
                # A process that began meanwhile has used all its ticks since.
                self._first.setdefault((name, pid), 0 if self._began else ticks)
                self._last[name, pid] = max(ticks, self._last.get((name, pid), 0))
        self.most_load = max(self.most_load, os.getloadavg()[0])

    def _leaders(self) -> Iterator[tuple[int, str]]:
        for name, path in self._groups.items():
            try:
                yield int(path.read_text()), name
            except (OSError, ValueError):
                continue

    def seconds(self) -> dict[str, float]:
        """Since the first sample, by name."""
        used: dict[str, float] = {}
        for (name, pid), ticks in self._last.items():
            used[name] = used.get(name, 0.0) + (ticks - self._first[name, pid]) / TICK
        return used


def _processes() -> Iterator[tuple[int, int, int, int]]:
    """Process, parent, group, and ticks of CPU."""
    for stat in PROC.glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        yield int(stat.parent.name), int(fields[1]), int(fields[2]), int(fields[11]) + int(fields[12])


def own_seconds() -> float:
    return time.process_time()


def parent_named(pid: int, name: str) -> int | None:
    """The parent of the process, if the process is one of that name on this machine."""
    try:
        text = (PROC / str(pid) / "stat").read_text()
    except OSError:
        return None
    return int(text.rpartition(")")[2].split()[1]) if f"({name}" in text else None
