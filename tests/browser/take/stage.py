"""What a test holds: the platform, a candidate nobody has used yet, and ways to look behind the page."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.live import LivePlatform


@dataclass
class Stage:
    platform: LivePlatform
    exams: dict[str, int]
    logins: Iterator[str] = field(repr=False)

    @classmethod
    def on(cls, platform: LivePlatform, candidates: int) -> "Stage":
        scene = json.loads(platform.python(f"from tests.browser.take.scene import set_scene; set_scene({candidates})"))
        return cls(platform, scene["exams"], iter(scene["logins"]))

    @property
    def url(self) -> str:
        return self.platform.url

    def run(self, call: str) -> str:
        """Call something of tests/browser/take/scene.py in the platform."""
        return self.platform.python(f"from tests.browser.take import scene; scene.{call}")

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Read the platform's database, beside its processes."""
        path = self.platform.data_dir / "db.sqlite3"
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20)
        try:
            return connection.execute(query, values).fetchall()
        finally:
            connection.close()

    def log(self, login: str) -> list[tuple[int, int | None, Any, bool]]:
        """(seq, position, answer, flagged) of the candidate's newest attempt, in order."""
        rows = self.rows(
            """select seq, position, answer, flagged from sittings_response where attempt_id = (
                 select max(a.id) from sittings_attempt a join exams_entry e on e.id = a.entry_id
                 join people_person p on p.id = e.person_id where p.user_name = ?) order by seq""",
            login,
        )
        return [(seq, position, json.loads(answer), bool(flagged)) for seq, position, answer, flagged in rows]

    def answers(self, login: str) -> dict[int, list[str]]:
        """What counts: for each position the highest seq."""
        return {position: answer for _, position, answer, _ in self.log(login) if position is not None}

    def attempts(self, login: str) -> list[tuple[str, str, str]]:
        """(state, closed_by, receipt)"""
        return self.rows(  # type: ignore[return-value]  # three text columns
            """select a.state, a.closed_by, a.receipt from sittings_attempt a join exams_entry e on e.id = a.entry_id
               join people_person p on p.id = e.person_id where p.user_name = ? order by a.id""",
            login,
        )
