import datetime as dt
from typing import Any

from django.utils import timezone

from exam_platform.exams.models import Exam, Window
from exam_platform.grading.actions import grade_attempts
from tests.sittings.room import CANARY, Candidate


def result(candidate: Candidate, attempt: int | None = None) -> dict[str, Any]:
    answer = candidate.client.get(f"/api/v1/attempts/{attempt or candidate.attempt}/result/")
    assert answer.status_code == 200, answer.content
    body: dict[str, Any] = answer.json()
    return body


def graded(candidate: Candidate) -> Candidate:
    candidate.submit(candidate.change(1, ["B"]), candidate.change(3, ["A"]))
    grade_attempts(attempt_ids=[candidate.attempt])
    return candidate


def end_window() -> None:
    past = timezone.now() - dt.timedelta(hours=3)
    Window.objects.update(opens_at=past, closes_at=past + dt.timedelta(hours=1))


def test_it_shows_the_score_at_once_and_the_rates_by_kind(writing):
    shown = result(graded(writing))
    assert (shown["score"], shown["full_points"], shown["verdict"]) == (200, 1000, "failed")
    assert shown["by_kind"][0] == {
        "kind": "single",
        "label": "单选题",
        "count": 2,
        "right": 1,
        "points": 200,
        "full_points": 400,
    }
    assert shown["closed_by"] == "candidate"
    assert shown["receipt"]
    assert (shown["review_released"], shown["review"]) == (False, None)


def test_no_key_leaves_before_the_review_opens(writing):
    """I15: neither in the paper, nor in any answer, nor in the result."""
    bodies = [writing.content().content, writing.save(writing.change(1, ["B"])).content]
    graded(writing)
    bodies.append(writing.client.get(f"/api/v1/attempts/{writing.attempt}/result/").content)
    bodies.append(writing.client.get("/api/v1/my/exams/").content)
    bodies.append(writing.start().content)
    for body in bodies:
        assert CANARY.encode() not in body
        assert b'"key"' not in body


def test_it_shows_the_review_with_keys_after_the_last_window(writing, django_assert_max_num_queries):
    graded(writing)
    end_window()
    with django_assert_max_num_queries(15):
        shown = result(writing)
    first, _, third, *_ = shown["review"]
    assert (first["answer"], first["key"], first["right"], first["mark"]) == (["B"], ["B"], True, 200)
    assert (third["answer"], third["key"], third["right"], third["mark"]) == (["A"], ["A", "C"], False, 0)
    assert CANARY in first["explanation"]
    assert [position for position, _ in shown["order"]] != []


def test_it_waits_for_publication_where_the_rule_says_so(writing):
    Exam.objects.update(score_release="on_publication")
    shown = result(graded(writing))
    assert (shown["score"], shown["verdict"], shown["by_kind"], shown["by_topic"]) == (None, "", [], [])
    Exam.objects.update(results_published_at=timezone.now())
    assert result(writing)["score"] == 200


def test_the_review_waits_for_an_extended_deadline(writing):
    """N77: someone may still be writing the same questions."""
    graded(writing)
    other = writing.room.candidate()
    other.start()
    end_window()
    shown = result(writing)
    assert (shown["review_released"], shown["review"]) == (False, None)


def test_nobody_reads_anothers_result(writing):
    graded(writing)
    other = writing.room.candidate()
    assert other.client.get(f"/api/v1/attempts/{writing.attempt}/result/").status_code == 404
