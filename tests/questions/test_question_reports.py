"""The queue of reports that a question is wrong, and its answers."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from exam_platform.audit.models import AuditRecord
from exam_platform.people.models import Person, Role
from questions.actions import add_revision, report_question, review_question, submit_question, suspend_question
from questions.models import Question, QuestionReport
from tests.questions.conftest import client_of, person_with, true_false

QUEUE = "/api/v1/question-reports/"


@pytest.fixture
def question(published: Any) -> Question:
    found: Question = published(true_false("条例自2020年起施行。"))
    return found


def report(question: Question, name: str = "考生丙") -> QuestionReport:
    reporter = Person.objects.create(name=name, user_name=name)
    assert question.published_revision is not None
    return report_question(
        revision=question.published_revision, reporter=reporter, origin="attempt:7", fault="key", text="应为错误。"
    )


def settle(client: APIClient, found: QuestionReport, state: str, answer: str = "已核对条文。") -> Any:
    return client.post(f"{QUEUE}{found.pk}/settlement/", {"state": state, "answer": answer}, format="json")


def test_trainers_read_what_was_reported_and_never_by_whom(
    question: Question, published: Any, as_trainer: APIClient, django_assert_num_queries: Any
) -> None:
    report(question)
    second = report(published(true_false("另一题。")), "考生丁")
    with django_assert_num_queries(2):
        answer = as_trainer.get(QUEUE)
    assert "考生" not in answer.content.decode()
    assert "attempt" not in answer.content.decode()
    first = answer.json()["results"][0]
    assert first["question"] == {
        "id": question.pk,
        "number": 1,
        "published_number": 1,
        "state": "published",
        "kind": "true_false",
        "stem": "条例自2020年起施行。",
    }
    assert (first["fault"], first["text"], first["state"], first["settled_by"]) == ("key", "应为错误。", "open", None)
    settle(as_trainer, second, "false_alarm")
    assert [one["id"] for one in as_trainer.get(QUEUE, {"state": "false_alarm"}).json()["results"]] == [second.pk]
    assert [one["id"] for one in as_trainer.get(QUEUE, {"state": "open"}).json()["results"]] == [first["id"]]
    assert [one["id"] for one in as_trainer.get(QUEUE, {"question": question.pk}).json()["results"]] == [first["id"]]
    assert as_trainer.get(QUEUE, {"reporter": "1"}).status_code == 400


def test_a_report_is_settled_once_and_on_record(question: Question, as_trainer: APIClient, trainer: Person) -> None:
    found = report(question)
    answer = settle(as_trainer, found, "false_alarm")
    assert answer.status_code == 200, answer.content
    assert (answer.json()["state"], answer.json()["settled_by"]) == ("false_alarm", "教师甲")
    record = AuditRecord.objects.get(kind="question_report_settled")
    assert (record.actor_id, record.subject) == (trainer.pk, f"question:{question.pk}")
    assert record.detail["report"] == found.pk
    again = settle(as_trainer, found, "false_alarm", "另一答复")
    assert (again.status_code, again.json()["code"]) == (409, "report_settled")
    found.refresh_from_db()
    assert found.answer == "已核对条文。"


def test_revised_is_said_only_of_what_is_published_anew(
    question: Question, as_trainer: APIClient, trainer: Person, reviewer: Person
) -> None:
    found = report(question)
    assert settle(as_trainer, found, "revised").json()["code"] == "still_the_same"
    add_revision(question=question, author=trainer, draft=true_false("条例自2021年起施行。"))
    assert settle(as_trainer, found, "revised").json()["code"] == "still_the_same"
    submit_question(question=question, by=trainer)
    review_question(question=question, reviewer=reviewer, decision="approve")
    answer = settle(as_trainer, found, "revised").json()
    assert (answer["state"], answer["question"]["number"], answer["question"]["published_number"]) == ("revised", 1, 2)


def test_suspended_is_said_only_of_what_is_withdrawn(
    question: Question, as_trainer: APIClient, trainer: Person
) -> None:
    found = report(question)
    assert settle(as_trainer, found, "suspended").json()["code"] == "still_drawn"
    suspend_question(question=question, by=trainer, reason="答案有争议")
    assert settle(as_trainer, found, "suspended").status_code == 200


def test_a_reviewer_reads_and_does_not_settle(question: Question, as_reviewer: APIClient) -> None:
    found = report(question)
    assert as_reviewer.get(QUEUE).status_code == 200
    assert settle(as_reviewer, found, "false_alarm").status_code == 403


def test_who_may_not_see_keys_reads_no_report(question: Question) -> None:
    found = report(question)
    officer = client_of(person_with(Role.OFFICER, "考务"))
    assert officer.get(QUEUE).status_code == 403
    assert settle(officer, found, "false_alarm").status_code == 403


def test_an_answer_is_due_and_open_is_none(question: Question, as_trainer: APIClient) -> None:
    found = report(question)
    assert settle(as_trainer, found, "open").status_code == 400
    assert settle(as_trainer, found, "false_alarm", " ").status_code == 400
