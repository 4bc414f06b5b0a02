import time

import pytest
from django.db.models import Sum

from exam_platform.grading.actions import grade_attempts
from exam_platform.grading.models import Grading, Mark
from exam_platform.grading.tasks import sweep
from exam_platform.sittings.models import Attempt
from tests.sittings.many import many_attempts
from tests.sittings.room import make_room


def test_it_marks_what_counts(writing):
    writing.save(writing.change(1, ["A"]), writing.change(1, ["B"]), writing.change(2, ["B"]))
    writing.submit(writing.change(3, ["A"]), writing.change(5, ["平等", "  法治 "]))
    grade_attempts(attempt_ids=[writing.attempt])
    marks = Mark.objects.filter(attempt=writing.attempt).order_by("position")
    assert list(marks.values_list("position", "seq", "points", "right")) == [
        (1, 2, 200, True),
        (2, 3, 0, False),
        (3, 4, 0, False),
        (4, None, 0, False),
        (5, 5, 200, True),
    ]
    attempt = Attempt.objects.get()
    assert (attempt.state, attempt.score, attempt.grading) == ("graded", 400, 1)
    entry = writing.entry
    entry.refresh_from_db()
    assert (entry.score, entry.verdict, entry.sat_main, entry.sat_make_up) == (400, "failed", True, False)


@pytest.mark.django_db
def test_two_thousand_attempts_of_eighty_questions_take_seconds():
    paper = [("single", 4, 0, ["B"])] * 40 + [("multiple", 4, 0, ["A", "C"])] * 20 + [("true_false", 0, 0, ["T"])] * 20
    room = make_room(paper, forms=20)
    many_attempts(room, 2010)
    started = time.monotonic()
    sweep()
    took = time.monotonic() - started
    print(f"graded in {took:.1f} s")
    assert took < 30
    assert Attempt.objects.filter(state="graded").count() == 2010
    assert Mark.objects.count() == 2010 * 80
    assert Grading.objects.aggregate(sum=Sum("score"))["sum"] == Mark.objects.aggregate(sum=Sum("points"))["sum"]
