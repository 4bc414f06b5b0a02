"""What the candidates sent and what they were told, on disk before anything is compared. Pure.

A line is a JSON object: `at` (seconds of this machine's clock), `attempt`, `what`, and by `what`:
- started: `person`, `form`, `lease`, `deadline`: an attempt was opened, resumed or taken over;
- sent, acked, kept: `lease`, `changes` as [seq, position or null for an event, answer, flagged];
- refused: `lease`, `code`, `status`, `changes`, the refusal's `server_time` and the `deadline` told last, or null;
- submitted: `lease`; the candidate has handed in, answered or not;
- receipt: `receipt`;
- failed: `why`: the candidate gave up.
"""

import asyncio
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

Change = tuple[int, int | None, Any, bool]
SYNC_SECONDS = 0.1


class Ledger:
    """Lines are gathered for a tenth of a second, then written and synced together, off the event loop."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("ab")
        self._lines: list[bytes] = []

    def write(self, attempt: int, what: str, **more: Any) -> None:
        line = {"at": round(time.time(), 3), "attempt": attempt, "what": what, **more}
        self._lines.append(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))

    async def keep_synced(self) -> None:
        while True:
            await asyncio.sleep(SYNC_SECONDS)
            if lines := self._taken():
                writing = asyncio.ensure_future(asyncio.to_thread(self._write, lines))
                try:
                    await asyncio.shield(writing)
                except asyncio.CancelledError:
                    await writing
                    raise

    def sync(self) -> None:
        self._write(self._taken())

    def _taken(self) -> list[bytes]:
        """By the thread that writes lines alone: exchanged under its hands, the list would lose some."""
        lines, self._lines = self._lines, []
        return lines

    def _write(self, lines: list[bytes]) -> None:
        if lines:
            self._file.write(b"".join(lines))
            self._file.flush()
            os.fsync(self._file.fileno())

    def close(self) -> None:
        self.sync()
        self._file.close()


def read_ledger(path: Path) -> Iterator[dict[str, Any]]:
    """A last line that a power cut tore is left out."""
    with path.open("rb") as file:
        for line in file:
            if line.endswith(b"\n"):
                yield orjson.loads(line)
