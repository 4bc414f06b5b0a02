"""Question files through the API, with the real reader in its child process."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from questions.models import Key, Question, Topic
from questions.tasks import commit_question_import, parse_question_import
from tests.questions.conftest import IMPORTS


def upload(client: APIClient, name: str, content: bytes) -> dict[str, Any]:
    """Upload and parse, as the worker would."""
    answer = client.post(IMPORTS, {"file": SimpleUploadedFile(name, content)}, format="multipart")
    assert answer.status_code == 201, answer.content
    parse_question_import(job_id=answer.json()["id"])
    found: dict[str, Any] = client.get(f"{IMPORTS}{answer.json()['id']}/").json()
    return found


def confirm(client: APIClient, job: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(f"{IMPORTS}{job['id']}/confirmation/", {}, format="json")
    assert answer.status_code == 202, answer.content
    assert answer.json()["state"] == "committing"
    commit_question_import(job_id=job["id"])
    found: dict[str, Any] = client.get(f"{IMPORTS}{job['id']}/").json()
    return found


def rows_of(client: APIClient, job: dict[str, Any], query: str = "") -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    url = f"{IMPORTS}{job['id']}/rows/?page_size=200{query}"
    while url:
        page = client.get(url).json()
        rows += page["results"]
        url = page["next"]
    return rows


def columns_at(row: dict[str, Any], level: str) -> set[str]:
    return {note["column"] for note in row["notes"] if note["level"] == level and note["column"]}


def test_messy_file_gives_exactly_the_expected_verdicts_and_columns(as_trainer: APIClient, shared: Path) -> None:
    folder = shared / "data" / "questions"
    expected = {each["row"]: each for each in json.loads((folder / "messy.expected.json").read_text())}
    job = upload(as_trainer, "messy.xlsx", (folder / "messy.xlsx").read_bytes())
    rows = {row["row"]: row for row in rows_of(as_trainer, job)}
    assert job["state"] == "ready"
    assert set(rows) == {number for number, each in expected.items() if each["verdict"] != "ignore"}
    for number, row in rows.items():
        level = "error" if row["verdict"] == "reject" else "warning"
        assert (number, row["verdict"]) == (number, expected[number]["verdict"])
        assert (number, columns_at(row, level)) == (number, set(expected[number]["columns"]))
    for number in (17, 18):
        assert [note["column"] for note in rows[number]["notes"] if note["level"] == "warning"] == [None]
    assert job["counts"] == {"accept": 10, "reject": 13, "skip": 1, "warning": 10, "empty": 0}
    assert [row["row"] for row in rows_of(as_trainer, job, "&verdict=skip")] == [16]
    assert "第 3 行" in rows[16]["notes"][0]["message"]


def test_markup_is_kept_as_text(as_trainer: APIClient, shared: Path) -> None:
    job = upload(as_trainer, "messy.xlsx", (shared / "data/questions/messy.xlsx").read_bytes())
    assert confirm(as_trainer, job)["state"] == "done"
    stems = [q.current.stem for q in Question.objects.select_related("current") if q.current]
    assert len(stems) == 10
    assert any("<img src=x onerror=alert(1)>" in stem for stem in stems)


@pytest.mark.parametrize(
    ("name", "accepted", "recurring"), [("business-environment", 32, 0), ("judicial-exam-1000", 1000, 2)]
)
def test_whole_files_are_accepted_and_a_second_import_changes_nothing(
    as_trainer: APIClient, shared: Path, name: str, accepted: int, recurring: int
) -> None:
    content = (shared / "data" / "questions" / f"{name}.xlsx").read_bytes()
    job = upload(as_trainer, f"{name}.xlsx", content)
    assert (job["state"], job["counts"]["accept"], job["total"]) == ("ready", accepted, accepted)
    codes = [note["code"] for row in rows_of(as_trainer, job) for note in row["notes"]]
    assert codes.count("same_stem") == recurring
    assert Question.objects.count() == 0
    assert confirm(as_trainer, job)["state"] == "done"
    assert Question.objects.count() == Key.objects.count() == accepted
    assert Topic.objects.count() == 1

    again = upload(as_trainer, f"{name}.xlsx", content)
    assert again["counts"] == {"accept": 0, "reject": 0, "skip": accepted, "warning": 0, "empty": 0}
    assert "与试题" in rows_of(as_trainer, again)[0]["notes"][0]["message"]
    assert confirm(as_trainer, again)["state"] == "done"
    assert Question.objects.count() == accepted
