"""draft → in_review → published → suspended → retired, and nobody approves her own."""

from collections.abc import Callable
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from exam_platform.audit.models import AuditRecord
from exam_platform.people.models import Person, Role, RoleGrant
from questions.actions import create_question, retire_question, submit_question
from questions.drafts import Draft
from questions.models import Question, Review
from questions.models.question import State
from tests.questions.conftest import QUESTIONS, body, client_of, single, true_false


def post(client: APIClient, question: Question, verb: str, payload: dict[str, Any]) -> Any:
    return client.post(f"{QUESTIONS}{question.pk}/{verb}/", payload, format="json")


APPROVE = {"decision": "approve", "comment": "准确"}


def test_a_question_goes_from_draft_to_published(
    as_trainer: APIClient, as_reviewer: APIClient, trainer: Person, reviewer: Person
) -> None:
    question = create_question(author=trainer, draft=single())
    assert post(as_trainer, question, "submission", {}).json()["state"] == "in_review"
    seen = as_reviewer.get(f"{QUESTIONS}{question.pk}/").json()
    assert seen["permissions"] == {"edit": False, "submit": False, "review": True}
    published = post(as_reviewer, question, "review", APPROVE).json()
    assert (published["state"], published["published_number"]) == ("published", 1)
    review = Review.objects.get()
    assert (review.reviewer, review.decision, review.comment, review.revision.number) == (
        reviewer,
        "approve",
        "准确",
        1,
    )
    kinds = AuditRecord.objects.filter(subject=f"question:{question.pk}").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["question_created", "question_submitted", "question_published"]


def test_a_returned_question_is_a_draft_again(as_reviewer: APIClient, trainer: Person) -> None:
    question = create_question(author=trainer, draft=single())
    submit_question(question=question, by=trainer)
    returned = post(as_reviewer, question, "review", {"decision": "return", "comment": "题干有歧义"}).json()
    assert (returned["state"], returned["published_number"]) == ("draft", None)
    submit_question(question=question, by=trainer)


def test_nobody_approves_what_she_wrote(reviewer: Person, trainer: Person) -> None:
    RoleGrant.objects.create(person=reviewer, role=Role.TRAINER)
    client = client_of(reviewer)
    own = create_question(author=reviewer, draft=single())
    edited = create_question(author=trainer, draft=true_false("甲"))
    post(client, edited, "revisions", body(true_false("甲", key="F")))
    for question in (own, edited):
        post(client, question, "submission", {})
        answer = post(client, question, "review", APPROVE)
        assert (answer.status_code, answer.json()["code"]) == (403, "own_question")
        assert client.get(f"{QUESTIONS}{question.pk}/").json()["permissions"]["review"] is False
    assert Review.objects.count() == 0


def test_a_setting_switches_the_second_person_off(as_trainer: APIClient, trainer: Person, settings: Any) -> None:
    settings.REVIEW_BY_SECOND_PERSON = False
    question = create_question(author=trainer, draft=single())
    assert post(as_trainer, question, "submission", {}).json()["state"] == "published"


def test_an_edit_takes_the_question_out_of_review(
    as_trainer: APIClient, as_reviewer: APIClient, trainer: Person
) -> None:
    question = create_question(author=trainer, draft=single())
    submit_question(question=question, by=trainer)
    assert post(as_trainer, question, "revisions", body(single(key="B"))).json()["state"] == "draft"
    assert post(as_reviewer, question, "review", APPROVE).json()["code"] == "not_in_review"


def test_a_suspended_question_is_not_drawn_until_resumed(
    as_trainer: APIClient, published: Callable[[Draft], Question]
) -> None:
    question = published(single())
    suspended = post(as_trainer, question, "suspension", {"reason": "法条已修改"}).json()
    assert (suspended["state"], suspended["suspension_reason"]) == ("suspended", "法条已修改")
    assert not Question.objects.published().exists()
    resumed = as_trainer.delete(f"{QUESTIONS}{question.pk}/suspension/").json()
    assert (resumed["state"], resumed["suspension_reason"]) == ("published", "")
    assert Question.objects.published().get() == question


ILLEGAL = [
    (State.DRAFT, "review", "not_in_review"),
    (State.DRAFT, "suspension", "not_published"),
    (State.IN_REVIEW, "submission", "not_draft"),
    (State.PUBLISHED, "submission", "not_draft"),
    (State.PUBLISHED, "review", "not_in_review"),
    (State.SUSPENDED, "submission", "not_draft"),
    (State.SUSPENDED, "review", "not_in_review"),
    (State.SUSPENDED, "suspension", "not_published"),
    (State.RETIRED, "submission", "not_draft"),
    (State.RETIRED, "review", "not_in_review"),
    (State.RETIRED, "suspension", "not_published"),
    (State.RETIRED, "retirement", "question_retired"),
    (State.RETIRED, "revisions", "question_retired"),
]


@pytest.mark.parametrize(("state", "verb", "code"), ILLEGAL)
def test_what_a_state_does_not_allow_is_refused(
    state: State, verb: str, code: str, trainer: Person, published: Callable[[Draft], Question]
) -> None:
    RoleGrant.objects.create(person=trainer, role=Role.REVIEWER)
    client = client_of(trainer)
    if state in (State.DRAFT, State.IN_REVIEW):
        question = create_question(author=trainer, draft=single())
        if state == State.IN_REVIEW:
            submit_question(question=question, by=trainer)
    else:
        question = published(single())
        if state == State.SUSPENDED:
            post(client, question, "suspension", {"reason": "停用"})
        if state == State.RETIRED:
            retire_question(question=question, by=trainer, reason="过时")
    assert Question.objects.get().state == state
    assert Question.objects.in_state(state).count() == 1
    payloads = {"review": APPROVE, "submission": {}, "revisions": body(single(key="A"))}
    answer = post(client, question, verb, payloads.get(verb, {"reason": "因为"}))
    assert (answer.status_code, answer.json()["code"]) == (409, code)


def test_a_retired_questions_identity_is_free_again(trainer: Person, published: Callable[[Draft], Question]) -> None:
    retire_question(question=published(single()), by=trainer, reason="过时")
    assert create_question(author=trainer, draft=single()).state == State.DRAFT


def test_many_are_submitted_and_reviewed_at_once_each_for_itself(
    as_trainer: APIClient, as_reviewer: APIClient, trainer: Person, reviewer: Person
) -> None:
    mine = [create_question(author=trainer, draft=true_false(f"第{n}题")) for n in range(3)]
    own = create_question(author=reviewer, draft=true_false("审题人的题"))
    ids = [question.pk for question in [*mine, own]]
    answer = as_trainer.post("/api/v1/question-submissions/", {"questions": [*ids, 10**9]}, format="json").json()
    assert answer["done"] == ids
    assert [(one["id"], one["code"]) for one in answer["refused"]] == [(10**9, "not_found")]
    answer = as_reviewer.post("/api/v1/question-reviews/", {"questions": ids, **APPROVE}, format="json").json()
    assert answer["done"] == ids[:3]
    assert [(one["id"], one["code"]) for one in answer["refused"]] == [(own.pk, "own_question")]
    assert Question.objects.published().count() == 3


@pytest.mark.parametrize("questions", [[], list(range(1, 202)), ["1"], [0], "1"])
def test_a_bulk_of_none_or_too_many_is_refused(as_trainer: APIClient, questions: Any) -> None:
    answer = as_trainer.post("/api/v1/question-submissions/", {"questions": questions}, format="json")
    assert answer.status_code == 400


def test_each_verb_costs_few_queries(
    as_trainer: APIClient, trainer: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    question = create_question(author=trainer, draft=single())
    with django_assert_max_num_queries(15):
        post(as_trainer, question, "submission", {})
