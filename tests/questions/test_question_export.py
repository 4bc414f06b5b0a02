"""Questions out as a file and in again, and who may not have them."""

import io
import json
from typing import Any

import pytest
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http.multipartparser import MultiPartParser
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from exam_platform.audit.models import AuditRecord
from exam_platform.exams.models import Exam
from exam_platform.people.models import Person, Role
from questions.actions import create_question
from questions.actions.question_export import ranges
from questions.formats.targets import TARGETS
from questions.models import Question
from tests.factories.exams import HOUR, make_district, make_published_exam, shift_windows
from tests.questions.conftest import client_of, person_with, single, true_false
from tests.questions.test_question_import import confirm, rows_of, upload

EXPORTS = "/api/v1/question-exports/"


def export(client: APIClient, code: str = "json", status: int = 200, **filters: Any) -> dict[str, Any]:
    """The notes with `file_name` and `content`; or the problem."""
    answer: Any = client.post(EXPORTS, {"format": code, "filters": filters}, format="json")
    assert answer.status_code == status, answer.content
    if status != 200:
        problem: dict[str, Any] = answer.json()
        return problem
    head = {"CONTENT_TYPE": answer["Content-Type"], "CONTENT_LENGTH": "1"}
    notes, files = MultiPartParser(
        head, io.BytesIO(b"".join(answer.streaming_content)), [TemporaryFileUploadHandler()]
    ).parse()
    return json.loads(str(notes["notes"])) | {"file_name": files["file"].name, "content": files["file"].read()}


@pytest.mark.parametrize("code", TARGETS)
def test_a_file_goes_out_and_comes_into_an_empty_bank(code: str, as_trainer: APIClient, trainer: Person) -> None:
    for draft in (
        single(topic="条例/总则", points=150),
        true_false("市场主体有权拒绝摊派。", explanation="第十四条。"),
    ):
        create_question(author=trainer, draft=draft)
    before = [question.current.as_draft() for question in Question.objects.order_by("pk") if question.current]
    file = export(as_trainer, code)
    assert (file["exported"], file["held_back"], file["left"]) == (2, 0, [])
    again = upload(as_trainer, file["file_name"], file["content"])
    assert again["counts"]["skip"] == 2, rows_of(as_trainer, again)
    Question.objects.update(retired_at="2026-01-01T00:00:00Z")
    assert confirm(as_trainer, upload(as_trainer, "任意.txt", file["content"]))["state"] == "done"
    fresh = Question.objects.filter(retired_at=None).order_by("pk")
    assert [question.current.as_draft() for question in fresh if question.current] == before


def test_filters_are_those_of_the_list_and_the_act_is_on_record(as_trainer: APIClient, trainer: Person) -> None:
    first, second = (create_question(author=trainer, draft=true_false(f"第{n}句。")) for n in "一二")
    assert export(as_trainer, search="第二")["exported"] == 1
    record = AuditRecord.objects.get(kind="questions_exported")
    assert record.actor_id == trainer.pk
    assert record.detail == {"format": "json", "questions": str(second.pk)}
    assert export(as_trainer, kind="single", status=409)["code"] == "nothing_to_export"
    assert export(as_trainer, colour="red", status=400)["errors"][0]["pointer"] == "/filters/colour"
    assert export(as_trainer, "exe", status=400)
    assert first.pk


def test_keys_go_to_nobody_who_may_not_see_them(as_trainer: APIClient, trainer: Person) -> None:
    create_question(author=trainer, draft=single())
    export(client_of(person_with(Role.OFFICER, "考务")), status=403)
    assert not AuditRecord.objects.filter(kind="questions_exported").exists()


def test_queries_do_not_grow(
    as_trainer: APIClient, trainer: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        create_question(author=trainer, draft=true_false(f"第{number}句。"))
    with django_assert_max_num_queries(16):
        export(as_trainer)


def test_a_secret_examination_keeps_its_questions_until_it_is_over(as_trainer: APIClient) -> None:
    exam = make_published_exam(make_district(), bank_openness=Exam.BankOpenness.SECRET)
    items = {item.revision.question_id for form in exam.forms.all() for item in form.items.select_related("revision")}
    file = export(as_trainer)
    assert items
    assert file["held_back"] == len(items)
    assert file["exported"] == Question.objects.count() - len(items)
    shift_windows(exam, -1000 * HOUR)
    assert export(as_trainer)["held_back"] == 0


def test_ranges() -> None:
    assert ranges([]) == ""
    assert ranges([1, 2, 3, 7, 9, 10]) == "1-3,7,9-10"
