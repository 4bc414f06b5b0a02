import datetime as dt
from types import SimpleNamespace

import pytest

from exam_platform.exams.eligibility import check_entry, own_windows

DAY = dt.datetime(2026, 11, 23, 1, tzinfo=dt.UTC)


def at(hours: float) -> dt.datetime:
    return DAY + dt.timedelta(hours=hours)


MAIN = SimpleNamespace(kind="main", opens_at=at(0), closes_at=at(2))
MAKE_UP = SimpleNamespace(kind="make_up", opens_at=at(24), closes_at=at(26))
MOCK = SimpleNamespace(kind="mock", opens_at=at(-24), closes_at=at(-20))


def exam(**changed):
    facts = {
        "roster_frozen_at": DAY,
        "forms_assembled_at": DAY,
        "published_at": DAY,
        "cancelled_at": None,
        "late_entry_minutes": None,
    }
    return SimpleNamespace(**{**facts, **changed})


def entry(**changed):
    line = {"standing": "due", "result_cancelled": False, "sat_main": False, "main_verdict": ""}
    return SimpleNamespace(**{**line, **changed})


FAILED = {"sat_main": True, "main_verdict": "failed"}
PASSED = {"sat_main": True, "main_verdict": "passed"}
EXCELLENT = {"sat_main": True, "main_verdict": "excellent"}
PENDING = {"sat_main": True}


@pytest.mark.parametrize(
    ("line", "rules", "window", "now", "code"),
    [
        ({}, {}, MAIN, 0, ""),
        ({}, {}, MAIN, -0.1, "not_open_yet"),
        ({}, {}, MAIN, 2, "window_over"),
        ({}, {}, None, 1, "no_window"),
        ({}, {"published_at": None}, MAIN, 1, "exam_not_published"),
        ({}, {"cancelled_at": DAY}, MAIN, 1, "exam_cancelled"),
        ({}, {"late_entry_minutes": 30}, MAIN, 0.49, ""),
        ({}, {"late_entry_minutes": 30}, MAIN, 0.5, "entry_over"),
        ({}, {"late_entry_minutes": 300}, MAIN, 2, "window_over"),
        ({"standing": "exempt"}, {}, MAIN, 1, "exempt"),
        ({"standing": "reduced"}, {}, MAIN, 1, "reduced"),
        ({"standing": "leave"}, {}, MAIN, 1, "on_leave"),
        ({"standing": "leave"}, {}, MAKE_UP, 25, ""),
        ({}, {}, MAKE_UP, 25, ""),
        (FAILED, {}, MAKE_UP, 25, ""),
        (PASSED, {}, MAKE_UP, 25, "make_up_not_needed"),
        (EXCELLENT, {}, MAKE_UP, 25, "make_up_not_needed"),
        (PENDING, {}, MAKE_UP, 25, "main_not_graded"),
        (PASSED, {}, MAIN, 1, ""),
        ({"result_cancelled": True}, {}, MAKE_UP, 25, "result_cancelled"),
    ],
)
def test_the_first_reason_that_applies_is_named(line, rules, window, now, code):
    found = check_entry(entry(**line), exam(**rules), window, at(now))
    assert found.code == code
    assert found.eligible is (code == "")
    assert bool(found.detail) is (code != "")


def test_reasons_of_time_are_told_from_reasons_of_right():
    assert check_entry(entry(), exam(), MAIN, at(-1)).is_about_time
    assert not check_entry(entry(standing="exempt"), exam(), MAIN, at(1)).is_about_time


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ({}, ["mock", "main", "make_up"]),
        (FAILED, ["mock", "main", "make_up"]),
        (PENDING, ["mock", "main", "make_up"]),
        (PASSED, ["mock", "main"]),
        ({"standing": "leave"}, ["mock", "make_up"]),
        ({"standing": "exempt"}, []),
        ({"standing": "reduced"}, []),
        ({"result_cancelled": True}, []),
    ],
)
def test_a_candidate_is_concerned_by_her_own_windows_alone(line, kinds):
    assert [window.kind for window in own_windows(entry(**line), [MOCK, MAIN, MAKE_UP])] == kinds
