"""A change is a new revision; what was published stays what it was."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction
from rest_framework.test import APIClient

from exam_platform.people.models import Person
from questions.actions import create_question
from questions.drafts import Draft
from questions.models import Citation, Key, Question, Revision
from questions.selection import published as drawable
from tests.questions.conftest import QUESTIONS, body, single, true_false


def test_it_makes_a_new_revision_and_leaves_the_published_one_drawable(
    as_trainer: APIClient, published: Callable[[Draft], Question]
) -> None:
    question = published(single(citation="《优化营商环境条例》第七十二条"))
    first = question.published_revision
    answer = as_trainer.post(f"{QUESTIONS}{question.pk}/revisions/", body(single(), key=["B"]), format="json")
    assert answer.status_code == 201, answer.content
    found = answer.json()
    assert (found["state"], found["revision"]["number"], found["published_number"]) == ("draft", 2, 1)
    assert found["revision"]["key"] == ["B"]
    assert list(drawable()) == [first]
    assert Key.objects.get(revision=first).answer == ["C"]
    numbers = [one["number"] for one in as_trainer.get(f"{QUESTIONS}{question.pk}/revisions/").json()["results"]]
    assert numbers == [2, 1]


def test_it_refuses_a_revision_that_changes_nothing(as_trainer: APIClient, trainer: Person) -> None:
    question = create_question(author=trainer, draft=single())
    answer = as_trainer.post(f"{QUESTIONS}{question.pk}/revisions/", body(single()), format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "unchanged_question")


def test_it_refuses_to_become_another_question(as_trainer: APIClient, trainer: Person) -> None:
    create_question(author=trainer, draft=true_false("甲"))
    question = create_question(author=trainer, draft=true_false("乙"))
    answer = as_trainer.post(f"{QUESTIONS}{question.pk}/revisions/", body(true_false("甲。")), format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "duplicate_question")


def test_the_database_refuses_to_change_what_is_published(published: Callable[[Draft], Question]) -> None:
    question = published(single(citation="《优化营商环境条例》第七十二条"))
    revisions = Revision.objects.filter(question=question)
    changes = [
        lambda: revisions.update(stem="改写"),
        lambda: revisions.update(options=[]),
        lambda: revisions.update(details={"any_order": True}),
        lambda: Key.objects.filter(revision__in=revisions).update(answer=["A"]),
        lambda: Citation.objects.filter(revision__in=revisions).update(article=1),
    ]
    for change in changes:
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            change()
    assert revisions.get().as_draft() == single(citation="《优化营商环境条例》第七十二条")


def test_a_draft_revision_may_still_be_corrected_by_a_migration(trainer: Person) -> None:
    question = create_question(author=trainer, draft=single())
    assert Revision.objects.filter(question=question).update(source="补录") == 1
