"""Which articles of a 应知应会 list a unit's people were tested on."""

import datetime as dt

import pytest
from django.utils import timezone

from exam_platform.exams.models import Window
from exam_platform.grading.actions import grade_attempts
from exam_platform.people.models import Role
from exam_platform.sittings.models import Attempt
from questions.actions.must_know import create_must_know_list
from questions.models import Citation, Law, LawVersion, Provision
from tests.sittings.room import Room, make_room, signed_in

DAY = dt.date(2020, 1, 1)


@pytest.fixture
def law(db) -> Law:
    law = Law.objects.create(title="优化营商环境条例", short_title="优化营商环境条例")
    version = LawVersion.objects.create(law=law, dated=DAY, in_force_on=DAY, imported_at=timezone.now())
    Provision.objects.bulk_create(Provision(version=version, article=n, text="条文。") for n in (1, 2, 3))
    return law


@pytest.fixture
def room(law: Law) -> Room:
    """Of five questions the first cites 第一条, the second 第二条; who sits answers the first alone."""
    room = make_room()
    for item in room.forms[0].items.filter(position__lte=2):
        cited = {"law": law.title, "short_title": law.short_title, "article": item.position}
        Citation.objects.create(revision=item.revision, question=item.revision.question, **cited)
    return room


def sit(room: Room, unit) -> int:
    candidate = room.candidate(room.entry(unit))
    candidate.start()
    candidate.save(candidate.change(1, ["B"]))
    candidate.submit()
    grade_attempts(attempt_ids=[candidate.attempt])
    return candidate.entry.person_id


@pytest.fixture
def address(room: Room, law: Law) -> str:
    items = [{"law": law.pk, "first": None, "last": None}]
    version = create_must_know_list(title="清单", audience="领导干部", items=items, by=room.exam.created_by)
    return f"/api/v1/must-know-lists/{version.must_know_list_id}/versions/1/tested/"


def counts(answer):
    body = answer.json()
    return body["persons"], [place["count"] for place in body["results"][0]["places"]]


def close(room: Room) -> None:
    past = timezone.now() - dt.timedelta(days=1)
    Window.objects.filter(exam=room.exam).update(opens_at=past - dt.timedelta(days=1), closes_at=past)


def test_it_counts_the_persons_of_a_unit_who_answered_a_question_on_each_article(room, address):
    sit(room, room.finance)
    someone = sit(room, room.justice)
    officer, own = signed_in(room.staff(Role.OFFICER)), signed_in(room.staff(Role.UNIT_ADMINISTRATOR, room.justice))
    # still open: it would say what stands in the papers
    assert counts(officer.get(address)) == (0, [0, 0, 0])
    close(room)
    assert counts(officer.get(address)) == (2, [2, 0, 0])
    assert counts(own.get(address)) == (1, [1, 0, 0])
    assert counts(own.get(address, {"unit": room.justice.pk, "person": someone})) == (1, [1, 0, 0])
    assert own.get(address, {"unit": room.finance.pk}).status_code == 404
    assert signed_in(room.staff(Role.TRAINER)).get(address).status_code == 404
    Attempt.objects.update(state=Attempt.State.VOIDED)
    assert counts(officer.get(address)) == (0, [0, 0, 0])


def test_it_takes_a_fixed_number_of_queries(room, address, django_assert_num_queries):
    for _ in range(3):
        sit(room, room.finance)
    close(room)
    officer = signed_in(room.staff(Role.OFFICER))
    officer.get(address)
    with django_assert_num_queries(9):
        assert counts(officer.get(address)) == (3, [3, 0, 0])
