import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from exam_platform.exams.models import BlueprintRow, Entry, Exam, Window
from exam_platform.people.models import Role
from exam_platform.sittings.actions import void_attempt
from exam_platform.sittings.models import Attempt
from tests.sittings.room import Candidate, make_room


def listed(candidate: Candidate) -> Any:
    answer = candidate.client.get("/api/v1/my/exams/")
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def test_it_shows_what_a_candidate_may_do(candidate):
    BlueprintRow.objects.create(
        blueprint=candidate.room.exam.blueprints.get(), order=1, kind="single", count=5, points=200
    )
    (own,) = listed(candidate)
    assert own["id"] == candidate.room.exam.pk
    assert (own["state"], own["next_number"], own["attempts_left"]) == ("open", 1, 1)
    assert (own["question_count"], own["full_points"]) == (5, 1000)
    assert own["eligibility"] == {"eligible": True, "code": "", "detail": ""}
    assert (own["open_attempt"], own["attempts"], own["score"], own["verdict"]) == (None, [], None, "")


def test_it_shows_the_open_attempt_first_of_all(writing):
    (own,) = listed(writing)
    assert own["state"] == "in_progress"
    assert own["open_attempt"]["attempt"] == writing.attempt
    assert own["next_number"] == 1


def test_it_is_over_when_no_attempt_is_left(writing):
    writing.submit()
    (own,) = listed(writing)
    assert (own["state"], own["next_number"], own["attempts_left"]) == ("finished", None, 0)


def test_it_gives_a_voided_attempt_back(writing):
    officer = writing.room.staff(Role.OFFICER)
    void_attempt(attempt=Attempt.objects.get(), actor=officer, reason="停电")
    (own,) = listed(writing)
    assert (own["state"], own["next_number"], own["attempts_left"]) == ("open", 2, 1)


def test_it_hides_the_score_until_it_is_released(candidate):
    Entry.objects.filter(pk=candidate.entry.pk).update(score=9000, verdict="excellent")
    assert listed(candidate)[0]["score"] == 9000
    Exam.objects.update(score_release="on_publication")
    assert (listed(candidate)[0]["score"], listed(candidate)[0]["verdict"]) == (None, "")
    Exam.objects.update(results_published_at=timezone.now())
    assert listed(candidate)[0]["verdict"] == "excellent"


def test_nothing_tells_who_passed_until_the_score_is_released(writing):
    """S28: not what may still be sat either. Once the make-up is open it has to be told."""
    writing.submit()
    now, day = timezone.now(), dt.timedelta(days=1)
    Exam.objects.update(score_release="on_publication")
    Window.objects.update(opens_at=now - 2 * day, closes_at=now - day)
    Window.objects.create(exam=writing.room.exam, kind="make_up", opens_at=now + day, closes_at=now + 2 * day)

    def told(verdict: str) -> Any:
        Entry.objects.update(sat_main=True, main_verdict=verdict, verdict=verdict)
        result = writing.client.get(f"/api/v1/attempts/{writing.attempt}/result/").json()
        seen = [listed(writing)[0], result]
        return [{name: value for name, value in one.items() if name != "server_time"} for one in seen]

    assert told("passed") == told("failed") == told("")
    assert told("passed")[0]["eligibility"]["code"] == "main_not_graded"
    Window.objects.filter(kind="make_up").update(opens_at=now - day / 2)
    assert told("passed") != told("failed")
    Window.objects.filter(kind="make_up").update(opens_at=now + day)
    Exam.objects.update(results_published_at=now)
    assert told("passed") != told("failed")


def test_it_takes_the_same_number_of_queries_for_any_number_of_examinations(candidate, django_assert_max_num_queries):
    for _ in range(10):
        exam = Exam.objects.get(pk=candidate.room.exam.pk)
        exam.pk = None
        exam.save()
        past = timezone.now() - dt.timedelta(days=3)
        Window.objects.create(exam=exam, kind="main", opens_at=past, closes_at=past + dt.timedelta(days=1))
        entry = Entry.objects.get(pk=candidate.entry.pk)
        entry.pk, entry.exam = None, exam
        entry.save()
    with django_assert_max_num_queries(10):
        assert len(listed(candidate)) == 11


@pytest.mark.django_db
def test_nobody_sees_an_examination_that_is_not_published():
    candidate = make_room(published_at=None).candidate()
    assert listed(candidate) == []
    assert candidate.start().status_code == 404
