"""Calling an examination off and starting it cannot cross: shown with two real connections."""

import datetime as dt
import threading
import time

import pytest
from django.db import transaction

from exam_platform.exams import actions
from exam_platform.exams.errors import ExamStarted
from exam_platform.exams.models import Exam
from exam_platform.sittings.actions import start_attempt
from exam_platform.sittings.errors import ExamNotOpen
from exam_platform.sittings.models import Attempt
from tests.factories.exams import make_district, make_published_exam, shift_windows
from tests.sittings.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("first", ["start", "cancel"])
def test_whichever_comes_first_stops_the_other(first):
    district = make_district()
    exam = make_published_exam(district)
    shift_windows(exam, -dt.timedelta(hours=2))
    person = exam.entries.first().person
    acted = threading.Event()

    def act(name):
        if name == "start":
            return start_attempt(person_id=person.pk, exam_id=exam.pk, number=1, device="d", take_over=False)
        return actions.cancel_exam(exam=Exam.objects.get(pk=exam.pk), reason="另行安排", actor=district.officer)

    def run(place):
        if place == 1:
            acted.wait(20)
            return act("cancel" if first == "start" else "start")
        with transaction.atomic():
            act(first)
            acted.set()
            time.sleep(0.5)
        return first

    outcome = at_once(2, run)
    exam.refresh_from_db()
    assert outcome[0] == first
    assert isinstance(outcome[1], ExamStarted if first == "start" else ExamNotOpen)
    assert (exam.cancelled_at is None, Attempt.objects.count()) == ((True, 1) if first == "start" else (False, 0))
