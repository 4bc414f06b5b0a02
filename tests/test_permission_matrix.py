"""S21: who gets through which door, for every route × method × role of the URL configuration.

The reviewed table is tests/permission_matrix.txt. A route without a row fails, and so does a row without a route; what
fails prints the rows as they are now, to be reviewed before they are pasted.
"""

import re
from pathlib import Path

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from tests.permission_world import ROLES, Door, World, doors, make_world

TABLE = Path(__file__).with_name("permission_matrix.txt")
WRITES = ("INSERT", "UPDATE", "DELETE")
REFUSED = 405
# What they answer depends on what is built and running, never on who asks.
NOT_OF_THE_API = ("", "staff/", "readyz")
ANY = "the same for everybody"


def reviewed() -> dict[Door, str]:
    """The statuses by route, in the order of ROLES."""
    rows = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            method, pattern, *statuses = line.split()
            rows[Door(method, "" if pattern == "/" else pattern)] = " ".join(statuses)
    return rows


def row(door: Door, statuses: str) -> str:
    return f"{door.method:6} {door.pattern or '/':66} {statuses}"


@pytest.mark.timeout(300)
class PermissionMatrix(TestCase):
    world: World

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = make_world()

    def statuses(self, door: Door) -> str:
        found = [str(self.world.knock(role, door).status_code) for role in ROLES]
        return ANY if door.pattern in NOT_OF_THE_API and len(set(found)) == 1 else " ".join(found)

    @pytest.mark.once
    def test_every_door_opens_to_whom_the_table_says(self):
        expected = reviewed()
        actual = {door: self.statuses(door) for door in doors()}
        closed = {door for door, statuses in actual.items() if set(statuses.split()) == {str(REFUSED)}}
        wrong = [
            row(door, statuses)
            for door, statuses in actual.items()
            if door not in closed and expected.get(door) != statuses
        ]
        gone = [row(door, statuses) for door, statuses in expected.items() if door not in actual or door in closed]
        broken = [row(door, statuses) for door, statuses in actual.items() if " 5" in f" {statuses}"]
        assert not broken, "errors of the server:\n" + "\n".join(broken)
        assert not wrong, "differs from the reviewed table:\n" + "\n".join(wrong)
        assert not gone, "rows without a route:\n" + "\n".join(gone)

    def test_no_get_changes_anything(self):
        """S19."""
        for door in doors():
            if door.method == "GET" and door.pattern.startswith("api/v1/"):
                with CaptureQueriesContext(connection) as captured:
                    self.world.knock("district_administrator", door)
                writes = [query["sql"] for query in captured if query["sql"].lstrip().upper().startswith(WRITES)]
                assert not writes, (door, writes)

    def test_a_sister_unit_sees_nothing_of_ours(self):
        """I17, S23: whatever she opens, no person of the other bureau is in it."""
        cast = self.world.cast
        names = [cast.candidate.name, cast.trainer.name, cast.unit_administrator.name]
        # By itself or behind a mask, not as four digits of a time or of a unit's path.
        canaries = [
            *map(re.compile, names),
            re.compile(rf"(?<![0-9A-Za-z]){cast.candidate.id_number_tail}(?![0-9A-Za-z])"),
        ]
        for door in doors():
            if door.method != "GET" or not door.pattern.startswith("api/v1/") or door.pattern == "api/v1/schema/":
                continue
            body = self.world.knock("sister_administrator", door).content.decode(errors="replace")
            found = [canary.pattern for canary in canaries if canary.search(body)]
            assert not found, (door, found)
