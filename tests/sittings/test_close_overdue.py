import datetime as dt

import pytest
from django.db import connection
from django.utils import timezone

from exam_platform.sittings.actions import close_overdue
from exam_platform.sittings.models import Attempt
from exam_platform.sittings.tasks import sweep
from tests.sittings.room import run_out


def test_it_closes_at_the_deadline_what_nobody_closed(room, django_assert_num_queries):
    """I10, I11, F11: whenever the sweeper comes to run, by one statement."""
    candidates = [room.candidate() for _ in range(5)]
    for place, candidate in enumerate(candidates):
        candidate.start()
        run_out(candidate.attempt, minutes=place * 7, seconds=1)
    with django_assert_num_queries(3 if connection.in_atomic_block else 1):
        assert sorted(close_overdue()) == sorted(candidate.attempt for candidate in candidates)
    for attempt in Attempt.objects.all():
        assert (attempt.state, attempt.closed_by, attempt.closed_at) == ("submitted", "clock", attempt.deadline)
    assert close_overdue() == []


@pytest.mark.parametrize("seconds", [-3600, -40, -29, -10])
def test_it_leaves_alone_what_has_time_or_grace_left(writing, seconds):
    run_out(writing.attempt, seconds=seconds)
    assert close_overdue() == []
    assert Attempt.objects.get().state == "open"


def test_the_sweep_goes_on_until_nothing_is_left(room, monkeypatch):
    monkeypatch.setattr("exam_platform.sittings.tasks.BATCH", 2)
    for _ in range(5):
        candidate = room.candidate()
        candidate.start()
        run_out(candidate.attempt, seconds=1)
    sweep()
    assert not Attempt.objects.filter(state="open").exists()


@pytest.mark.parametrize("micro", [0, 1, 999_999])
def test_a_full_second_is_compared_like_any_other(writing, micro):
    """SQLite keeps times as text, and Django leaves a fraction of nought out."""
    end = (timezone.now() + dt.timedelta(seconds=20)).replace(microsecond=micro)
    Attempt.objects.update(deadline=end - dt.timedelta(seconds=30), accepted_until=end)
    assert writing.save(writing.change(1, ["B"])).status_code == 200
    assert close_overdue() == []
    Attempt.objects.update(accepted_until=end - dt.timedelta(seconds=21))
    assert close_overdue() == [writing.attempt]
