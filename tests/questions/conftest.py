from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

import pytest
from rest_framework.test import APIClient

from exam_platform.people.models import Person, Role, RoleGrant
from questions.actions import create_question, review_question, submit_question
from questions.drafts import Draft
from questions.models import Question

QUESTIONS = "/api/v1/questions/"
IMPORTS = "/api/v1/question-imports/"


def person_with(role: Role, name: str) -> Person:
    person = Person.objects.create(name=name, user_name=name)
    RoleGrant.objects.create(person=person, role=role)
    return person


def client_of(person: Person) -> APIClient:
    client = APIClient()
    client.force_authenticate(person)
    return client


@pytest.fixture
def trainer(db: None) -> Person:
    return person_with(Role.TRAINER, "教师甲")


@pytest.fixture
def reviewer(db: None) -> Person:
    return person_with(Role.REVIEWER, "审题人乙")


@pytest.fixture
def as_trainer(trainer: Person) -> APIClient:
    return client_of(trainer)


@pytest.fixture
def as_reviewer(reviewer: Person) -> APIClient:
    return client_of(reviewer)


def single(stem: str = "条例自何时起施行?", key: str = "C", **fields: Any) -> Draft:
    texts = ["2019年10月8日", "2019年10月22日", "2020年1月1日", "2020年5月1日"]
    options: Any = [{"letter": letter, "text": text} for letter, text in zip("ABCD", texts, strict=True)]
    return Draft(kind="single", stem=stem, options=options, key=[key], **fields)


def true_false(stem: str, key: str = "T", **fields: Any) -> Draft:
    return Draft(kind="true_false", stem=stem, key=[key], **fields)


def body(draft: Draft, **changes: Any) -> dict[str, Any]:
    """A draft as the browser sends it."""
    return asdict(replace(draft, **changes))


@pytest.fixture
def published(trainer: Person, reviewer: Person) -> Callable[[Draft], Question]:
    def publish(draft: Draft) -> Question:
        question = create_question(author=trainer, draft=draft)
        submit_question(question=question, by=trainer)
        review_question(question=question, reviewer=reviewer, decision="approve")
        question.refresh_from_db()
        return question

    return publish
