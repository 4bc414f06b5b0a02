import datetime as dt
import threading

import pytest
from django.db import connection, connections

from exam_platform.api import database_now
from exam_platform.audit.models import AuditRecord
from exam_platform.exams import actions
from exam_platform.exams.errors import ExamPublished
from exam_platform.exams.models import Assembly, Entry, Exam
from exam_platform.exams.problems import PROBLEMS, find_problems
from tests.factories.exams import (
    fill_bank,
    make_district,
    make_exam,
    make_published_exam,
    make_ready_exam,
    paper_rows,
    shift_windows,
)

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def url(exam):
    return f"/api/v1/exams/{exam.pk}/publication/"


def problems(response):
    return [problem["code"] for problem in response.json()["problems"]]


def test_a_ready_examination_is_published_and_on_record(officer, district):
    exam = make_ready_exam(district)
    response = officer.post(url(exam), {}, format="json")
    assert response.status_code == 200
    assert (response.json()["state"], response.json()["phase"], response.json()["problems"]) == (
        "published",
        "upcoming",
        [],
    )
    assert response.json()["permissions"]["edit"] is False
    record = AuditRecord.objects.get(kind="exam.published")
    assert (record.actor, record.subject) == (district.officer, f"exam:{exam.pk}")


def test_a_draft_is_refused_with_all_its_problems(officer, district):
    response = officer.post(url(make_exam(district)), {}, format="json")
    assert (response.status_code, response.json()["code"]) == (400, "exam_not_ready")
    assert problems(response) == ["no_window", "no_blueprint", "no_audience", "no_forms"]
    assert all(problem["detail"] == PROBLEMS[problem["code"]] for problem in response.json()["problems"])


def test_it_is_refused_with_nobody_to_sit_it(officer, district):
    """N76."""
    exam = make_ready_exam(district, persons=0)
    assert problems(officer.post(url(exam), {}, format="json")) == ["no_candidates"]


def test_it_is_refused_when_all_are_exempt(officer, district):
    exam = make_ready_exam(district)
    exam.entries.update(standing=Entry.Standing.EXEMPT)
    assert problems(officer.post(url(exam), {}, format="json")) == ["no_candidates"]


def test_it_is_refused_when_a_window_has_begun(officer, district):
    """N70."""
    exam = make_ready_exam(district)
    shift_windows(exam, -2 * HOUR)
    assert problems(officer.post(url(exam), {}, format="json")) == ["window_in_past"]


def test_it_is_refused_while_forms_are_being_assembled(officer, district):
    exam = make_ready_exam(district)
    Assembly.objects.create(exam=exam, count=1, seed=1, total=1)
    assert problems(officer.post(url(exam), {}, format="json")) == ["assembling"]


def test_it_is_refused_when_the_audience_has_changed_since_the_freeze(officer, district):
    exam = make_ready_exam(district)
    rules = [{"unit": district.units[0].pk, "category": "civil_servant", "include_subtree": True}]
    actions.set_audience(exam=exam, rules=rules, actor=district.officer)
    assert problems(officer.post(url(exam), {}, format="json")) == ["roster_not_frozen"]


@pytest.mark.parametrize(("paper", "missing"), [("leading", "no_paper_for_others"), ("others", "no_paper_for_leading")])
def test_it_is_refused_when_a_rank_has_no_paper(officer, district, paper, missing):
    exam = make_ready_exam(district)
    assert set(exam.entries.values_list("is_leading", flat=True)) == {True, False}
    actions.set_blueprint(exam=exam, rows=paper_rows(paper=paper), actor=district.officer)
    job = actions.request_assembly(exam=exam, actor=district.officer)
    actions.assemble_forms(assembly_id=job.pk)
    assert problems(officer.post(url(exam), {}, format="json")) == [missing]


def test_publishing_again_is_refused(officer, district):
    response = officer.post(url(make_published_exam(district)), {}, format="json")
    assert (response.status_code, response.json()["code"]) == (409, "exam_published")


def test_only_who_manages_the_examination_may(as_person, stranger, district):
    exam = make_ready_exam(district)
    assert as_person(district.auditor).post(url(exam), {}, format="json").status_code == 403
    assert as_person(district.unit_administrator).post(url(exam), {}, format="json").status_code == 404
    assert stranger.post(url(exam), {}, format="json").status_code == 404
    assert as_person(district.administrator).post(url(exam), {}, format="json").status_code == 200


def test_looking_for_problems_takes_few_queries(district, django_assert_max_num_queries):
    exam = make_ready_exam(district)
    with django_assert_max_num_queries(7):
        assert find_problems(exam, database_now()) == []


@pytest.mark.django_db(transaction=True)
def test_pressed_by_many_at_once_it_is_published_once():
    """N78."""
    district = make_district()
    exam = make_ready_exam(district)
    outcomes = []
    start = threading.Barrier(5)

    def press():
        start.wait()
        try:
            actions.publish_exam(exam=Exam.objects.get(pk=exam.pk), actor=district.officer)
            outcomes.append("published")
        except ExamPublished:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["published"] + ["refused"] * 4
    assert AuditRecord.objects.filter(kind="exam.published").count() == 1
    connection.close()


def test_the_bank_may_change_between_assembly_and_publication(officer, district):
    """N78: what is published is what was assembled."""
    exam = make_ready_exam(district)
    hashes = list(exam.forms.values_list("content_hash", flat=True))
    fill_bank(district.officer)
    assert officer.post(url(exam), {}, format="json").status_code == 200
    assert list(exam.forms.values_list("content_hash", flat=True)) == hashes
