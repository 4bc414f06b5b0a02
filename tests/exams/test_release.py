import datetime as dt
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_platform.exams.release import last_deadline, review_at, review_released, score_at, score_released

DAY = dt.datetime(2026, 11, 23, 1, tzinfo=dt.UTC)
GRACE = dt.timedelta(seconds=30)
RULES = ["at_once", "on_publication", "after_last_window", "never"]


def at(hours: float) -> dt.datetime:
    return DAY + dt.timedelta(hours=hours)


WINDOWS = [
    SimpleNamespace(kind="main", opens_at=at(0), closes_at=at(2)),
    SimpleNamespace(kind="make_up", opens_at=at(24), closes_at=at(26)),
]


def exam(score="at_once", review="after_last_window", published=None):
    return SimpleNamespace(score_release=score, review_release=review, results_published_at=published)


def test_a_score_at_once_has_no_time_to_wait_for():
    assert score_released(exam(), WINDOWS, at(0), grace=GRACE)
    assert score_at(exam(), WINDOWS, grace=GRACE) is None


def test_a_score_after_the_last_window_waits_for_the_make_up_and_the_grace():
    rules = exam(score="after_last_window")
    assert score_at(rules, WINDOWS, grace=GRACE) == at(26) + GRACE
    assert not score_released(rules, WINDOWS, at(26), grace=GRACE)
    assert score_released(rules, WINDOWS, at(26) + GRACE, grace=GRACE)


def test_a_score_on_publication_waits_for_the_officer():
    assert not score_released(exam(score="on_publication"), WINDOWS, at(99), grace=GRACE)
    rules = exam(score="on_publication", published=at(3))
    assert not score_released(rules, WINDOWS, at(2), grace=GRACE)
    assert score_released(rules, WINDOWS, at(3), grace=GRACE)


def test_never_is_never():
    rules = exam(score="never", review="never", published=at(1))
    assert not score_released(rules, WINDOWS, at(999), grace=GRACE)
    assert not review_released(rules, WINDOWS, at(999), grace=GRACE)
    assert review_at(rules, WINDOWS, grace=GRACE) is None


def test_a_review_waits_for_an_extension_beyond_the_window():
    extended = at(27)
    assert review_at(exam(), WINDOWS, grace=GRACE, extended_until=extended) == extended + GRACE
    assert not review_released(exam(), WINDOWS, at(26.5), grace=GRACE, extended_until=extended)
    assert last_deadline(WINDOWS, GRACE, at(1)) == at(26) + GRACE


def test_a_review_without_windows_stays_shut():
    assert review_at(exam(review="at_once"), [], grace=GRACE) is None
    assert not review_released(exam(review="at_once"), [], at(999), grace=GRACE)


@pytest.mark.parametrize("review", ["at_once", "after_last_window"])
def test_a_review_opens_with_the_last_deadline(review):
    assert review_at(exam(review=review), WINDOWS, grace=GRACE) == at(26) + GRACE
    assert review_released(exam(review=review), WINDOWS, at(26) + GRACE, grace=GRACE)


def test_a_review_on_publication_waits_for_both():
    assert review_at(exam(review="on_publication"), WINDOWS, grace=GRACE) is None
    assert review_at(exam(review="on_publication", published=at(3)), WINDOWS, grace=GRACE) == at(26) + GRACE
    assert review_at(exam(review="on_publication", published=at(50)), WINDOWS, grace=GRACE) == at(50)


def test_a_review_waits_for_the_score():
    rules = exam(score="on_publication", review="after_last_window")
    assert not review_released(rules, WINDOWS, at(99), grace=GRACE)


@pytest.mark.parametrize("published", [None, at(1), at(30)])
@given(score=st.sampled_from(RULES), review=st.sampled_from(RULES), hours=st.floats(-10, 40))
def test_no_rule_opens_a_review_while_anyone_may_still_write(published, score, review, hours):
    """N77."""
    rules = exam(score, review, published)
    now = at(hours)
    if review_released(rules, WINDOWS, now, grace=GRACE):
        assert now >= at(26) + GRACE
        assert score_released(rules, WINDOWS, now, grace=GRACE)
