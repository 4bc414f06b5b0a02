"""The table of transitions, and that no act moves an attempt out of a state from which it is not legal."""

import datetime as dt
from contextlib import suppress

import pytest
from django.utils import timezone

from exam_platform.grading.actions import grade_attempts
from exam_platform.people.models import Role
from exam_platform.sittings.actions import (
    close_overdue,
    collect_attempt,
    extend_time,
    submit_attempt,
    void_attempt,
)
from exam_platform.sittings.changes import Batch
from exam_platform.sittings.errors import AlreadyVoided, Closed, NotOpen
from exam_platform.sittings.life_cycle import TRANSITIONS, Act, State, is_legal, sources, target
from exam_platform.sittings.models import Attempt
from exam_platform.sittings.token import read_token

ILLEGAL = [(act, state) for act in Act for state in State if not is_legal(act, state)]


def test_the_table_is_the_life_of_an_attempt():
    """Written out, so that a change of the table is a change here."""
    assert {act: (set(sources(act)), target(act)) for act in TRANSITIONS} == {
        Act.SUBMIT: ({"open"}, "submitted"),
        Act.CLOSE: ({"open"}, "submitted"),
        Act.COLLECT: ({"open"}, "submitted"),
        Act.GRADE: ({"submitted"}, "graded"),
        Act.REGRADE: ({"graded"}, "graded"),
        Act.REOPEN: ({"submitted", "graded"}, "open"),
        Act.VOID: ({"open", "submitted", "graded"}, "voided"),
    }


def test_the_states_of_the_table_are_those_of_the_column():
    assert {state.value for state in State} == set(Attempt.State.values)
    assert set(TRANSITIONS) == set(Act)


def do(act, candidate, officer):
    attempt = Attempt.objects.get()
    match act:
        case Act.SUBMIT:
            submit_attempt(token=read_token(candidate.started["token"]), batch=Batch())
        case Act.CLOSE:
            past = timezone.now() - dt.timedelta(hours=2)
            Attempt.objects.update(accepted_until=past)
            close_overdue()
        case Act.COLLECT:
            collect_attempt(attempt=attempt, actor=officer, reason="收卷")
        case Act.GRADE:
            grade_attempts(attempt_ids=[attempt.pk])
        case Act.REGRADE:
            grade_attempts(attempt_ids=[attempt.pk], reason="更正")
        case Act.REOPEN:
            exam = candidate.room.exam
            extend_time(exam=exam, entries=exam.entries.all(), minutes=10, actor=officer, reason="停电")
        case Act.VOID:
            void_attempt(attempt=attempt, actor=officer, reason="作废")


@pytest.mark.parametrize(("act", "state"), [pair for pair in ILLEGAL if pair != (Act.REGRADE, State.SUBMITTED)])
def test_an_act_from_a_state_that_is_not_in_the_table_moves_nothing(writing, act, state):
    closed = {} if state == State.OPEN else {"closed_by": "clock", "closed_at": timezone.now()}
    Attempt.objects.update(state=state, **closed)
    before = Attempt.objects.values("state", "closed_by", "closed_at", "grading", "score").get()
    with suppress(NotOpen, AlreadyVoided, Closed):
        do(act, writing, writing.room.staff(Role.OFFICER))
    assert Attempt.objects.values("state", "closed_by", "closed_at", "grading", "score").get() == before


def test_grading_anew_what_was_never_graded_is_its_first_grading(writing):
    writing.submit()
    do(Act.REGRADE, writing, None)
    assert Attempt.objects.values_list("state", "grading").get() == ("graded", 1)


@pytest.mark.parametrize("act", list(Act))
def test_each_act_leads_where_the_table_says(writing, act):
    state = sources(act)[0]
    closed = {} if state == State.OPEN else {"closed_by": "clock", "closed_at": timezone.now()}
    Attempt.objects.update(state=state, **closed)
    do(act, writing, writing.room.staff(Role.OFFICER))
    assert Attempt.objects.get().state == target(act)
