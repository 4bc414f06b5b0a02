"""F20: a platform runs, candidates save, backups are made meanwhile, everything is destroyed, and restored elsewhere.

    python -m tests.operations.restore_drill [--candidates 2010] [--seconds 30]

Everything dies while candidates save and the backup receives. Counts acknowledged saves that the restored platform
lacks, those that what had reached the backup cannot give back (RPO), and how long it took.
tests/operations/test_backup.py runs the short form.
"""

import argparse
import datetime as dt
import http.client
import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.live import ROOT, LivePlatform
from tests.servers import Postgresql, Redis, die_with_parent, server_folder

THREADS = 4
# One line of a roster and its person, sealed; grepped for in everything that a backup writes.
CANARY_ID_NUMBER, CANARY_PHONE = "11010119900307721X", "13912345678"
MAKE_ROOM = """
import json
from exam_platform.people.models import Person, RosterImport, RosterImportRow
from exam_platform.people.sealing import blind_index, seal_bytes
from exam_platform.sittings.serializers.candidate import token_of
from tests.sittings.room import begin, make_room
room = make_room([("single", 4, 0, ["B"])] * 80, forms=1)
tokens = {{}}
for entry in room.entries({candidates}):
    started = begin(entry)
    tokens[started.attempt.id] = token_of(started)
canary = Person.objects.create(name="金丝雀", user_name="canary", id_number="{id_number}", phone="{phone}",
    id_number_index=blind_index("id_number", "{id_number}"), phone_index=blind_index("phone", "{phone}"))
line = json.dumps(["{id_number}", "{phone}"]).encode()
job = RosterImport.objects.create(created_by=canary, file_name="名册.csv", content=seal_bytes(line), state="cancelled")
RosterImportRow.objects.create(job=job, row=2, verdict="accept", payload=seal_bytes(line))
print(json.dumps(tokens))
"""
READ_LOG = """
import json
from exam_platform.sittings.models import Response
print(json.dumps(list(Response.objects.values_list("attempt", "seq"))))
"""
# Half hand in, the time of the others runs out; then the sweepers have all the work.
FINISH = """
from exam_platform.sittings.models import Attempt
from tests.sittings.room import run_out
for attempt in Attempt.objects.filter(state="open").values_list("pk", flat=True):
    run_out(attempt, minutes=1)
"""
STATES = """
import json
from django.db.models import Count
from exam_platform.sittings.models import Attempt
print(json.dumps(list(Attempt.objects.values_list("state").annotate(Count("pk")))))
"""


@dataclass
class Candidates:
    """Save as browsers do, each change until it is acknowledged; `ledger` has (attempt, seq, when it was)."""

    port: int
    tokens: dict[str, str]
    ledger: list[tuple[int, int, float]] = field(default_factory=list)
    failures: int = 0
    failures_before_the_end: int = 0
    enough: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> "Candidates":
        everybody = list(self.tokens.items())
        self.threads = [
            threading.Thread(target=self._write, args=(everybody[i::THREADS],), daemon=True) for i in range(THREADS)
        ]
        for thread in self.threads:
            thread.start()
        return self

    def stop(self) -> None:
        self.enough.set()
        for thread in self.threads:
            thread.join(30)

    def _write(self, own: list[tuple[str, str]]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        for turn in itertools.count():
            for attempt, token in own:
                if self.enough.is_set():
                    return
                seq = turn + 1
                body = json.dumps({"changes": [{"seq": seq, "position": 1 + seq % 80, "answer": ["ABCD"[seq % 4]]}]})
                headers = {"Authorization": f"Attempt {token}", "Content-Type": "application/json"}
                try:
                    connection.request("PUT", f"/api/v1/attempts/{attempt}/responses/", body, headers)
                    if json.loads(connection.getresponse().read())["acked"] == [seq]:
                        self.ledger.append((int(attempt), seq, time.time()))
                except (OSError, http.client.HTTPException, ValueError, KeyError):
                    self.failures += 1
                    connection.close()

    def submit(self, attempt: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Authorization": f"Attempt {self.tokens[attempt]}", "Content-Type": "application/json"}
        connection.request("POST", f"/api/v1/attempts/{attempt}/submission/", '{"changes": []}', headers)
        return connection.getresponse().status

    def longest_pause(self) -> float:
        times = sorted(when for _, _, when in self.ledger)
        return max(later - earlier for earlier, later in itertools.pairwise(times))


@contextmanager
def following(platform: LivePlatform, root: Path, every: float) -> Iterator[None]:
    """`exam-platform backup --follow`, as the service of that name runs it; lives until killed or the block ends."""
    process = subprocess.Popen(
        [*(sys.executable, "-m", "exam_platform", "backup", "--to", str(root)), "--follow", "--every", str(every)],
        cwd=ROOT,
        env=platform.settings,
        stdout=(platform.data_dir / "backup.txt").open("wb"),
        stderr=subprocess.STDOUT,
        preexec_fn=die_with_parent,  # noqa: PLW1509 (the candidates' threads hold no locks that matter to exec)
    )
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def wait_for(holds: Any, seconds: float = 90, what: Any = "") -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"waited for {what() if callable(what) else what}"
        time.sleep(0.1)


@dataclass
class Drill:
    """What was counted. `beyond_reach` of the acknowledged saves are not in the backup, the oldest of them of
    `lost_seconds` before the last."""

    acknowledged: int
    before_moment: int
    missing: int
    beyond_reach: int
    lost_seconds: float
    failures: int
    longest_pause: float
    restore_seconds: float
    said: str
    clear_text: list[str]
    states: dict[str, int]


def run_drill(stack: str, folder: Path, candidates: int, seconds: float) -> Drill:
    with ExitStack() as held:
        environment, database = {}, None
        if stack == "postgresql":
            database = held.enter_context(Postgresql(server_folder("drill"), durable=True))
            redis = held.enter_context(Redis(server_folder("drill-redis")))
            environment = {"DATABASE_URL": database.url, "REDIS_URL": redis.url}
        platform = held.enter_context(LivePlatform(folder / "first", environment))
        sheet = folder / "keys"
        platform.command("backup", "keys", "--to", str(sheet))
        people, moment = saves_while_backed_up(platform, database, folder, candidates, seconds)
        clear = clear_text_in(folder / "backups", platform)
        destroy(platform, database)

        second = LivePlatform(folder / "second", dict(environment))
        arguments = ["restore", str(folder / "backups"), "--keys", f"{sheet}.txt"]
        if stack == "postgresql":
            place = server_folder("drill-second")
            arguments += ["--to-time", moment.isoformat(), "--database-into", str(place / "data")]
        started = time.monotonic()
        said = second.command(*arguments)
        restore_seconds = time.monotonic() - started
        if stack == "postgresql":
            restored = held.enter_context(Postgresql(place, durable=True))
            second.environment["DATABASE_URL"] = restored.url
        held.enter_context(second)
        people.port = second.port
        present = log_of(second)
        wanted = [(attempt, seq) for attempt, seq, when in people.ledger if when < moment.timestamp()]
        whole = restored_to_the_end(folder, sheet, environment) if database else present
        lost = [when for attempt, seq, when in people.ledger if (attempt, seq) not in whole]
        last = max(when for _, _, when in people.ledger)
        return Drill(
            acknowledged=len(people.ledger),
            before_moment=len(wanted),
            missing=sum(pair not in present for pair in wanted),
            beyond_reach=len(lost),
            lost_seconds=round(last - min(lost), 3) if lost else 0.0,
            failures=people.failures_before_the_end,
            longest_pause=people.longest_pause(),
            restore_seconds=restore_seconds,
            said=said,
            clear_text=clear,
            states=finish(second, people),
        )


def log_of(platform: LivePlatform) -> set[tuple[int, int]]:
    return {(attempt, seq) for attempt, seq in json.loads(platform.python(READ_LOG).splitlines()[-1])}


def restored_to_the_end(folder: Path, sheet: Path, environment: dict[str, str]) -> set[tuple[int, int]]:
    """What PostgreSQL's log gives back of what had reached the backup when the server died."""
    third = LivePlatform(folder / "third", dict(environment))
    place = server_folder("drill-third")
    arguments = ["--keys", f"{sheet}.txt", "--database-into", str(place / "data")]
    third.command("restore", str(folder / "backups"), *arguments)
    with Postgresql(place, durable=True) as restored:
        third.environment["DATABASE_URL"] = restored.url
        return log_of(third)


def manifests(root: Path) -> list[Path]:
    return sorted(root.glob("*/manifest.json"))


def saves_while_backed_up(
    platform: LivePlatform, database: Postgresql | None, folder: Path, candidates: int, seconds: float
) -> tuple[Candidates, dt.datetime]:
    """The moment to restore to: between two saves on PostgreSQL, that of the newest snapshot on SQLite. In the end
    everything is dead, and nobody had stopped saving or receiving before."""
    code = MAKE_ROOM.format(candidates=candidates, id_number=CANARY_ID_NUMBER, phone=CANARY_PHONE)
    people = Candidates(platform.port, json.loads(platform.python(code).splitlines()[-1])).start()
    root = folder / "backups"
    every = 1440 if database else seconds / 2 / 60
    with following(platform, root, every):
        wait_for(lambda: manifests(root), what="the first backup")
        time.sleep(seconds)
        moment = dt.datetime.fromtimestamp(time.time(), dt.UTC)
        time.sleep(2)
        people.failures_before_the_end = people.failures
        kill(platform, database)
        people.stop()
    if not database:
        moment = dt.datetime.fromisoformat(json.loads(manifests(root)[-1].read_text())["consistent_at"])
    return people, moment


def kill(platform: LivePlatform, database: Postgresql | None) -> None:
    if database:
        database.kill()
    for name in ("web", "worker", "beat"):
        os.killpg(platform.process_id(name), signal.SIGKILL)
    assert platform.process
    platform.process.kill()
    platform.process.wait()


def destroy(platform: LivePlatform, database: Postgresql | None) -> None:
    if database:
        shutil.rmtree(database.data)
    shutil.rmtree(platform.data_dir)


def clear_text_in(root: Path, platform: LivePlatform) -> list[str]:
    """Which files of the backup hold an ID number, a phone or a key as they are."""
    keys = json.loads((platform.data_dir / "secrets.json").read_text())
    field_key = keys["field_keys"].partition(":")[2]
    secrets = [keys["secret_key"], field_key, keys["blind_index_key"], keys["audit_key"]]
    canaries = [text.encode() for text in (CANARY_ID_NUMBER, CANARY_PHONE, *secrets)]
    return [str(path) for path in root.rglob("*") if path.is_file() and any(c in path.read_bytes() for c in canaries)]


def finish(platform: LivePlatform, people: Candidates) -> dict[str, int]:
    """Half hand in with the tokens they had before; the sweepers close the rest, and grading marks all."""
    for attempt in list(people.tokens)[::2]:
        assert people.submit(attempt) == 202
    platform.python(FINISH)
    states: dict[str, int] = {}

    def graded() -> bool:
        states.clear()
        states.update(dict(json.loads(platform.python(STATES).splitlines()[-1])))
        return set(states) == {"graded"}

    wait_for(graded, 600, lambda: f"grading: {states}")
    return states


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--candidates", type=int, default=2010)
    arguments.add_argument("--seconds", type=float, default=30)
    asked = arguments.parse_args()
    for stack in ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory() as folder:
            found = run_drill(stack, Path(folder), asked.candidates, asked.seconds)
        print(stack, json.dumps({name: value for name, value in vars(found).items() if name != "said"}))
        print(found.said)


if __name__ == "__main__":
    main()
