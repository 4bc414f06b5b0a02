"""What counts for a position, against a replay of the log by the plain words of I2."""

import datetime as dt
import random
from itertools import permutations

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exam_platform.sittings.counting import counting_responses
from exam_platform.sittings.models import Attempt, Response
from tests.sittings.room import run_out

SECOND = dt.timedelta(seconds=1)


def replay(attempt: Attempt, log: list[Response]) -> dict[int, tuple[int, str]]:
    """Position → (seq, answer): the highest seq among what was received in time and before the candidate closed,
    or was admitted.
    """
    found: dict[int, tuple[int, str]] = {}
    for row in sorted(log, key=lambda row: row.seq):
        in_time = row.received_at <= attempt.accepted_until and not row.after_closing
        if row.position is not None and (in_time or row.admitted):
            found[row.position] = (row.seq, row.answer)
    return found


def counted(attempt: int) -> dict[int, tuple[int, str]]:
    return {row.position: (row.seq, row.answer) for row in counting_responses([attempt])}


# (position, answer, seconds from the end of acceptance, came after the candidate closed, admitted by an officer)
ROWS = st.lists(
    st.tuples(
        st.none() | st.integers(1, 3),
        st.sampled_from(["A", "B", "C"]),
        st.integers(-3, 3),
        st.booleans(),
        st.booleans(),
    ),
    max_size=12,
)


@given(rows=ROWS, seed=st.integers())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_is_the_replay_of_the_log_in_whatever_order_it_came(writing, rows, seed):
    """I2, I3: on the second of the end exactly, too, which SQLite writes without a fraction."""
    Response.objects.all().delete()
    end = dt.datetime(2026, 11, 23, 4, 0, 30, tzinfo=dt.UTC)
    Attempt.objects.update(accepted_until=end)
    log = [
        Response(
            attempt_id=writing.attempt,
            seq=seq,
            position=position,
            answer=f'["{answer}"]',
            received_at=end + offset * SECOND,
            lease=1,
            after_closing=after,
            admitted=admitted,
        )
        for seq, (position, answer, offset, after, admitted) in enumerate(rows, start=1)
    ]
    random.Random(seed).shuffle(log)
    Response.objects.bulk_create(log)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # As a save writes it: Django leaves a fraction of nought out.
            cursor.execute("UPDATE sittings_response SET received_at = strftime('%Y-%m-%d %H:%M:%f', received_at)")
    assert counted(writing.attempt) == replay(Attempt.objects.get(), log)


@given(
    changes=st.lists(st.tuples(st.integers(1, 4), st.integers(1, 2), st.sampled_from("ABCD")), min_size=1, max_size=8),
    seed=st.integers(),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_saving_commutes_and_repeats_without_effect(writing, changes, seed):
    """I8: any order, any repetition, any batching: the state is that of the changes in order of their seq.

    A seq that comes with two contents keeps the one that came first.
    """
    Response.objects.all().delete()
    chance = random.Random(seed)
    first: dict[int, tuple[int, str]] = {}
    sent = [chance.choice(changes) for _ in range(12)]
    while sent:
        batch = [sent.pop() for _ in range(min(len(sent), chance.randint(1, 4)))]
        for seq, position, answer in batch:
            first.setdefault(seq, (position, answer))
        body = [{"seq": seq, "position": position, "answer": [answer]} for seq, position, answer in batch]
        answer = writing.put({"changes": body}).json()
        assert all(first[row["seq"]] != () for row in answer["refused"])
        assert {row["code"] for row in answer["refused"]} <= {"seq_taken"}
        assert {seq for seq, position, letter in batch if first[seq] == (position, letter)} <= set(answer["acked"])
    expected = {position: (seq, f'["{letter}"]') for seq, (position, letter) in sorted(first.items())}
    assert counted(writing.attempt) == expected


def test_every_order_of_three_changes_ends_the_same(writing):
    """I8."""
    states = []
    for order in permutations([(1, ["A"]), (2, ["B"]), (3, [])]):
        Response.objects.all().delete()
        for seq, answer in order:
            writing.put({"changes": [{"seq": seq, "position": 1, "answer": answer}]})
        states.append(counted(writing.attempt))
    assert states == [{1: (3, "[]")}] * 6


def test_it_takes_one_query_for_any_number_of_attempts(room, django_assert_num_queries):
    candidates = [room.candidate() for _ in range(4)]
    for candidate in candidates:
        candidate.start()
        candidate.save(candidate.change(1, ["A"]), candidate.change(2, ["B"]), candidate.change(1, ["C"]))
    with django_assert_num_queries(1):
        rows = counting_responses([candidate.attempt for candidate in candidates])
    assert [(row.attempt, row.position, row.seq) for row in rows] == sorted(
        (candidate.attempt, *pair) for candidate in candidates for pair in ((1, 3), (2, 2))
    )
    assert counting_responses([]) == []


@pytest.mark.parametrize("flagged", [True, False])
def test_a_mark_is_part_of_what_counts(writing, flagged):
    """B16."""
    writing.save(writing.change(1, ["A"], flagged=not flagged), writing.change(1, ["A"], flagged=flagged))
    assert counting_responses([writing.attempt])[0].flagged is flagged


def test_a_time_that_ran_out_changes_nothing_of_what_came_before(writing):
    writing.save(writing.change(1, ["A"]))
    run_out(writing.attempt, days=1)
    assert counted(writing.attempt) == {1: (1, '["A"]')}
