"""CPU per acknowledged save, of the web server and of the database, on the stack that runs in production.

    python -m tests.bench.save_cpu [--seconds 10]

Writes DATA_DIR/bench.json. The figures of one machine say little by themselves; compare runs of one machine.
"""

import argparse
import http.client
import json
import os
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

from tests.live import LivePlatform
from tests.servers import Postgresql, Redis, server_folder

CANDIDATES = 8
TICK = os.sysconf("SC_CLK_TCK")
MAKE_ROOM = f"""
import json
from exam_platform.sittings.actions import start_attempt
from exam_platform.sittings.papers import outline_of
from exam_platform.sittings.token import make_token
from tests.sittings.room import make_room
room = make_room([("single", 4, 0, ["B"])] * 80, forms=1)
tokens = {{}}
for entry in room.entries({CANDIDATES}):
    attempt, _ = start_attempt(person=entry.person, exam_id=room.exam.pk, number=1, device="desk", take_over=False)
    outline = outline_of(attempt.form_id, attempt.form.content_hash)
    tokens[attempt.pk] = make_token(attempt=attempt.pk, entry=entry.pk, lease=attempt.lease, outline=outline)
print(json.dumps(tokens))
"""


def cpu_of_group(leader: int) -> float:
    """Seconds of CPU that the processes of a process group have used, with those of children they waited for."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == leader:
            total += sum(int(ticks) for ticks in fields[11:15])
    return total / TICK


def cpu_of_family(parent: int) -> float:
    """The same of a process and its children: PostgreSQL gives each backend a group of its own."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            pid, fields = int(stat.parent.name), stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if pid == parent or int(fields[1]) == parent:
            total += sum(int(ticks) for ticks in fields[11:13])
    return total / TICK


def save_for(seconds: float, root: str, tokens: dict[str, str], first: int) -> int:
    """How many saves of one change were acknowledged, by one keep-alive connection per candidate."""
    address = urlsplit(root)
    end = time.monotonic() + seconds
    counts: list[int] = []

    def write(attempt: str, token: str) -> None:
        connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=20)
        headers = {"Authorization": f"Attempt {token}", "Content-Type": "application/json"}
        seq = first
        while time.monotonic() < end:
            seq += 1
            body = json.dumps({"changes": [{"seq": seq, "position": 1 + seq % 80, "answer": ["ABCD"[seq % 4]]}]})
            connection.request("PUT", f"{address.path}api/v1/attempts/{attempt}/responses/", body, headers)
            answer = connection.getresponse()
            content = answer.read()
            assert json.loads(content)["acked"] == [seq], content
        counts.append(seq - first)

    threads = [threading.Thread(target=write, args=pair) for pair in tokens.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(counts) == len(tokens), "a writer failed"
    return sum(counts)


def measure(platform: LivePlatform, seconds: float, database: int | None) -> dict[str, float]:
    tokens = json.loads(platform.python(MAKE_ROOM).splitlines()[-1])
    save_for(1, platform.url, tokens, 0)
    web = platform.process_id("web")
    before = cpu_of_group(web), cpu_of_family(database) if database else 0.0
    started = time.monotonic()
    saves = save_for(seconds, platform.url, tokens, 10**6)
    wall = time.monotonic() - started
    after = cpu_of_group(web), cpu_of_family(database) if database else 0.0
    return {
        "web_us": (after[0] - before[0]) / saves * 1e6,
        "database_us": (after[1] - before[1]) / saves * 1e6,
        "saves_per_second": saves / wall,
    }


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=float, default=10)
    seconds = arguments.parse_args().seconds
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        with LivePlatform(Path(folder) / "sqlite") as platform:
            rows += shown("sqlite", measure(platform, seconds, None))
        with Postgresql(server_folder("bench"), durable=True) as database, Redis(server_folder("bench-redis")) as redis:
            stack = {"DATABASE_URL": database.url, "REDIS_URL": redis.url}
            with LivePlatform(Path(folder) / "postgresql", stack) as platform:
                assert database.process
                rows += shown("postgresql", measure(platform, seconds, database.process.pid))
    path = Path(os.environ.get("DATA_DIR", "var")) / "bench.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(rows, indent=1))


def shown(stack: str, figures: dict[str, float]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = [
        {"name": f"save_cpu_us_{stack}", "value": round(figures["web_us"] + figures["database_us"]), "unit": "µs"},
        {"name": f"save_cpu_web_us_{stack}", "value": round(figures["web_us"]), "unit": "µs"},
        {"name": f"saves_per_second_{stack}", "value": round(figures["saves_per_second"]), "unit": "1/s"},
    ]
    for row in rows:
        print(f"{row['name']:32} {row['value']:>8} {row['unit']}")
    return rows


if __name__ == "__main__":
    main()
