"""本题有误, from the candidate's side."""

from typing import Any

import pytest

from exam_platform.sittings.models import Attempt
from questions.models import QuestionReport
from tests.grading.test_result import end_window, graded, result
from tests.sittings.room import Candidate

REPORT = {"position": 3, "fault": "key", "text": "第三项也应当选。"}


def send(candidate: Candidate, attempt: int | None = None, **changes: Any) -> Any:
    path = f"/api/v1/attempts/{attempt or candidate.attempt}/question-reports/"
    return candidate.client.post(path, REPORT | changes, content_type="application/json")


@pytest.fixture
def reviewing(writing: Candidate) -> Candidate:
    """A candidate whose review is open."""
    graded(writing)
    end_window()
    return writing


def test_a_candidate_reports_a_question_of_her_review_and_sees_what_becomes_of_it(
    reviewing, django_assert_max_num_queries
):
    with django_assert_max_num_queries(18):
        answer = send(reviewing)
    assert answer.status_code == 201, answer.content
    assert (answer.json()["state"], answer.json()["fault"]) == ("open", "key")
    report = QuestionReport.objects.select_related("revision").get()
    assert report.origin == f"attempt:{reviewing.attempt}"
    assert report.reporter_id == Attempt.objects.get(pk=reviewing.attempt).entry.person_id
    first, _, third, *_ = result(reviewing)["review"]
    assert third["stem"] == report.revision.stem
    assert (first["report"], third["report"]) == (None, answer.json())
    QuestionReport.objects.update(state="false_alarm", answer="该项与条文不符。")
    told = result(reviewing)["review"][2]["report"]
    assert (told["state"], told["answer"]) == ("false_alarm", "该项与条文不符。")


def test_it_is_told_to_nobody_else(reviewing):
    send(reviewing)
    other = reviewing.room.candidate()
    assert send(other, reviewing.attempt).status_code == 404
    assert QuestionReport.objects.count() == 1


def test_one_report_for_a_question(reviewing):
    send(reviewing)
    again = send(reviewing, text="再说一次。")
    assert (again.status_code, again.json()["code"]) == (409, "already_reported")
    assert QuestionReport.objects.get().text == REPORT["text"]


def test_only_while_the_review_is_open(writing):
    """An open paper, a closed one, one whose score is out: no report until keys may be seen."""
    assert send(writing).json()["code"] == "review_not_open"
    graded(writing)
    refused = send(writing)
    assert (refused.status_code, refused.json()["code"]) == (409, "review_not_open")
    assert not QuestionReport.objects.exists()


def test_so_many_in_a_day(reviewing, monkeypatch):
    monkeypatch.setattr("questions.actions.report.MOST_IN_A_DAY", 2)
    assert [send(reviewing, position=n).status_code for n in (1, 2, 3)] == [201, 201, 429]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"position": 99}, "no_such_position"),
        ({"position": "1"}, "invalid"),
        ({"fault": "boring"}, "invalid"),
        ({"text": " "}, "invalid"),
        ({"text": "长" * 501}, "invalid"),
        ({"revision": 1}, "invalid"),
    ],
)
def test_what_is_no_report_is_refused(reviewing, change, code):
    answer = send(reviewing, **change)
    assert answer.status_code == 400, answer.content
    assert answer.json()["code"] == code
    assert not QuestionReport.objects.exists()
