"""One rehearsal under faults: the product's own command as a process, its ledger read while it grows, its verdict."""

import itertools
import json
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo

from tests.faults.stacks import Stack
from tests.live import ROOT
from tests.servers import die_with_parent

# Each has to be nought, whatever was killed.
WRONG = (
    *("missing", "doubled", "refused_wrongly", "late_wrongly", "counted_wrongly", "wrong_score"),
    *("receipts_differing", "closed_at_wrong", "failed"),
)
HOW_IT_WENT = ("turned_away", "seconds_to_close_all", "seconds_to_grade_all", "save_p99_ms", "load_average_most")
SIGNING_IN = 240
SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass
class Load:
    candidates: int = 200
    seconds: int = 60
    pace: float = 2.5
    scenario: str = "last-seconds"
    # How long a candidate sits an outage out, and the comparison waits for the last grading.
    patience: int = 150

    @property
    def least_flow(self) -> int:
        """Saves that must have been sent within a second before a kill, for the kill to be one under load."""
        return self.candidates // 4


@dataclass
class Rehearsal:
    stack: Stack
    folder: Path
    load: Load
    url: str = ""
    process: subprocess.Popen[str] | None = None
    faults: list[float] = field(default_factory=list)
    report: dict[str, Any] = field(default_factory=dict)
    output: str = ""
    sent: deque[float] = field(default_factory=deque)
    acked: list[float] = field(default_factory=list)
    started: list[dict[str, Any]] = field(default_factory=list)
    kept: list[dict[str, Any]] = field(default_factory=list)
    least_before_a_fault: int | None = None
    # What a test measured besides, by name; and whether all that it asked for holds.
    notes: dict[str, Any] = field(default_factory=dict)
    passed: bool = False
    # The status of each 5xx that the platform's own log had at the end; a disk that held it may be gone by then.
    answered_badly: list[int] = field(default_factory=list)
    _read: int = 0

    def __enter__(self) -> Self:
        load = self.load
        self.folder.mkdir(parents=True, exist_ok=True)
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "exam_platform", "rehearse", "--url", self.url or self.stack.platform.url),
                *("--candidates", str(load.candidates), "--seconds", str(load.seconds), "--pace", str(load.pace)),
                *("--scenario", load.scenario, "--patience", str(load.patience), "--seed", "1", "--quiet"),
                *("--folder", str(self.folder), "--json", str(self.report_file)),
            ],
            cwd=ROOT,
            env={name: value for name, value in self.stack.platform.settings.items() if name != "LD_PRELOAD"},
            stdout=(self.folder / "output.txt").open("w"),
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=die_with_parent,  # noqa: PLW1509 (it starts no process that outlives it)
        )
        return self

    def __exit__(self, kind: Any, *_: object) -> None:
        assert self.process
        try:
            if kind is None:
                self.finish()
        finally:
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()

    @property
    def report_file(self) -> Path:
        return self.folder / "report.json"

    def finish(self) -> None:
        """Wait for the comparison with the database. What it found is the caller's to `check`."""
        assert self.process
        load = self.load
        self.process.wait(load.seconds + 3 * load.patience + 120)
        self.output = (self.folder / "output.txt").read_text()
        assert self.report_file.exists(), f"no report:\n{self.output[-3000:]}"
        self.report = json.loads(self.report_file.read_text())
        self.answered_badly = [status for _, status in self.errors()]
        self._catch_up()

    def check(self) -> None:
        """The last line of a test: nothing missing, doubled, refused or scored wrongly, and every attempt graded."""
        wrong = {name: self.report[name] for name in WRONG if self.report[name]}
        assert not wrong, f"{wrong}\n{self.output[-3000:]}"
        graded = self.report["started"] == self.report["closed"] == self.report["graded"] == self.load.candidates
        assert graded, {name: self.report[name] for name in ("candidates", "started", "closed", "graded")}
        assert self.report["acknowledged"] > self.load.candidates
        assert self.process
        assert self.process.returncode == 0, self.output[-3000:]
        self.passed = True

    # ---- while it runs

    def flow(self) -> int:
        """Saves sent within the last second."""
        self._catch_up()
        while self.sent and self.sent[0] < time.time() - 1:
            self.sent.popleft()
        return len(self.sent)

    def under_load(self) -> int:
        """Wait until all have started and enough saves are under way for a kill to count; how many there are."""
        # Signing in comes first, and takes its time on a machine that does other things too.
        deadline = time.monotonic() + self.load.seconds + SIGNING_IN
        while (flow := self.flow()) < self.load.least_flow or len(self.started) < self.load.candidates:
            assert self.process
            assert self.process.poll() is None, f"the rehearsal ended:\n{(self.folder / 'output.txt').read_text()}"
            assert time.monotonic() < deadline, f"{flow} saves a second, {self.load.least_flow} wanted"
            time.sleep(0.05)
        return flow

    def fault(self) -> None:
        """To be called at each fault, at the moment before: notes it, and that it comes under load."""
        flow = self.under_load()
        self.least_before_a_fault = min(flow, self.least_before_a_fault or flow)
        self.faults.append(time.time())

    def times(self, count: int, every: float) -> Iterator[int]:
        """`count` faults under load, `every` seconds at the soonest."""
        for number in range(count):
            began = time.monotonic()
            self.fault()
            yield number
            time.sleep(max(0.0, began + every - time.monotonic()))

    def deadline(self) -> float:
        """Of the attempts that were started so far, the last one; unix seconds."""
        self._catch_up()
        return max(datetime.fromisoformat(line["deadline"]).timestamp() for line in self.started)

    def wait_for_acknowledgement(self, since: float, seconds: float = 120) -> float:
        """How long after `since` the first save was acknowledged."""
        deadline = time.monotonic() + seconds
        while True:
            self._catch_up()
            if later := [at for at in self.acked if at > since]:
                return min(later) - since
            assert time.monotonic() < deadline, "no save was acknowledged any more"
            time.sleep(0.1)

    def _catch_up(self) -> None:
        ledger = self.folder / "ledger.jsonl"
        if not ledger.exists():
            return
        with ledger.open("rb") as file:
            file.seek(self._read)
            for line in file:
                if not line.endswith(b"\n"):
                    break
                self._read += len(line)
                self._note(json.loads(line))

    def _note(self, line: dict[str, Any]) -> None:
        if line["what"] == "sent":
            self.sent.append(line["at"])
        elif line["what"] == "acked":
            self.acked.append(line["at"])
        elif line["what"] == "started":
            self.started.append(line)
        elif line["what"] == "kept":
            self.kept.append(line)

    # ---- afterwards

    def longest_silence(self) -> float:
        """Seconds between two acknowledgements, at most, while the candidates wrote."""
        times = sorted(self.acked)
        return round(max((later - earlier for earlier, later in itertools.pairwise(times)), default=0.0), 1)

    def answered_5xx(self) -> int:
        """How many such answers the candidates got, beside being told that the platform is busy."""
        return sum(count for name, count in self.report.items() if name.startswith("http_5"))

    def errors(self) -> list[tuple[float, int]]:
        """What the platform answered with 5xx, by its own log: unix seconds and status."""
        found = []
        for line in self.stack.platform.log.read_text(errors="replace").splitlines():
            _, _, text = line.partition("| ")
            # A full disk tears lines.
            if '"status_code": 5' not in text or not text.endswith("}"):
                continue
            entry = json.loads(text)
            at = datetime.strptime(entry["time"], "%Y-%m-%d %H:%M:%S,%f").replace(tzinfo=SHANGHAI)
            found.append((at.timestamp(), entry["status_code"]))
        return found

    def figures(self) -> dict[str, Any]:
        """For faults.json."""
        kept = ("candidates", "started", "sent", "acknowledged", *WRONG, "closed", "graded")
        return {
            "faults": len(self.faults),
            "least_saves_in_the_second_before": self.least_before_a_fault,
            **{name: self.report.get(name) for name in kept},
            "answers_500": self.answered_badly.count(500),
            "answers_503": self.answered_badly.count(503),
            "longest_silence_seconds": self.longest_silence(),
            **{name: self.report.get(name) for name in HOW_IT_WENT},
            **self.notes,
        }
