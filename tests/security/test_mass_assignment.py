"""S30, N91: every body that the API takes refuses every column there is beside its own fields, and keeps nothing."""

from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, TestCase

from tests.permission_world import BODIES, FILES, Door, World, make_world

COLUMNS = {field.name for model in apps.get_models() for field in model._meta.get_fields()} | {
    *("is_staff", "is_superuser", "__proto__", "constructor", "pk", "unit_id", "person_id"),
}
# One of them gets through each door: an import is its owner's alone, a review its candidate's.
ROLES = ("trainer", "unit_administrator", "district_administrator", "candidate")
# Whose body is read only after a token.
BY_TOKEN = ("attempts/{attempt}/responses/", "attempts/{attempt}/submission/")


class MassAssignment(TestCase):
    world: World

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = make_world()
        cls.description = Client().get("/api/v1/schema/").json()

    def shape(self, node: Any) -> Any:
        """What a reference of the description stands for."""
        while "$ref" in node:
            node = self.description["components"]["schemas"][node["$ref"].rpartition("/")[2]]
        return node

    def bodies(self) -> list[tuple[Door, Any]]:
        """Each door with a body, and the fields of it (of one row of it)."""
        found = []
        for path, methods in self.description["paths"].items():
            for method, operation in methods.items():
                content = operation.get("requestBody", {}).get("content", {})
                if "application/json" in content and not path.endswith(BY_TOKEN):
                    pattern = path.removeprefix("/").replace("{id}", "{pk}")
                    found.append((Door(method.upper(), pattern), self.shape(content["application/json"]["schema"])))
        return found

    def test_no_body_takes_another_column(self) -> None:
        doors = self.bodies()
        assert len(doors) > 30
        for door, shape in doors:
            rows = shape.get("type") == "array"
            own = set(self.shape(shape["items"] if rows else shape).get("properties", {}))
            extra = dict.fromkeys(sorted(COLUMNS - own), 1)
            statuses = [self.knock_with(role, door, extra, rows) for role in ROLES]
            assert ("unknown", len(extra)) in statuses, (door, statuses)

    def knock_with(self, role: str, door: Door, extra: dict[str, Any], rows: bool) -> tuple[Any, int]:
        """Whether it was refused for the fields it does not know, and how many those were."""
        pattern = door.pattern.removeprefix("api/v1/")
        sound = BODIES.get(f"{door.method} {pattern}", lambda _: [{}] if rows else {})(self.world)
        body = [sound[0] | extra] if rows else sound | extra
        address = "/" + door.pattern.format(**self.world.arguments(door))
        if pattern in FILES:
            file = SimpleUploadedFile("file.csv", b"x")
            answer = self.world.clients[role].post(address, {"file": file} | extra)
        else:
            send = getattr(self.world.clients[role], door.method.lower())
            answer = send(address, body, content_type="application/json")
        if answer.status_code != 400:
            return answer.status_code, 0
        unknown = [error for error in answer.json()["errors"] if error["code"] == "unknown_field"]
        return "unknown", len(unknown)


def test_the_columns_that_matter_are_among_them():
    assert {"password", "is_active", "score", "started_at", "deadline", "role", "session_epoch"} <= COLUMNS


@pytest.mark.django_db
def test_a_save_takes_no_other_column(writing):
    """The doors by token: read by hand, not by a serializer."""
    for name in sorted(COLUMNS - {"changes", "events"}):
        assert writing.put({"changes": [], name: 1}).status_code == 400, name
    for name in sorted(COLUMNS - {"seq", "position", "answer", "flagged"}):
        answer = writing.put({"changes": [writing.change(1, ["B"]) | {name: 1}]})
        assert answer.status_code == 400 or answer.json()["refused"], name
