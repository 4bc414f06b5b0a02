"""More questions than one request writes: a file of the background, cancelled, taken under the rights of now."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from exam_platform.audit.models import AuditRecord
from exam_platform.exams.models import Exam
from exam_platform.people.models import Person, Role, RoleGrant
from exam_platform.results.actions import exports
from exam_platform.results.actions.exports import make_export, path_of
from exam_platform.results.models import Export
from questions.actions import create_question, question_export
from questions.actions.question_export import ranges, still_exportable
from questions.models import Question
from tests.factories.exams import HOUR, make_district, make_published_exam, shift_windows
from tests.questions.conftest import client_of, person_with, single, true_false
from tests.questions.test_question_export import export as export_at_once
from tests.questions.test_question_import import upload

EXPORTS = "/api/v1/exports/"


@pytest.fixture(autouse=True)
def small_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(question_export, "MOST_AT_ONCE", 2)
    monkeypatch.setattr(question_export, "_BATCH", 1)


def order(client: Client, status: int = 202, code: str = "json", **filters: Any) -> dict[str, Any]:
    answer = client.post(f"{EXPORTS}questions/", {"format": code, "filters": filters}, format="json")
    assert answer.status_code == status, answer.content
    told: dict[str, Any] = answer.json()
    return told


def told_of(client: Client, pk: int) -> dict[str, Any]:
    told: dict[str, Any] = client.get(f"{EXPORTS}{pk}/").json()
    return told


def sentences(author: Person, many: int) -> list[Question]:
    return [create_question(author=author, draft=true_false(f"第{number}句。")) for number in range(many)]


def test_the_file_is_made_in_batches_and_says_what_it_lacks(
    as_trainer: APIClient, trainer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    *plain, last = sentences(trainer, 3)
    kept = create_question(author=trainer, draft=replace(single("第九句,请排序。"), kind="ordering", key=[*"CABD"]))
    assert export_at_once(as_trainer, status=409)["code"] == "export_in_background"
    assert export_at_once(as_trainer, search="第九")["exported"] == 1
    asked = order(as_trainer, code="gift")
    assert (asked["state"], asked["kind"], asked["file_name"]) == ("queued", "questions", "试题.gift.txt")
    assert order(as_trainer, status=429)["code"] == "too_many_exports"
    seen: list[tuple[int, int]] = []
    real = exports._progress

    def see_and_report(row: Export, done: int, total: int) -> bool:
        seen.append((done, total))
        return real(row, done, total)

    monkeypatch.setattr(exports, "_progress", see_and_report)
    make_export(export_id=asked["id"])
    assert seen == [(number, 4) for number in range(1, 5)]
    done = told_of(as_trainer, asked["id"])
    assert (done["state"], done["processed"], done["error"]) == ("done", 4, None)
    left = [{"question": kept.pk, "whole": True, "what": "题型:排序题"}]
    assert done["notes"] == {"exported": 3, "held_back": 0, "left": left}
    assert "notes" not in as_trainer.get(EXPORTS).json()["results"][0]
    url = as_trainer.post(f"{EXPORTS}{asked['id']}/download/").json()["url"]
    file: Any = as_trainer.get(f"/api/v1/{url}")
    assert upload(as_trainer, "试题.txt", b"".join(file.streaming_content))["counts"]["skip"] == 3
    acts = AuditRecord.objects.filter(actor_id=trainer.pk, subject="question_bank").order_by("pk")
    assert [(act.kind, act.detail) for act in acts][1:] == [
        ("export.requested", {"export": asked["id"], "kind": "questions"}),
        ("questions_exported", {"format": "gift", "questions": ranges([*(one.pk for one in plain), last.pk])}),
        ("export.downloaded", {"export": asked["id"]}),
    ]


def test_it_stops_after_a_batch_when_cancelled(
    as_trainer: APIClient, trainer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentences(trainer, 3)
    asked = order(as_trainer, code="csv")
    real, calls = exports._progress, []

    def cancel_then_report(row: Export, done: int, total: int) -> bool:
        calls.append(done)
        assert as_trainer.delete(f"{EXPORTS}{row.pk}/").status_code == 204
        return real(row, done, total)

    monkeypatch.setattr(exports, "_progress", cancel_then_report)
    make_export(export_id=asked["id"])
    assert calls == [1]
    assert told_of(as_trainer, asked["id"])["state"] == "cancelled"
    assert not path_of(Export.objects.get(pk=asked["id"])).exists()
    assert not AuditRecord.objects.filter(kind="questions_exported").exists()


def test_it_is_for_who_sees_keys_when_ordered_made_and_taken(as_trainer: APIClient, trainer: Person) -> None:
    sentences(trainer, 1)
    order(client_of(person_with(Role.OFFICER, "考务")), status=403)
    assert order(as_trainer, status=409, kind="single")["code"] == "nothing_to_export"
    made = order(as_trainer)["id"]
    make_export(export_id=made)
    waiting = order(as_trainer)["id"]
    RoleGrant.objects.filter(person=trainer).delete()
    make_export(export_id=waiting)
    assert told_of(as_trainer, waiting)["error"]["code"] == "not_permitted"
    assert as_trainer.post(f"{EXPORTS}{made}/download/").status_code == 404


def test_what_a_secret_examination_holds_by_then_is_not_given_out(as_trainer: APIClient) -> None:
    exam = make_published_exam(make_district())
    asked = order(as_trainer)["id"]
    make_export(export_id=asked)
    take = f"{EXPORTS}{asked}/download/"
    url = as_trainer.post(take).json()["url"]
    Exam.objects.filter(pk=exam.pk).update(bank_openness=Exam.BankOpenness.SECRET)
    for refused in (as_trainer.get(f"/api/v1/{url}"), as_trainer.post(take)):
        assert (refused.status_code, refused.json()["code"]) == (403, "export_beyond_rights")
    again = order(as_trainer)["id"]
    make_export(export_id=again)
    notes = told_of(as_trainer, again)["notes"]
    held = exam.forms.values("items__revision__question").distinct().count()
    assert (notes["held_back"], notes["exported"]) == (held, Question.objects.count() - held)
    shift_windows(exam, -1000 * HOUR)
    assert as_trainer.get(f"/api/v1/{url}").status_code == 200


def test_ranges_are_read_as_they_are_written(trainer: Person) -> None:
    first, *_, last = ids = [one.pk for one in sentences(trainer, 4)]
    assert still_exportable(by=trainer, exported=ranges(ids))
    assert still_exportable(by=trainer, exported=ranges([first, last]))
    assert still_exportable(by=trainer, exported=ranges([]))
    assert not still_exportable(by=trainer, exported=ranges([*ids, last + 1]))
