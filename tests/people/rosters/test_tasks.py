"""The database is the record of work to do: lost messages and dead workers only delay an import."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from rest_framework.test import APIClient

from exam_platform.people import tasks
from exam_platform.people.models import Post, RosterImport
from tests.people.rosters.files import person, roster_file
from tests.people.rosters.runs import Run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("units")]
Capture = Callable[..., Any]


@pytest.fixture
def nudges(django_capture_on_commit_callbacks: Capture) -> Callable[[], int]:
    """How many messages the sweeper has to send now."""

    def sweep() -> int:
        with django_capture_on_commit_callbacks() as messages:
            tasks.sweep()
        return len(messages)

    return sweep


def upload(client: APIClient) -> int:
    file = SimpleUploadedFile("名册.xlsx", roster_file([person(1)]))
    job_id: int = client.post("/api/v1/roster-imports/", {"file": file}).json()["id"]
    return job_id


def test_it_finds_a_file_that_no_message_came_for(district: APIClient, nudges: Callable[[], int]) -> None:
    job_id = upload(district)
    assert nudges() == 1
    tasks.parse_roster_import(job_id=job_id)
    assert nudges() == 0
    assert RosterImport.objects.get().state == "ready"


def test_it_finds_a_confirmed_import_whose_worker_died(district: APIClient, nudges: Callable[[], int]) -> None:
    run = Run(district, "roster-imports", roster_file([person(1)]))
    district.post(f"{run.url}confirmation/", {}, format="json")
    RosterImport.objects.update(attempts_to_run=1, heartbeat_at=timezone.now())
    assert nudges() == 0
    RosterImport.objects.update(heartbeat_at=timezone.now() - timedelta(minutes=10))
    assert nudges() == 1
    tasks.commit_roster_import(job_id=run.job["id"])
    assert Post.objects.count() == 1


def test_it_gives_up_on_a_file_that_killed_its_worker_twice(district: APIClient) -> None:
    job_id = upload(district)
    long_ago = timezone.now() - timedelta(minutes=10)
    RosterImport.objects.update(attempts_to_run=2, heartbeat_at=long_ago)
    tasks.parse_roster_import(job_id=job_id)
    job = RosterImport.objects.get()
    assert (job.state, job.error_code) == ("failed", "worker_killed")


def test_it_takes_the_confirmation_once(district: APIClient) -> None:
    run = Run(district, "roster-imports", roster_file([person(1)])).confirm()
    assert district.post(f"{run.url}confirmation/", {}, format="json").status_code == 409
    assert district.delete(run.url).status_code == 409
