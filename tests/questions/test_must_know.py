"""应知应会清单: versions that nothing changes, and which of their articles the bank has questions on."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from rest_framework.test import APIClient

from exam_platform.audit.models import AuditRecord
from exam_platform.people.models import Person, Role
from questions.actions import suspend_question
from questions.models import Law, MustKnowItem
from tests.questions.conftest import client_of, person_with, true_false
from tests.questions.law_files import NEW, OLD, import_laws

LISTS = "/api/v1/must-know-lists/"


@pytest.fixture
def law(as_trainer: APIClient) -> int:
    import_laws(as_trainer, OLD)
    return Law.objects.get().pk


def place(article: int, branch: int = 0) -> dict[str, int]:
    return {"article": article, "branch": branch}


def send(client: APIClient, path: str, *items: dict[str, Any], title: str = "领导干部应知应会") -> Any:
    return client.post(path, {"title": title, "audience": "领导干部", "items": list(items)}, format="json")


def create(client: APIClient, *items: dict[str, Any]) -> str:
    made = send(client, LISTS, *items)
    assert made.status_code == 201, made.content
    return f"{LISTS}{made.json()['id']}/"


def test_each_change_is_a_new_version(as_trainer: APIClient, law: int, trainer: Person) -> None:
    path = create(as_trainer, {"law": law})
    second = send(as_trainer, f"{path}versions/", {"law": law, "first": place(1), "last": place(3)})
    assert (second.status_code, second.json()["number"]) == (201, 2)
    assert [one["articles"] for one in second.json()["items"]] == ["第一条至第三条"]
    again = send(as_trainer, f"{path}versions/", {"law": law, "first": place(1), "last": place(3)})
    assert (again.status_code, again.json()["code"]) == (409, "unchanged_list")
    first = as_trainer.get(f"{path}versions/1/").json()
    assert [(one["law"]["title"], one["articles"], one["first"]) for one in first["items"]] == [
        ("甲市图书馆条例", "", None)
    ]
    assert [one["number"] for one in as_trainer.get(LISTS).json()["results"]] == [2]
    assert [one["number"] for one in as_trainer.get(f"{path}versions/").json()["results"]] == [2, 1]
    assert {one.actor_id for one in AuditRecord.objects.filter(kind="must_know_list_published")} == {trainer.pk}
    for change in (MustKnowItem.objects.all().update, MustKnowItem.objects.all().delete):
        with pytest.raises(IntegrityError, match="a published version never changes"), transaction.atomic():
            change(**({"position": 7} if change.__name__ == "update" else {}))


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [(place(3), place(2), "bad_range"), (place(3), None, "bad_range"), (None, place(3), "bad_range")],
)
def test_a_range_has_two_ends_in_order(as_trainer: APIClient, law: int, first: Any, last: Any, code: str) -> None:
    refused = send(as_trainer, LISTS, {"law": law, "first": first, "last": last})
    assert (refused.status_code, refused.json()["code"]) == (400, code)
    unknown = send(as_trainer, LISTS, {"law": law + 1})
    assert (unknown.status_code, unknown.json()["laws"]) == (400, [law + 1])


def test_coverage_counts_the_questions_that_may_be_drawn(
    as_trainer: APIClient, law: int, trainer: Person, published: Any, django_assert_num_queries: Any
) -> None:
    path = create(as_trainer, {"law": law, "first": place(2), "last": place(4)}, {"law": law})
    published(true_false("其一。", citation="《甲市图书馆条例》第二条第一款;《甲市图书馆条例》第二条第二款"))
    published(true_false("其二。", citation="《图书馆条例》第三条;《甲市图书馆条例》第一条"))
    suspended = published(true_false("其三。", citation="《甲市图书馆条例》第四条"))
    suspend_question(question=suspended, by=trainer, reason="有争议")
    with django_assert_num_queries(4):
        shown = as_trainer.get(f"{path}versions/1/coverage/").json()["results"]
    ranged, whole = shown
    assert [(one["label"], one["count"]) for one in ranged["places"]] == [("第二条", 1), ("第三条", 0), ("第四条", 0)]
    assert (ranged["covered"], whole["covered"], len(whole["places"])) == (1, 2, 5)
    import_laws(as_trainer, NEW)
    # 第二条 says something else now: its question waits for a reviewer and covers nothing
    assert as_trainer.get(f"{path}versions/1/coverage/").json()["results"][0]["covered"] == 0


def test_whoever_is_signed_in_reads_and_trainers_alone_write(as_trainer: APIClient, law: int) -> None:
    path = create(as_trainer, {"law": law})
    candidate = client_of(person_with(Role.CANDIDATE, "考生"))
    assert candidate.get(f"{path}versions/1/").status_code == 200
    assert candidate.get(f"{path}versions/1/coverage/").status_code == 403
    assert send(candidate, LISTS, {"law": law}).status_code == 403
    assert send(candidate, f"{path}versions/", {"law": law}).status_code == 403
