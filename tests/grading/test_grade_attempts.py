import time
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Count, Sum
from django.test.utils import CaptureQueriesContext

from exam_platform.audit.models import AuditRecord
from exam_platform.exams.models import Entry, Exam, FormItem
from exam_platform.grading import tasks
from exam_platform.grading.actions import grade_attempts
from exam_platform.grading.models import Grading, Mark
from exam_platform.grading.signals import entries_scored
from exam_platform.people.models import Role
from exam_platform.sittings.actions import close_overdue
from exam_platform.sittings.models import Attempt, Response
from tests.sittings.many import many_attempts
from tests.sittings.room import PAPER, make_form, make_room, run_out
from tests.sittings.threads import at_once

JINING = [("single", 4, 0, ["B"])] * 40 + [("multiple", 4, 0, ["A", "C"])] * 20 + [("true_false", 0, 0, ["T"])] * 20


@pytest.fixture
def scored():
    heard = []

    def hear(exam_ids, **_):
        heard.append(exam_ids)

    entries_scored.connect(hear)
    yield heard
    entries_scored.disconnect(hear)


def test_it_marks_what_counts(writing, scored):
    writing.save(writing.change(1, ["A"]), writing.change(1, ["B"]), writing.change(2, ["B"]))
    writing.submit(writing.change(3, ["A"]), writing.change(5, ["平等", "  法治 "]))
    writing.save(writing.change(2, ["C"]))
    assert grade_attempts(attempt_ids=[writing.attempt]) == [writing.attempt]
    marks = Mark.objects.filter(attempt=writing.attempt).order_by("position")
    assert list(marks.values_list("position", "seq", "points", "right")) == [
        (1, 2, 200, True),
        (2, 3, 0, False),
        (3, 4, 0, False),
        (4, None, 0, False),
        (5, 5, 200, True),
    ]
    attempt, entry = Attempt.objects.get(), Entry.objects.get()
    assert (attempt.state, attempt.score, attempt.grading) == ("graded", 400, 1)
    assert attempt.graded_at >= attempt.closed_at
    assert (entry.score, entry.verdict, entry.main_score) == (400, "failed", 400)
    assert (entry.sat_main, entry.sat_make_up, entry.sat_at) == (True, False, attempt.closed_at)
    assert scored == [[writing.room.exam.pk]]


@pytest.mark.parametrize("times", [1, 2, 5, 50])
def test_it_is_done_once_however_often_the_task_comes(writing, times):
    """I9."""
    writing.submit(writing.change(1, ["B"]))
    for _ in range(times):
        tasks.grade(attempt=writing.attempt)
        tasks.sweep()
    assert (Grading.objects.count(), Mark.objects.count()) == (1, 5)
    assert AuditRecord.objects.filter(kind="attempt.graded").count() == 1
    assert Attempt.objects.get().grading == 1


@pytest.mark.django_db(transaction=True)
def test_it_is_done_once_by_four_workers_with_every_message_five_times():
    """F7, in small."""
    room = make_room()
    attempts = many_attempts(room, 12)
    messages = [attempt.pk for attempt in attempts] * 5

    def work(place):
        for attempt in messages[place::4]:
            tasks.grade(attempt=attempt)
        tasks.sweep()

    assert at_once(4, work) == [None] * 4
    tasks.sweep()
    assert Attempt.objects.filter(state="graded", grading=1).count() == 12
    assert (Grading.objects.count(), Mark.objects.count()) == (12, 60)
    assert AuditRecord.objects.filter(kind="attempt.graded").count() == 12
    assert Entry.objects.filter(score=None).count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_attempts_of_one_entry_graded_at_once_lose_neither():
    room = make_room(attempts_allowed=2, counting="best")
    for entry in room.entries(4):
        candidate = room.candidate(entry)
        for number, answer in ((1, "B"), (2, "A")):
            candidate.start(number)
            candidate.submit(candidate.change(1, [answer]))
    ids = list(Attempt.objects.order_by("number", "pk").values_list("pk", flat=True))
    at_once(2, lambda place: [grade_attempts(attempt_ids=[attempt]) for attempt in ids[place * 4 : place * 4 + 4]])
    tasks.sweep()
    assert set(Entry.objects.values_list("score", flat=True)) == {200}


def test_open_and_voided_ones_are_left_alone(writing):
    assert grade_attempts(attempt_ids=[writing.attempt]) == []
    Attempt.objects.update(state="voided")
    assert grade_attempts(attempt_ids=[writing.attempt]) == []
    assert not Mark.objects.exists()


def test_a_regrade_adds_and_equals_a_fresh_grading(writing):
    """I13: the old result stays, with reason and actor beside the new one."""
    writing.submit(writing.change(1, ["B"]), writing.change(2, ["C"]))
    grade_attempts(attempt_ids=[writing.attempt])
    officer = writing.room.staff(Role.OFFICER)
    FormItem.objects.filter(position=2).update(points=350)
    grade_attempts(attempt_ids=[writing.attempt], reason="第2题分值更正", actor=officer)
    assert list(Grading.objects.order_by("number").values_list("number", "score", "reason", "actor")) == [
        (1, 400, "", None),
        (2, 550, "第2题分值更正", officer.pk),
    ]
    assert (Attempt.objects.get().grading, Attempt.objects.get().score, Entry.objects.get().score) == (2, 550, 550)
    assert Mark.objects.filter(grading=1).aggregate(sum=Sum("points"))["sum"] == 400
    second = list(Mark.objects.filter(grading=2).order_by("position").values_list("position", "seq", "points", "right"))
    Mark.objects.all().delete()
    Grading.objects.all().delete()
    Attempt.objects.update(state="submitted", grading=None, score=None)
    grade_attempts(attempt_ids=[writing.attempt])
    assert list(Mark.objects.order_by("position").values_list("position", "seq", "points", "right")) == second


def test_the_clock_grades_what_nobody_submitted(writing):
    """I2, I11: the answers of before, at the time of the deadline."""
    writing.save(writing.change(1, ["B"]))
    run_out(writing.attempt, seconds=5)
    writing.save(writing.change(2, ["C"]))
    close_overdue()
    tasks.sweep()
    attempt = Attempt.objects.get()
    assert (attempt.score, attempt.closed_at, Entry.objects.get().sat_at) == (200, attempt.deadline, attempt.deadline)


def test_it_takes_the_same_number_of_statements_for_any_batch(room):
    counts = []
    for size in (2, 60):
        ids = [attempt.pk for attempt in many_attempts(room, size)]
        with CaptureQueriesContext(connection) as queries:
            assert len(grade_attempts(attempt_ids=ids)) == size
        counts.append(len([query for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]))
    assert counts[0] == counts[1]
    assert counts[1] <= 16


def test_a_sweep_goes_on_past_what_another_worker_holds(room, monkeypatch):
    held, *others = [attempt.pk for attempt in many_attempts(room, 3)]
    monkeypatch.setattr(tasks, "BATCH", 1)
    monkeypatch.setattr(
        tasks, "grade_attempts", lambda attempt_ids: grade_attempts(attempt_ids=set(attempt_ids) - {held})
    )
    tasks.sweep()
    assert list(Attempt.objects.filter(state="graded").order_by("pk").values_list("pk", flat=True)) == others


def test_each_pair_of_question_and_answer_is_marked_once(room, monkeypatch):
    marked = []
    monkeypatch.setattr(
        "questions.kinds.single.mark", lambda content, key, answer, *_: marked.append((key, answer)) or 0
    )
    candidates = [room.candidate(entry) for entry in room.entries(4)]
    for candidate, letter in zip(candidates, "BABB", strict=True):
        candidate.start()
        candidate.submit(candidate.change(1, [letter]), candidate.change(2, ["C"]))
    tasks.sweep()
    assert sorted(marked) == [(["B"], ["A"]), (["B"], ["B"]), (["C"], ["C"])]
    assert Mark.objects.exclude(seq=None).count() == 8


def test_an_answer_that_nobody_marked_is_not_taken_for_a_wrong_one(writing, monkeypatch):
    writing.submit(writing.change(1, ["B"]))
    monkeypatch.setattr("exam_platform.grading.actions.marks._marked", lambda answers: [])
    with pytest.raises(IntegrityError), transaction.atomic():
        grade_attempts(attempt_ids=[writing.attempt])
    assert Attempt.objects.get().state == "submitted"


def test_a_batch_without_any_answer_is_graded_with_nought(room):
    attempts = many_attempts(room, 2)
    Response.objects.all().delete()
    assert len(grade_attempts(attempt_ids=[attempt.pk for attempt in attempts])) == 2
    assert set(Mark.objects.values_list("seq", "points", "right")) == {(None, 0, False)}
    assert Mark.objects.count() == 2 * len(PAPER)
    assert set(Attempt.objects.values_list("state", "score")) == {("graded", 0)}


def test_two_examinations_in_one_batch_are_each_marked_by_their_own_rule(room):
    """The same question of the same points, answered alike."""
    exam = Exam.objects.create(title="另一场", year=2026, unit=room.district, created_by=room.exam.created_by)
    Exam.objects.filter(pk=exam.pk).update(multiple_choice_rule="partial")
    revisions = [item.revision for item in room.forms[0].items.select_related("revision")]
    other = replace(room, exam=exam, forms=[make_form(exam, room.forms[0].blueprint, 1, revisions)])
    attempts = [*many_attempts(room, 1), *many_attempts(other, 1)]
    Response.objects.filter(position=3).update(answer='["A"]')
    grade_attempts(attempt_ids=[attempt.pk for attempt in attempts])
    points = Mark.objects.filter(position=3).order_by("attempt").values_list("points", flat=True)
    assert list(points) == [0, 100]


@pytest.mark.parametrize("count", [201, pytest.param(2010, marks=pytest.mark.long)])
def test_two_thousand_attempts_of_eighty_questions_take_seconds(db, count):
    """I14 on the whole of them; a tenth takes a tenth, which `make bench` shows (`marking_growth`)."""
    room = make_room(JINING, forms=20)
    many_attempts(room, count)
    started = time.process_time()
    tasks.sweep()
    took = time.process_time() - started
    assert took < 30 * count / 2010
    assert Attempt.objects.filter(state="graded").count() == count
    assert Mark.objects.count() == count * 80
    sums = Mark.objects.values("attempt").annotate(points=Sum("points"), count=Count("pk"))
    totals = dict(Attempt.objects.values_list("pk", "score"))
    assert all(totals[row["attempt"]] == row["points"] and row["count"] == 80 for row in sums)
    assert not Mark.objects.filter(points__gt=200).exists()
    assert Entry.objects.filter(score=None).count() == 0


@pytest.mark.postgresql
def test_a_planner_that_takes_the_tables_for_empty_makes_it_no_slower(room):
    """As after a vacuum of a rehearsal's rows, or before the first ever. Row by row it would take half a minute."""
    attempts = many_attempts(room, 600)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE pg_class SET reltuples = 0, relpages = 1"
            " WHERE relname ~ '^(sittings|exams|grading|questions)_' AND relkind = 'r'"
        )
        cursor.execute("SET LOCAL statement_timeout = '5s'")
    assert len(grade_attempts(attempt_ids=[attempt.pk for attempt in attempts])) == 600
    assert Mark.objects.count() == 3000


def test_what_was_answered_stays_as_it_was(writing):
    writing.submit(writing.change(1, ["B"]))
    before = list(Response.objects.values())
    tasks.sweep()
    assert list(Response.objects.values()) == before
