"""待复核: a newer version marks the published questions whose article changed, and what frees them again."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import F
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from exam_platform.audit.models import AuditRecord
from exam_platform.people.models import Person, Role
from questions import selection
from questions.actions import (
    add_revision,
    create_question,
    resume_question,
    review_question,
    submit_question,
    suspend_question,
)
from questions.drafts import Draft
from questions.models import Law, LawVersion, Question, StaleMark
from tests.questions.conftest import QUESTIONS, client_of, person_with, true_false
from tests.questions.law_files import LAWS, NEW, OLD, import_laws

QUEUE = "/api/v1/stale-questions/"
LAW = "《甲市图书馆条例》"

Publish = Callable[[Draft], Question]


def citing(article: str, stem: str = "", **fields: Any) -> Draft:
    return true_false(stem or f"关于{article}的说法。", citation=f"{LAW}{article}", **fields)


@pytest.fixture
def questions(published: Publish, as_trainer: APIClient) -> dict[int, Question]:
    """A published question on each article of the old version, by its number."""
    import_laws(as_trainer, OLD)
    return {n: published(citing(f"第{n}条")) for n in range(1, 6)}


def queue(client: APIClient, **query: Any) -> list[dict[str, Any]]:
    answer = client.get(QUEUE, query)
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


def drawn() -> set[int]:
    return set(selection.published().values_list("question", flat=True))


def confirmation(client: APIClient, question: Question, *marks: int) -> Any:
    return client.post(f"{QUESTIONS}{question.pk}/citation-confirmation/", {"marks": list(marks)}, format="json")


def test_a_newer_version_marks_what_cites_a_changed_moved_or_vanished_article(
    questions: dict[int, Question], as_trainer: APIClient, as_reviewer: APIClient
) -> None:
    assert queue(as_reviewer) == []
    import_laws(as_trainer, NEW)
    found = {one["id"]: one for one in queue(as_reviewer)}
    reasons = {n: [mark["reason"] for mark in found[q.pk]["marks"]] for n, q in questions.items() if q.pk in found}
    assert reasons == {2: ["changed"], 3: ["moved"], 4: ["gone"], 5: ["changed"]}
    (mark,) = found[questions[2].pk]["marks"]
    difference = mark["difference"]
    assert (difference["old"]["text"], difference["new"]["text"]) == (
        "图书馆应当在五日内答复读者。",
        "图书馆应当在三日内答复读者。",
    )
    assert [piece for piece in difference["pieces"] if piece["kind"] != "same"] == [
        {"kind": "deleted", "text": "五"},
        {"kind": "inserted", "text": "三"},
    ]
    assert mark["law"]["title"] == "甲市图书馆条例"
    assert found[questions[3].pk]["marks"][0]["difference"]["new"]["label"] == "第四条"
    assert found[questions[4].pk]["marks"][0]["difference"]["new"] is None
    assert found[questions[2].pk]["key"] == ["T"]
    # out of new forms, and the published revision stays what it was
    assert drawn() == {questions[1].pk}
    assert Question.objects.filter(published_revision=F("current")).count() == 5
    assert AuditRecord.objects.filter(kind="laws_imported").latest("pk").detail["questions_marked"] == 4


def test_a_reviewer_who_says_still_right_frees_it(
    questions: dict[int, Question], as_trainer: APIClient, as_reviewer: APIClient
) -> None:
    import_laws(as_trainer, NEW)
    question = questions[2]
    (mark,) = next(one["marks"] for one in queue(as_reviewer) if one["id"] == question.pk)
    assert confirmation(as_reviewer, question, mark["id"], 10**6).json()["code"] == "no_stale_mark"
    assert question.pk not in drawn()
    assert confirmation(as_reviewer, question, mark["id"]).status_code == 200
    assert question.pk in drawn()
    assert question.pk not in {one["id"] for one in queue(as_reviewer)}
    assert confirmation(as_reviewer, question, mark["id"]).json()["code"] == "no_stale_mark"
    settled = StaleMark.objects.get(pk=mark["id"])
    assert (settled.settled_by, settled.article) == (Person.objects.get(name="审题人乙"), 2)
    record = AuditRecord.objects.get(kind="citations_confirmed")
    assert (record.subject, record.detail["marks"]) == (f"question:{question.pk}", [mark["id"]])


def test_a_new_revision_frees_it_once_it_is_published(
    questions: dict[int, Question], as_trainer: APIClient, trainer: Person, reviewer: Person, as_reviewer: APIClient
) -> None:
    import_laws(as_trainer, NEW)
    question = questions[3]
    add_revision(question=question, author=trainer, draft=citing("第4条", "关于第3条的说法。"))
    assert question.pk not in drawn()
    submit_question(question=question, by=trainer)
    review_question(question=question, reviewer=reviewer, decision="approve")
    assert question.pk in drawn()
    assert question.pk not in {one["id"] for one in queue(as_reviewer)}


def test_nobody_confirms_her_own_question(questions: dict[int, Question], as_trainer: APIClient) -> None:
    import_laws(as_trainer, NEW)
    both = person_with(Role.DISTRICT_ADMINISTRATOR, "管理员")
    own = questions[2]
    Question.objects.filter(pk=own.pk).update(author=both)
    mark = StaleMark.objects.get(question=own)
    answer = confirmation(client_of(both), own, mark.pk)
    assert (answer.status_code, answer.json()["code"]) == (403, "own_question")
    assert confirmation(as_trainer, own, mark.pk).status_code == 403
    assert {one["may_confirm"] for one in queue(client_of(both)) if one["id"] == own.pk} == {False}
    assert {one["may_confirm"] for one in queue(client_of(both)) if one["id"] != own.pk} == {True}


@pytest.mark.parametrize("role", [Role.OFFICER, Role.AUDITOR, Role.CANDIDATE])
def test_who_sees_no_keys_sees_no_queue(db: None, role: Role) -> None:
    assert client_of(person_with(role, "某人")).get(QUEUE).status_code == 403


def test_short_titles_and_full_ones_are_the_same_law(published: Publish, as_trainer: APIClient) -> None:
    full = OLD.replace("甲市图书馆条例", "中华人民共和国图书馆法")
    import_laws(as_trainer, full)
    for n, title in enumerate(["图书馆法", "中华人民共和国图书馆法", "图书馆法（2015修订）"]):
        published(true_false(f"说法{n}", citation=f"《{title}》第一条；第二条第一款、第二款"))
    published(true_false("别的法", citation="《乙市图书馆法》第二条"))
    published(true_false("没有写明条", citation="《图书馆法》"))
    import_laws(as_trainer, NEW.replace("甲市图书馆条例", "中华人民共和国图书馆法"))
    assert StaleMark.objects.count() == 3
    assert set(StaleMark.objects.values_list("article", flat=True)) == {2}


def test_what_may_come_into_use_later_is_marked_too(
    published: Publish, as_trainer: APIClient, as_reviewer: APIClient, trainer: Person, reviewer: Person
) -> None:
    """Suspended ones may be resumed, and what waits for review was written before the law changed."""
    import_laws(as_trainer, OLD)
    suspended = published(citing("第2条", "停用的"))
    suspend_question(question=suspended, by=trainer, reason="停用")
    waiting = create_question(author=trainer, draft=citing("第2条", "待审的"))
    submit_question(question=waiting, by=trainer)
    import_laws(as_trainer, NEW)
    assert [one["id"] for one in queue(as_reviewer)] == [suspended.pk]
    review_question(question=waiting, reviewer=reviewer, decision="approve")
    assert {one["id"] for one in queue(as_reviewer)} == {suspended.pk, waiting.pk}
    resume_question(question=suspended, by=trainer)
    assert drawn() == set()
    later = published(citing("第2条", "后来写的"))
    assert drawn() == {later.pk}


def test_an_older_version_that_comes_later_marks_nothing(
    published: Publish, as_trainer: APIClient, as_reviewer: APIClient
) -> None:
    import_laws(as_trainer, NEW)
    published(citing("第2条"))
    import_laws(as_trainer, OLD)
    assert queue(as_reviewer) == []


def test_a_library_that_is_filled_with_both_versions_marks_what_is_older_than_the_newer_one(
    published: Publish, as_trainer: APIClient, as_reviewer: APIClient
) -> None:
    published(citing("第2条"))
    import_laws(as_trainer, NEW, OLD)
    assert queue(as_reviewer) == []
    # a text that adds an article to a version makes no difference
    import_laws(as_trainer, f"{NEW}\n第六条 本条例由市文化主管部门解释。")
    assert queue(as_reviewer) == []
    older = published(true_false("丙市", citation="《丙市图书馆条例》第二条"))
    to_come = NEW.replace("2020年3月1日", "2099年3月1日").replace("2020年6月1日", "2099年6月1日")
    import_laws(as_trainer, OLD.replace("甲市", "丙市"), to_come.replace("甲市", "丙市"))
    assert [one["id"] for one in queue(as_reviewer)] == [older.pk]


def test_a_version_in_parts_says_nothing_of_what_is_missing(published: Publish, as_trainer: APIClient) -> None:
    import_laws(as_trainer, OLD)
    published(citing("第2条", "改了"))
    published(citing("第4条", "没有了"))
    head, _, body = NEW.partition("\n\n第一章")
    title, _, history = head.partition("\n\n")
    import_laws(as_trainer, f"{title}\n\n# 总则编\n\n{history}\n\n第一章{body}")
    assert LawVersion.objects.latest("dated").parts == ["总则编"]
    assert [
        mark.question.published_revision.stem for mark in StaleMark.objects.all() if mark.question.published_revision
    ] == ["改了"]


def test_a_repeal_marks_all_of_a_law_and_taking_it_back_frees_them(
    questions: dict[int, Question], published: Publish, as_trainer: APIClient, as_reviewer: APIClient
) -> None:
    whole = published(true_false("整部法", citation=LAW))
    door = f"{LAWS}{Law.objects.get().pk}/repeal/"
    as_trainer.post(door, {"repealed_on": "2024-01-01", "reason": "被替代"}, format="json")
    found = queue(as_reviewer)
    assert {one["id"] for one in found} == {whole.pk, *(one.pk for one in questions.values())}
    assert {mark["reason"] for one in found for mark in one["marks"]} == {"repealed"}
    assert found[0]["marks"][0]["difference"] is None
    assert drawn() == set()
    as_trainer.delete(door, {"reason": "登记有误"}, format="json")
    assert queue(as_reviewer) == []
    assert len(drawn()) == 6


def test_the_queue_is_paged_filtered_and_takes_a_fixed_number_of_queries(
    published: Publish,
    as_trainer: APIClient,
    as_reviewer: APIClient,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    import_laws(as_trainer, OLD)
    for n in range(12):
        published(citing("第2条；第4条", f"说法{n}"))
    import_laws(as_trainer, NEW)
    page = as_reviewer.get(QUEUE, {"page_size": 5}).json()
    assert (len(page["results"]), bool(page["next"])) == (5, True)
    # questions, marks, provisions
    with django_assert_num_queries(3):
        assert len(queue(as_reviewer)) == 12
    law = Law.objects.get()
    assert len(queue(as_reviewer, law=law.pk)) == 12
    assert queue(as_reviewer, law=law.pk + 1) == []
    stale = as_reviewer.get(QUESTIONS, {"stale": "true"}).json()["results"]
    assert {one["is_stale"] for one in stale} == {True}
    assert len(stale) == 12
    assert as_reviewer.get(QUESTIONS, {"stale": "false"}).json()["results"] == []
    assert len(as_reviewer.get(QUESTIONS).json()["results"]) == 12
    assert as_reviewer.get(QUEUE, {"state": "open"}).status_code == 400
