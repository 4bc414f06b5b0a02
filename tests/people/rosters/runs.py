"""An import as its user sees it: uploaded by HTTP, read by the task itself, confirmed by HTTP, written by the task."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from exam_platform.people import tasks
from exam_platform.people.models import Person

PARSE = {"roster-imports": tasks.parse_roster_import, "unit-imports": tasks.parse_unit_import}
COMMIT = {"roster-imports": tasks.commit_roster_import, "unit-imports": tasks.commit_unit_import}


def client_of(person: Person) -> APIClient:
    client = APIClient()
    client.force_authenticate(person)
    return client


class Run:
    """`rows` by row number; `job` as the API last showed it."""

    def __init__(self, client: APIClient, kind: str, content: bytes, name: str = "名册.xlsx") -> None:
        self.client, self.kind = client, kind
        response = client.post(f"/api/v1/{kind}/", {"file": SimpleUploadedFile(name, content)})
        assert response.status_code == 201, response.content
        self.url = f"/api/v1/{kind}/{response.json()['id']}/"
        PARSE[kind](job_id=response.json()["id"])
        self.look()

    def look(self) -> None:
        job: dict[str, Any] = self.client.get(self.url).json()
        self.job = job

    @property
    def rows(self) -> dict[int, dict[str, Any]]:
        found, url = {}, f"{self.url}rows/?page_size=200"
        while url:
            page = self.client.get(url).json()
            found.update({row["row"]: row for row in page["results"]})
            url = page["next"]
        return found

    def confirm(self) -> "Run":
        response = self.client.post(f"{self.url}confirmation/", {}, format="json")
        assert response.status_code == 202, response.content
        COMMIT[self.kind](job_id=self.job["id"])
        self.look()
        assert self.job["state"] == "done", self.job
        return self


def wrong_columns(row: dict[str, Any]) -> set[str | None]:
    return {note["column"] for note in row["notes"] if note["level"] == "error"}


def codes(row: dict[str, Any]) -> set[str]:
    return {note["code"] for note in row["notes"]}
