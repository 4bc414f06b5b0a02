import gzip
import hashlib
import json
from datetime import timedelta

import pytest

from exam_platform.api import database_now
from exam_platform.exams import actions, tasks
from exam_platform.exams.actions.forms import AssemblyLost, claim, draw, store
from exam_platform.exams.models import Assembly, Form, FormItem
from questions.models import Key, Question, Revision
from tests.factories.exams import (
    fill_bank,
    make_exam,
    make_published_exam,
    make_ready_exam,
    paper_rows,
)
from tests.factories.people import make_crowd
from tests.factories.questions import make_questions, make_topic

pytestmark = pytest.mark.django_db


def url(exam):
    return f"/api/v1/exams/{exam.pk}/forms/"


@pytest.fixture
def exam(district):
    """With a bank and a small paper of nine questions."""
    exam = make_exam(district, form_count=3)
    fill_bank(district.officer)
    actions.set_blueprint(exam=exam, rows=paper_rows(), actor=district.officer)
    return exam


def assemble(exam, district, **options):
    job = actions.request_assembly(exam=exam, actor=district.officer, **options)
    actions.assemble_forms(assembly_id=job.pk)
    job.refresh_from_db()
    return job


def content_of(form):
    return json.loads(gzip.decompress(form.content))


def test_the_job_is_put_down_and_a_worker_does_it(officer, exam):
    response = officer.post(url(exam), {}, format="json")
    assert response.status_code == 202
    job = response.json()
    assert job == {"id": job["id"], "state": "queued", "processed": 0, "total": 3, "error": None}
    tasks.assemble_forms(assembly_id=job["id"])
    page = officer.get(url(exam)).json()
    assert page["job"] | {"id": 0} == {"id": 0, "state": "done", "processed": 3, "total": 3, "error": None}
    assert [form["number"] for form in page["results"]] == [1, 2, 3]
    assert {(form["question_count"], form["full_points"], form["paper"]) for form in page["results"]} == {
        (9, 10000, "all")
    }
    exam.refresh_from_db()
    assert exam.forms_assembled_at is not None


def test_a_form_is_what_a_candidate_receives_and_its_items_what_marking_needs(exam, district):
    assemble(exam, district)
    form = exam.forms.first()
    content = content_of(form)
    assert content["form"] == f"{exam.pk}-1"
    questions = content["questions"]
    assert [question["position"] for question in questions] == list(range(1, 10))
    assert [question["kind"] for question in questions] == ["single"] * 5 + ["multiple"] * 2 + ["true_false"] * 2
    assert [question["section"] for question in questions][::4] == ["一、单选题", "一、单选题", "三、判断题"]
    assert set(questions[0]) == {
        "position",
        "kind",
        "section",
        "points",
        "stem",
        "options",
        "blanks",
        "matches",
        "parts",
    }
    assert [option["letter"] for option in questions[0]["options"]] == ["A", "B", "C", "D"]
    assert questions[8]["options"] == []
    items = list(form.items.select_related("revision"))
    assert [(item.position, item.points, item.revision.kind, item.revision.stem) for item in items] == [
        (question["position"], question["points"], question["kind"], question["stem"]) for question in questions
    ]
    assert form.outline == [
        [question["position"], question["kind"], len(question["options"])] for question in questions
    ]
    assert form.full_points == sum(question["points"] for question in questions) == exam.full_points
    assert form.content_hash == hashlib.sha256(gzip.decompress(form.content)).hexdigest()


def test_no_byte_of_it_is_a_key(exam, district):
    """I15: neither key nor explanation is even read."""
    Key.objects.update(answer=["KEY-CANARY"])
    Revision.objects.update(explanation="EXPLANATION-CANARY", source="SOURCE-CANARY")
    assemble(exam, district)
    for form in exam.forms.all():
        assert b"CANARY" not in gzip.decompress(form.content)
        assert "CANARY" not in json.dumps(form.outline)


def test_every_form_differs_and_none_repeats_a_question(exam, district):
    assemble(exam, district)
    drawn = [list(form.items.values_list("revision", flat=True)) for form in exam.forms.all()]
    assert all(len(set(revisions)) == 9 for revisions in drawn)
    assert len({frozenset(revisions) for revisions in drawn}) == 3
    # 20 questions of each kind are enough for three papers without a common one.
    assert len(set().union(*drawn)) == 27


def test_papers_by_rank_are_drawn_apart(exam, district):
    rows = [*paper_rows(paper="leading"), *paper_rows((("single", 10, 1000),), paper="others")]
    actions.set_blueprint(exam=exam, rows=rows, actor=district.officer)
    job = assemble(exam, district, count=2)
    assert (job.state, job.total) == ("done", 4)
    papers = list(exam.forms.values_list("number", "blueprint__paper", "outline"))
    assert [(number, paper, len(outline)) for number, paper, outline in papers] == [
        (1, "leading", 9),
        (2, "leading", 9),
        (3, "others", 10),
        (4, "others", 10),
    ]


def test_rows_of_one_kind_share_a_section_wherever_they_stand(exam, district):
    topic = make_topic()
    make_questions("single", 5, district.officer, topic=topic)
    rows = paper_rows((("single", 4, 1000), ("true_false", 4, 1000), ("single", 2, 1000)))
    rows[2]["topic"] = topic.pk
    actions.set_blueprint(exam=exam, rows=rows, actor=district.officer)
    assemble(exam, district)
    content = content_of(exam.forms.first())
    assert [question["kind"] for question in content["questions"]] == ["single"] * 6 + ["true_false"] * 4
    assert len({question["section"] for question in content["questions"]}) == 2


def test_a_row_that_lacks_questions_is_named_with_how_many(officer, exam, district):
    """N72: draw 50 from a pool of 49."""
    rows = paper_rows((("multiple", 5, 1000), ("single", 25, 200)))
    actions.set_blueprint(exam=exam, rows=rows, actor=district.officer)
    response = officer.post(url(exam), {}, format="json")
    assert (response.status_code, response.json()["code"]) == (400, "pool_too_small")
    assert response.json()["errors"] == [
        {
            "pointer": "/1/count",
            "code": "pool_too_small",
            "detail": "第 2 行（单选题）需要 25 题，可用 20 题，缺 5 题。",
        }
    ]
    assert not exam.assemblies.exists()


def test_a_pool_that_shrinks_before_the_worker_comes_fails_the_job(exam, district):
    """N72."""
    job = actions.request_assembly(exam=exam, actor=district.officer)
    Question.objects.filter(published_revision__kind="true_false").update(suspended_at=database_now())
    actions.assemble_forms(assembly_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.error["code"]) == ("failed", "pool_too_small")
    assert "缺 2 题" in job.error["detail"]
    assert not exam.forms.exists()


def test_what_becomes_of_a_question_afterwards_does_not_touch_the_forms(exam, district):
    """N66, N72, N78."""
    assemble(exam, district)
    before = [bytes(form.content) for form in exam.forms.all()]
    question = exam.forms.first().items.first().revision.question
    newer = Revision.objects.create(
        question=question, number=2, kind="single", stem="改过的题", options=[], created_by=district.officer
    )
    question.current = question.published_revision = newer
    question.suspended_at = database_now()
    question.save()
    assert [bytes(form.content) for form in exam.forms.all()] == before


def test_once_more_replaces_the_forms(exam, district):
    assemble(exam, district)
    first = set(exam.forms.values_list("content_hash", flat=True))
    assemble(exam, district, count=2)
    exam.refresh_from_db()
    assert (exam.forms.count(), exam.form_count) == (2, 2)
    assert first.isdisjoint(exam.forms.values_list("content_hash", flat=True))


def test_the_task_may_run_twice(exam, district):
    job = assemble(exam, district)
    hashes = list(exam.forms.values_list("pk", "content_hash"))
    for _ in range(3):
        tasks.assemble_forms(assembly_id=job.pk)
    assert list(exam.forms.values_list("pk", "content_hash")) == hashes


def test_two_workers_do_not_do_the_same_job(exam, district):
    job = actions.request_assembly(exam=exam, actor=district.officer)
    Assembly.objects.filter(pk=job.pk).update(state="running", runs=1, heartbeat_at=database_now())
    actions.assemble_forms(assembly_id=job.pk)
    assert not exam.forms.exists()
    assert actions.unfinished_assemblies() == []


def test_a_lost_worker_is_found_by_the_sweeper(exam, district):
    job = actions.request_assembly(exam=exam, actor=district.officer)
    long_ago = database_now() - timedelta(minutes=5)
    Assembly.objects.filter(pk=job.pk).update(state="running", runs=1, heartbeat_at=long_ago)
    tasks.sweep()
    job.refresh_from_db()
    assert (job.state, job.runs, exam.forms.count()) == ("done", 2, 3)


def test_a_job_whose_message_was_lost_is_done_by_the_sweeper(exam, district):
    actions.request_assembly(exam=exam, actor=district.officer)
    tasks.sweep()
    assert exam.forms.count() == 3


def test_a_job_that_kills_its_workers_fails(exam, district):
    job = actions.request_assembly(exam=exam, actor=district.officer)
    long_ago = database_now() - timedelta(minutes=5)
    Assembly.objects.filter(pk=job.pk).update(state="running", runs=3, heartbeat_at=long_ago)
    tasks.sweep()
    job.refresh_from_db()
    assert (job.state, job.error["code"]) == ("failed", "worker_lost")


def test_a_worker_that_was_taken_for_lost_writes_nothing(exam, district):
    """It wakes up after another has taken the job over."""
    job = claim(actions.request_assembly(exam=exam, actor=district.officer).pk)
    drawn = list(draw(job))
    Assembly.objects.filter(pk=job.pk).update(runs=job.runs + 1)
    with pytest.raises(AssemblyLost):
        store(job, drawn)
    job.refresh_from_db()
    assert (job.state, exam.forms.count()) == ("running", 0)


@pytest.mark.parametrize("state", ["queued", "running"])
def test_one_job_at_a_time(officer, exam, state):
    Assembly.objects.create(exam=exam, count=1, seed=1, total=1, state=state)
    response = officer.post(url(exam), {}, format="json")
    assert (response.status_code, response.json()["code"]) == (409, "assembly_running")


def test_without_a_blueprint_there_is_nothing_to_assemble(officer, district):
    response = officer.post(url(make_exam(district)), {}, format="json")
    assert (response.status_code, response.json()["code"]) == (400, "no_blueprint")


def test_it_is_refused_after_publication(officer, district):
    response = officer.post(url(make_published_exam(district)), {}, format="json")
    assert (response.status_code, response.json()["code"]) == (409, "exam_published")


def test_only_who_manages_the_examination_may(as_person, stranger, exam, district):
    assert as_person(district.auditor).post(url(exam), {}, format="json").status_code == 403
    assert as_person(district.auditor).get(url(exam)).status_code == 200
    assert stranger.get(url(exam)).status_code == 404
    published = make_published_exam(district)
    assert as_person(district.unit_administrator).get(url(published)).status_code == 403


def test_the_list_leaves_the_papers_in_the_database(officer, district, django_assert_max_num_queries):
    exam = make_ready_exam(district)
    with django_assert_max_num_queries(8) as queries:
        officer.get(url(exam))
    assert not any('"exams_form"."content"' in query["sql"] for query in queries.captured_queries)


def test_a_whole_district_is_frozen_and_twenty_papers_drawn_in_few_statements(district, django_assert_max_num_queries):
    """2,010 persons, 1,040 questions, 20 forms of 80."""
    for kind, size in (("single", 600), ("multiple", 240), ("true_false", 200)):
        make_questions(kind, size, district.officer)
    make_crowd(district.units, 2010)
    exam = make_exam(district, preset="jining", form_count=20)
    audience = [{"unit": district.root.pk, "category": "civil_servant", "include_subtree": True}]
    actions.set_audience(exam=exam, rules=audience, actor=district.officer)
    # One of them asks whether the examination is a rehearsal, which is not tallied.
    with django_assert_max_num_queries(13):
        assert actions.freeze_roster(exam=exam, actor=district.officer) == 2010
    job = actions.request_assembly(exam=exam, actor=district.officer)
    # SQLite takes 999 parameters in a statement: 1,600 items and a thousand revisions need some.
    with django_assert_max_num_queries(45):
        actions.assemble_forms(assembly_id=job.pk)
    assert exam.forms.count() == 20
    assert FormItem.objects.filter(form__exam=exam).count() == 1600
    assert Form.objects.filter(exam=exam).values("content_hash").distinct().count() == 20
    assert all(len(form.content) < 30_000 for form in exam.forms.all())
