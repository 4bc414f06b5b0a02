"""题集: kept by trainers, published in versions that nothing changes afterwards."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from rest_framework.test import APIClient

from exam_platform.audit.models import AuditRecord
from exam_platform.people.models import Person, Role
from questions.actions import add_revision, create_question, review_question, submit_question, suspend_question
from questions.actions.question_set import change_question_set, create_question_set, publish_question_set
from questions.models import Question, QuestionSetVersion, QuestionSetVersionItem, Revision
from tests.questions.conftest import client_of, person_with, true_false

SETS = "/api/v1/question-sets/"


@pytest.fixture
def questions(published: Any) -> list[Question]:
    return [published(true_false(f"说法{n}。")) for n in range(3)]


def create(client: APIClient, *questions: Question) -> str:
    made = client.post(SETS, {"title": "优化营商环境专题"}, format="json")
    assert made.status_code == 201, made.content
    path = f"{SETS}{made.json()['id']}/"
    if questions:
        assert put(client, path, *(one.pk for one in questions)).status_code == 200
    return path


def put(client: APIClient, path: str, *ids: int) -> Any:
    return client.put(path, {"title": "优化营商环境专题", "questions": list(ids)}, format="json")


def publish(client: APIClient, path: str, cover: str = "供练习用。") -> Any:
    return client.post(f"{path}versions/", {"cover": cover}, format="json")


def test_a_set_holds_its_questions_in_order(
    questions: list[Question], as_trainer: APIClient, django_assert_num_queries: Any
) -> None:
    first, second, third = questions
    path = create(as_trainer, third, first)
    assert [one["question"] for one in as_trainer.get(path).json()["items"]] == [third.pk, first.pk]
    put(as_trainer, path, second.pk, third.pk, second.pk)
    with django_assert_num_queries(5):
        shown = as_trainer.get(path).json()
    assert [(one["position"], one["question"]) for one in shown["items"]] == [(1, second.pk), (2, third.pk)]
    create(as_trainer)
    with django_assert_num_queries(1):
        listed = as_trainer.get(SETS).json()["results"]
    assert [(one["question_count"], one["published_number"]) for one in listed] == [(0, None), (2, None)]


def test_a_version_keeps_what_was_published(
    questions: list[Question], as_trainer: APIClient, trainer: Person, reviewer: Person
) -> None:
    path = create(as_trainer, *questions[:2])
    version = publish(as_trainer, path)
    assert version.status_code == 201, version.content
    assert (version.json()["number"], version.json()["question_count"]) == (1, 2)
    assert AuditRecord.objects.get(kind="question_set_published").actor_id == trainer.pk
    add_revision(question=questions[0], author=trainer, draft=true_false("改过的说法。"))
    submit_question(question=questions[0], by=trainer)
    review_question(question=questions[0], reviewer=reviewer, decision="approve")
    put(as_trainer, path, questions[0].pk, questions[2].pk)
    assert publish(as_trainer, path).json()["number"] == 2
    stems = [[one["stem"] for one in as_trainer.get(f"{path}versions/{n}/").json()["items"]] for n in (1, 2)]
    assert stems == [["说法0。", "说法1。"], ["改过的说法。", "说法2。"]]
    assert [one["number"] for one in as_trainer.get(f"{path}versions/").json()["results"]] == [2, 1]
    assert as_trainer.get(f"{path}versions/3/").status_code == 404


def test_what_may_not_be_drawn_is_not_published(
    questions: list[Question], as_trainer: APIClient, trainer: Person
) -> None:
    path = create(as_trainer)
    assert publish(as_trainer, path).json()["code"] == "nothing_in_set"
    draft = create_question(author=trainer, draft=true_false("草稿。"))
    suspend_question(question=questions[1], by=trainer, reason="有争议")
    put(as_trainer, path, questions[0].pk, questions[1].pk, draft.pk)
    refused = publish(as_trainer, path)
    assert (refused.status_code, refused.json()["code"]) == (409, "not_in_use")
    assert refused.json()["questions"] == [questions[1].pk, draft.pk]
    put(as_trainer, path, questions[0].pk)
    assert publish(as_trainer, path).status_code == 201
    assert publish(as_trainer, path).json()["code"] == "unchanged_set"
    assert publish(as_trainer, path, "另一段说明。").status_code == 201


def test_an_unknown_question_changes_nothing(questions: list[Question], as_trainer: APIClient) -> None:
    path = create(as_trainer, questions[0])
    refused = put(as_trainer, path, questions[1].pk, 999_999)
    assert (refused.status_code, refused.json()["questions"]) == (400, [999_999])
    assert [one["question"] for one in as_trainer.get(path).json()["items"]] == [questions[0].pk]


def test_readers_of_the_bank_read_and_trainers_alone_write(
    questions: list[Question], as_trainer: APIClient, as_reviewer: APIClient
) -> None:
    path = create(as_trainer, questions[0])
    assert as_reviewer.get(path).status_code == 200
    assert as_reviewer.post(SETS, {"title": "题集"}, format="json").status_code == 403
    assert put(as_reviewer, path).status_code == 403
    assert publish(as_reviewer, path).status_code == 403
    candidate = client_of(person_with(Role.CANDIDATE, "考生"))
    assert candidate.get(SETS).status_code == 403
    assert candidate.get(path).status_code == 403


@pytest.mark.parametrize(
    "change",
    [
        lambda version: QuestionSetVersion.objects.filter(pk=version.pk).update(cover="另一段说明。"),
        lambda version: version.items.update(position=9),
        lambda version: version.items.filter(position=1).delete(),
        lambda version: QuestionSetVersionItem.objects.create(version=version, revision_id=_other(version), position=3),
        lambda version: QuestionSetVersionItem.objects.create(version=version, revision_id=_other(version), position=0),
    ],
    ids=["cover", "position", "item", "item added", "item before"],
)
def test_the_database_keeps_a_version(questions: list[Question], trainer: Person, change: Any) -> None:
    made = create_question_set(title="题集", by=trainer)
    change_question_set(question_set=made, title="题集", questions=questions[:2])
    version = publish_question_set(question_set=made, by=trainer, cover="")
    with pytest.raises(IntegrityError, match="a published version never changes"), transaction.atomic():
        change(version)


def _other(version: QuestionSetVersion) -> int:
    taken = version.items.values("revision")
    return Revision.objects.exclude(pk__in=taken).values_list("pk", flat=True)[0]
