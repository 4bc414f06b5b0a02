"""Saving and closing cannot cross: shown with two real connections."""

import threading
import time

import pytest
from django.db import connection, transaction

from exam_platform.grading.actions import grade_attempts
from exam_platform.grading.models import Mark
from exam_platform.sittings.actions import close_overdue, save_responses
from exam_platform.sittings.changes import Batch
from exam_platform.sittings.counting import counting_responses
from exam_platform.sittings.models import Attempt, Response
from exam_platform.sittings.token import read_token
from tests.sittings.room import make_room, run_out
from tests.sittings.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def writing():
    candidate = make_room().candidate()
    candidate.start()
    return candidate


def batch(seq: int, answer: str) -> Batch:
    return Batch(rows={(seq, 1, f'["{answer}"]', False): None})


@pytest.mark.postgresql
def test_a_closing_passes_over_what_a_save_in_progress_holds(writing):
    run_out(writing.attempt, seconds=-2)
    token = read_token(writing.started["token"])
    saved = threading.Event()
    closed = threading.Event()
    outcome = {}

    def save_slowly():
        try:
            with transaction.atomic():
                outcome["in time"] = save_responses(token=token, batch=batch(1, "A"))
                saved.set()
                closed.wait(30)
        finally:
            connection.close()

    thread = threading.Thread(target=save_slowly)
    thread.start()
    assert saved.wait(30)
    assert outcome["in time"].acked == [1]
    time.sleep(2.2)
    assert close_overdue() == []
    closed.set()
    thread.join(30)
    assert close_overdue() == [writing.attempt]
    assert [row.seq for row in counting_responses([writing.attempt])] == [1]


@pytest.mark.postgresql
def test_a_save_that_waited_for_a_closing_is_judged_by_what_it_finds_then(writing):
    """The clock is read anew with the row: what was held up by the closing came after it."""
    token = read_token(writing.started["token"])
    outcome = {}

    def save():
        try:
            outcome["late"] = save_responses(token=token, batch=batch(1, "A"))
        finally:
            connection.close()

    with transaction.atomic():
        locked = Attempt.objects.select_for_update().get(pk=writing.attempt)
        thread = threading.Thread(target=save)
        thread.start()
        time.sleep(0.5)
        assert not outcome
        Attempt.objects.filter(pk=locked.pk).update(state="submitted", closed_by="candidate", closed_at=locked.deadline)
    thread.join(30)
    assert (outcome["late"].acked, outcome["late"].kept, outcome["late"].closed) == ([], [1], True)
    assert Response.objects.get().after_closing
    assert counting_responses([writing.attempt]) == []


@pytest.mark.parametrize("round_", range(5))
def test_what_was_acknowledged_counts_and_what_was_not_does_not(writing, round_):
    """I2, I3: eight devices save while the candidate submits; then the marks are those of the acknowledged changes."""

    def act(place):
        if place == 4:
            time.sleep(0.003 * round_)
            return writing.submit()
        answers = [
            writing.put({"changes": [{"seq": place * 100 + turn, "position": 1, "answer": ["B"]}]})
            for turn in range(1, 8)
        ]
        return [seq for answer in answers if answer.status_code == 200 for seq in answer.json()["acked"]]

    results = at_once(8, act)
    acked = {seq for result in results if isinstance(result, list) for seq in result}
    assert results[4].status_code == 202
    assert set(Response.objects.filter(after_closing=False).values_list("seq", flat=True)) == acked
    assert Response.objects.count() == 49
    grade_attempts(attempt_ids=[writing.attempt])
    assert Mark.objects.get(position=1).seq == max(acked, default=None)


@pytest.mark.parametrize("round_", range(3))
def test_saving_while_the_clock_closes_loses_nothing_that_was_acknowledged(writing, round_):
    """The time runs out once saves are under way, however long this machine takes to get them there."""
    under_way = threading.Event()

    def act(place):
        if place == 0:
            assert under_way.wait(20)
            run_out(writing.attempt, seconds=-0.2 - 0.1 * round_)
            while not (closed := close_overdue()):
                time.sleep(0.005)
            grade_attempts(attempt_ids=closed)
            return []
        acked = []
        for turn in range(1, 200):
            answer = writing.put({"changes": [{"seq": place * 1000 + turn, "position": 1, "answer": ["B"]}]})
            if answer.status_code != 200:
                return acked
            acked += answer.json()["acked"]
            under_way.set()
        return acked

    # As many as the pool has connections: each keeps its own until the end.
    results = at_once(4, act)
    acked = {seq for result in results for seq in result}
    assert acked
    assert Attempt.objects.get().state == "graded"
    assert Mark.objects.get(position=1).seq == max(acked)
    assert [row.seq for row in counting_responses([writing.attempt])] == [max(acked)]
