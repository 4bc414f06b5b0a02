"""Jobs: claimed by one worker, run twice without effect, failed when they kill their workers, cancelled, expired."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.functions import Now
from rest_framework.test import APIClient

from exam_platform.people.models import Person
from questions.actions.question_import import Prepared, QuestionImporter
from questions.imports import actions
from questions.imports.importer import Accepted
from questions.models import Question, QuestionImport, QuestionImportRow
from questions.tasks import commit_question_import, parse_question_import, sweep
from tests.questions.conftest import IMPORTS
from tests.questions.imports.test_reading import xlsx

HEAD = ["题型", "题干", "答案"]


def file_of(count: int) -> bytes:
    return xlsx(HEAD, *(["判断题", f"第 {number} 题", "对"] for number in range(1, count + 1)))


@pytest.fixture
def job(trainer: Person) -> QuestionImport:
    found: QuestionImport = actions.create_import(
        importer=QuestionImporter(), created_by=trainer, file_name="试题.xlsx", content=file_of(3)
    )
    return found


def state_of(job: QuestionImport) -> str:
    job.refresh_from_db()
    return job.state


def confirmed(job: QuestionImport) -> QuestionImport:
    parse_question_import(job_id=job.pk)
    job.refresh_from_db()
    actions.confirm_import(importer=QuestionImporter(), job=job)
    return job


def test_each_step_may_run_twice(job: QuestionImport) -> None:
    parse_question_import(job_id=job.pk)
    parse_question_import(job_id=job.pk)
    assert (state_of(job), QuestionImportRow.objects.count()) == ("ready", 3)
    commit_question_import(job_id=job.pk)
    assert (state_of(job), Question.objects.count()) == ("ready", 0)
    actions.confirm_import(importer=QuestionImporter(), job=job)
    commit_question_import(job_id=job.pk)
    commit_question_import(job_id=job.pk)
    assert (state_of(job), Question.objects.count()) == ("done", 3)
    assert (job.processed, job.total) == (3, 3)


def test_a_second_worker_leaves_a_living_job_alone(job: QuestionImport) -> None:
    QuestionImport.objects.update(heartbeat_at=Now(), attempts_to_run=1)
    parse_question_import(job_id=job.pk)
    assert (state_of(job), QuestionImportRow.objects.count()) == ("parsing", 0)


def test_a_dead_workers_job_is_taken_over_and_its_rows_made_anew(job: QuestionImport) -> None:
    QuestionImportRow.objects.create(job=job, row=2, verdict="accept")
    QuestionImport.objects.update(heartbeat_at=Now() - timedelta(minutes=5), attempts_to_run=1)
    parse_question_import(job_id=job.pk)
    assert (state_of(job), QuestionImportRow.objects.count()) == ("ready", 3)


def test_a_job_that_killed_its_worker_twice_is_failed_with_the_reason(job: QuestionImport) -> None:
    QuestionImport.objects.update(heartbeat_at=Now() - timedelta(minutes=5), attempts_to_run=2)
    parse_question_import(job_id=job.pk)
    assert (state_of(job), job.error_code) == ("failed", "worker_killed")


class _Overtaken(QuestionImporter):
    """While it prepares, another worker takes the job over."""

    def prepare(self, job: Any, rows: Iterator[Accepted]) -> Prepared:
        prepared = super().prepare(job, rows)
        QuestionImport.objects.filter(pk=job.pk).update(attempts_to_run=job.attempts_to_run + 1)
        return prepared


def test_a_worker_that_was_overtaken_writes_nothing(job: QuestionImport) -> None:
    confirmed(job)
    actions.commit_import(importer=_Overtaken(), job_id=job.pk)
    assert (state_of(job), Question.objects.count()) == ("committing", 0)


def test_a_bank_that_changed_since_the_preview_fails_the_job_and_nothing_is_written(
    job: QuestionImport, trainer: Person
) -> None:
    confirmed(job)
    other = actions.create_import(
        importer=QuestionImporter(), created_by=trainer, file_name="b.xlsx", content=file_of(1)
    )
    commit_question_import(job_id=confirmed(other).pk)
    commit_question_import(job_id=job.pk)
    assert (state_of(job), job.error_code, Question.objects.count()) == ("failed", "bank_changed", 1)


def test_cancelling_wipes_file_and_rows_and_stops_the_worker(job: QuestionImport) -> None:
    parse_question_import(job_id=job.pk)
    actions.cancel_import(importer=QuestionImporter(), job=job)
    assert (state_of(job), bytes(job.content), QuestionImportRow.objects.count()) == ("cancelled", b"", 0)
    parse_question_import(job_id=job.pk)
    assert state_of(job) == "cancelled"


def test_old_jobs_expire(job: QuestionImport) -> None:
    parse_question_import(job_id=job.pk)
    sweep()
    assert state_of(job) == "ready"
    QuestionImport.objects.update(created_at=Now() - timedelta(days=8))
    sweep()
    assert state_of(job) == "cancelled"

    QuestionImport.objects.update(state="done", content=b"x", finished_at=Now() - timedelta(days=31))
    QuestionImportRow.objects.create(job=job, row=2, verdict="accept")
    sweep()
    job.refresh_from_db()
    assert (bytes(job.content), QuestionImportRow.objects.count()) == (b"", 0)


def test_progress_is_kept_batch_by_batch(job: QuestionImport, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "BATCH", 2)
    seen: list[tuple[int, int]] = []

    class Watching(QuestionImporter):
        def judge(self, job: Any, table: Any) -> Iterator[Any]:
            for judged in super().judge(job, table):
                seen.append(QuestionImport.objects.values_list("processed", "total").get())
                yield judged

    actions.parse_import(importer=Watching(), job_id=job.pk)
    assert seen == [(0, 3), (0, 3), (2, 3)]
    assert (state_of(job), job.processed) == ("ready", 3)


def test_a_broken_file_fails_with_its_code_and_leaves_no_rows(as_trainer: APIClient) -> None:
    upload = {"file": SimpleUploadedFile("a.xlsx", b"PK broken")}
    pk = as_trainer.post(IMPORTS, upload, format="multipart").json()["id"]
    parse_question_import(job_id=pk)
    found = as_trainer.get(f"{IMPORTS}{pk}/").json()
    assert (found["state"], found["error"]["code"]) == ("failed", "unsafe_archive")
    assert found["error"]["detail"].endswith("。")
    assert as_trainer.post(f"{IMPORTS}{pk}/confirmation/", {}, format="json").json()["code"] == "import_not_ready"
    assert as_trainer.delete(f"{IMPORTS}{pk}/").json()["code"] == "import_not_cancellable"
