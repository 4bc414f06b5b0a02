"""`exam-platform demo`: what a stranger finds after `make run`."""

import json

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from exam_platform.exams.models import Entry, Exam, Form
from exam_platform.people.models import Person, Role
from exam_platform.results.models import Tally, TallyRequest
from exam_platform.sittings.models import Attempt

pytestmark = pytest.mark.timeout(400)


@pytest.mark.django_db
def test_it_loads_a_district_with_a_finished_and_an_open_examination(client: Client) -> None:
    call_command("demo")
    open_exam, finished = Exam.objects.order_by("-id")
    assert Person.objects.filter(posts__isnull=False).distinct().count() == 2010
    assert Form.objects.filter(exam=open_exam).count() == Form.objects.filter(exam=finished).count() == 20
    assert set(Attempt.objects.values_list("state", flat=True)) == {"graded"}
    assert not TallyRequest.objects.exists()

    counted = sum(Tally.objects.filter(exam=finished).values_list("sat", flat=True))
    entries = Entry.objects.filter(exam=finished, standing="due")
    assert counted == sum(entry.sat_main or entry.sat_make_up for entry in entries) > 1800
    passed = sum(Tally.objects.filter(exam=finished).values_list("passed", flat=True))
    assert 0.8 * counted < passed < counted

    accounts = json.loads((settings.DATA_DIR / "demo-accounts.json").read_text())
    assert {account["role"] for account in accounts} == set(Role.values)
    for account in accounts:
        signed_in = {"login": account["login"], "password": account["password"]}
        answer = client.post("/api/v1/session/", signed_in, content_type="application/json")
        assert answer.status_code == 200, account

    call_command("demo")
    assert Exam.objects.count() == 2
