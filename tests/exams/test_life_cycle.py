import datetime as dt
from types import SimpleNamespace

import pytest

from exam_platform.exams.life_cycle import (
    candidate_state,
    exam_phase,
    exam_state,
    last_window_end,
    next_window,
    open_window,
    window_warnings,
)

DAY = dt.datetime(2026, 11, 23, 1, tzinfo=dt.UTC)


def at(hours: float) -> dt.datetime:
    return DAY + dt.timedelta(hours=hours)


def window(opens, closes, kind="main"):
    return SimpleNamespace(kind=kind, opens_at=at(opens), closes_at=at(closes))


def exam(**facts):
    names = ["roster_frozen_at", "forms_assembled_at", "published_at", "cancelled_at"]
    return SimpleNamespace(**{name: facts.get(name) for name in names})


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({}, "draft"),
        ({"forms_assembled_at": DAY}, "draft"),
        ({"roster_frozen_at": DAY}, "frozen"),
        ({"roster_frozen_at": DAY, "forms_assembled_at": DAY}, "assembled"),
        ({"roster_frozen_at": DAY, "forms_assembled_at": DAY, "published_at": DAY}, "published"),
        ({"published_at": DAY, "cancelled_at": DAY}, "cancelled"),
    ],
)
def test_the_state_follows_from_what_people_decided(facts, state):
    assert exam_state(exam(**facts)) == state


@pytest.mark.parametrize(
    ("now", "state", "phase"),
    [
        (-1, "upcoming", "upcoming"),
        (0, "open", "open"),
        (1.99, "open", "open"),
        (2, "upcoming", "between"),
        (24, "open", "open"),
        (26, "finished", "finished"),
    ],
)
def test_a_candidate_sees_the_window_that_holds_now_and_an_officer_what_lies_between_two(now, state, phase):
    windows = [window(0, 2), window(24, 26, "make_up")]
    assert (candidate_state(windows, at(now)), exam_phase(windows, at(now))) == (state, phase)


def test_an_open_attempt_is_in_progress_even_after_the_window():
    assert candidate_state([window(0, 2)], at(3), has_open_attempt=True) == "in_progress"


def test_it_is_finished_for_who_may_start_no_more():
    assert candidate_state([window(0, 2)], at(1), may_start_more=False) == "finished"


def test_it_is_finished_without_any_window():
    assert candidate_state([], at(0)) == "finished"


def test_a_counting_window_goes_before_a_mock_that_is_open_too():
    mock, main = window(-5, 1, "mock"), window(0, 2)
    assert open_window([mock, main], at(0.5)) is main
    assert open_window([mock, main], at(-1)) is mock
    assert open_window([mock, main], at(2)) is None


def test_the_next_window_is_the_one_that_opens_first():
    later, sooner = window(24, 26, "make_up"), window(2, 3)
    assert next_window([later, sooner], at(0)) is sooner
    assert next_window([later, sooner], at(24)) is None


def test_the_last_window_end_counts_every_kind():
    assert last_window_end([window(0, 2), window(24, 26, "make_up")]) == at(26)
    assert last_window_end([]) is None


def test_a_window_shorter_than_the_duration_is_warned_of():
    warnings = window_warnings([window(0, 1), window(0, 2)], 90)
    assert [[code for code, _ in one] for one in warnings] == [["late_starters_get_less"], []]
