"""I1: what was acknowledged is in the log after the web process was killed with -9, again and again, while saving."""

import json
import os
import signal
import threading
import time
import urllib.error
import urllib.request

import pytest

CANDIDATES = 8
KILLS = 4

MAKE_ROOM = f"""
import json
from exam_platform.sittings.serializers.candidate import token_of
from tests.sittings.room import begin, make_room
room = make_room()
tokens = {{}}
for entry in room.entries({CANDIDATES}):
    started = begin(entry)
    tokens[started.attempt.id] = token_of(started)
print(json.dumps(tokens))
"""
READ_LOG = """
import json
from exam_platform.sittings.models import Response
print(json.dumps(list(Response.objects.values_list("attempt", "seq", "answer"))))
"""


class Writer(threading.Thread):
    """Saves one change after the other, each until it is acknowledged, and keeps a ledger of the acknowledged."""

    def __init__(self, root: str, attempt: str, token: str, until: threading.Event) -> None:
        super().__init__(daemon=True)
        self.url = f"{root}api/v1/attempts/{attempt}/responses/"
        self.token, self.until = token, until
        self.acknowledged: list[int] = []
        self.failures = 0

    def run(self) -> None:
        seq = 0
        while not self.until.is_set():
            seq += 1
            while not self.until.is_set() and not self.save(seq):
                self.failures += 1
                time.sleep(0.05)

    def save(self, seq: int) -> bool:
        change = {"seq": seq, "position": 1, "answer": ["ABCD"[seq % 4]]}
        request = urllib.request.Request(
            self.url,
            json.dumps({"changes": [change]}).encode(),
            {"Authorization": f"Attempt {self.token}", "Content-Type": "application/json"},
            method="PUT",
        )
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                acked = json.load(answer)["acked"]
        except (OSError, ValueError):
            return False
        self.acknowledged += acked
        return bool(acked == [seq])


@pytest.mark.live
@pytest.mark.timeout(180)
def test_it_loses_nothing_that_was_acknowledged(live_platform):
    tokens = json.loads(live_platform.python(MAKE_ROOM).splitlines()[-1])
    enough = threading.Event()
    writers = [Writer(live_platform.url, attempt, token, enough) for attempt, token in tokens.items()]
    for writer in writers:
        writer.start()
    saved_before = 0
    for _ in range(KILLS):
        # Killed only while saves are going through.
        deadline = time.monotonic() + 30
        while sum(len(writer.acknowledged) for writer in writers) < saved_before + 50:
            assert time.monotonic() < deadline, f"no saves go through:\n{live_platform.log.read_text()}"
            time.sleep(0.01)
        saved_before = sum(len(writer.acknowledged) for writer in writers)
        os.killpg(live_platform.process_id("web"), signal.SIGKILL)
    time.sleep(3)
    enough.set()
    for writer in writers:
        writer.join(20)
    assert sum(writer.failures for writer in writers) >= KILLS
    log = {
        (attempt, seq): answer for attempt, seq, answer in json.loads(live_platform.python(READ_LOG).splitlines()[-1])
    }
    acknowledged = [
        (int(attempt), seq) for attempt, writer in zip(tokens, writers, strict=True) for seq in writer.acknowledged
    ]
    assert len(acknowledged) >= KILLS * 50
    assert [
        row for row in acknowledged if log.get(row) != json.dumps(["ABCD"[row[1] % 4]], separators=(",", ":"))
    ] == []
