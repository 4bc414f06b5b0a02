"""From answers to points and from points to a result: pure."""

import datetime as dt
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_platform.grading.scoring import Question, Rules, Sitting, final_result, mark, verdict_of

LETTERS = "ABCD"
OPTIONS = [{"letter": letter, "text": letter} for letter in LETTERS]
NOW = dt.datetime(2026, 11, 23, 4, tzinfo=dt.UTC)


def question(kind, key):
    content = {"stem": "____ ____", "options": OPTIONS if kind in ("single", "multiple") else []}
    return Question(kind, content, key)


SINGLE, MULTIPLE = question("single", ["B"]), question("multiple", ["A", "C"])
FILL_IN = question("fill_in", ["公平;平等", "法治"])


@pytest.mark.parametrize(
    ("asked", "answer", "points"),
    [
        (SINGLE, ["B"], 200),
        (SINGLE, ["A"], 0),
        (SINGLE, [], 0),
        (MULTIPLE, ["A", "C"], 300),
        (question("true_false", ["F"]), ["F"], 200),
        (FILL_IN, ["平等", "法治"], 501),
        (question("short_answer", ["要点"]), ["长答"], 0),
    ],
)
def test_each_kind_is_marked_by_its_own_rule(asked, answer, points):
    assert mark(asked, answer, points or 200, "exact") == points


@pytest.mark.parametrize(("rule", "points"), [("exact", 0), ("partial", 150)])
def test_a_part_of_the_right_options_is_worth_what_the_rule_says(rule, points):
    assert mark(MULTIPLE, ["A"], 300, rule) == points
    assert mark(MULTIPLE, ["A", "B"], 300, rule) == 0


def test_half_of_the_blanks_is_half_of_the_points_rounded_down():
    assert mark(FILL_IN, ["平等", "人治"], 501, "exact") == 250


ANSWERS = st.one_of(
    st.tuples(st.just(SINGLE), st.lists(st.sampled_from(LETTERS), max_size=1)),
    st.tuples(st.just(MULTIPLE), st.lists(st.sampled_from(LETTERS), unique=True)),
    st.tuples(st.just(FILL_IN), st.lists(st.sampled_from(["", "公平", "平等", "法治", "x"]), min_size=2, max_size=2)),
)


@given(ANSWERS, st.integers(0, 1000), st.sampled_from(["exact", "partial"]))
def test_no_mark_is_out_of_range(answered, full_points, rule):
    """I14: integers in hundredths, 0 ≤ mark ≤ points of the question."""
    points = mark(*answered, full_points, rule)
    assert type(points) is int
    assert 0 <= points <= full_points


def test_a_kind_that_gives_more_than_there_is_stops_the_grading(monkeypatch):
    monkeypatch.setattr("questions.kinds.single.mark", lambda *_: 201)
    with pytest.raises(ValueError, match="201 of 200"):
        mark(SINGLE, ["B"], 200, "exact")


RULES = Rules("best", 6000, 9000)


def sitting(number, score, window="main", state="graded", hours=0):
    return Sitting(number, window, state, score, NOW + dt.timedelta(hours=hours))


@pytest.mark.parametrize(("counting", "counts"), [("best", 8000), ("last", 7000), ("first", 5000)])
def test_the_best_the_last_or_the_first_counts(counting, counts):
    attempts = [sitting(1, 5000), sitting(2, 8000), sitting(3, 7000)]
    for order in permutations(attempts):
        assert final_result(order, RULES._replace(counting=counting)).score == counts


@pytest.mark.parametrize(
    ("score", "verdict"),
    [(None, ""), (0, "failed"), (5999, "failed"), (6000, "passed"), (8999, "passed"), (9000, "excellent")],
)
def test_the_verdict_is_by_the_marks(score, verdict):
    assert verdict_of(score, RULES) == verdict


def test_who_failed_and_made_up_has_passed_the_year():
    result = final_result([sitting(1, 5000), sitting(2, 6500, "make_up")], RULES)
    assert (result.main_score, result.main_verdict) == (5000, "failed")
    assert (result.make_up_score, result.make_up_verdict) == (6500, "passed")
    assert (result.score, result.verdict) == (6500, "passed")
    assert (result.sat_main, result.sat_make_up) == (True, True)


def test_failing_the_make_up_too_is_a_fail_for_the_year():
    result = final_result([sitting(1, 5000), sitting(2, 4000, "make_up")], RULES)
    assert (result.score, result.verdict) == (5000, "failed")


def test_each_window_is_counted_by_the_rule_apart():
    attempts = [sitting(1, 8000), sitting(2, 3000), sitting(3, 2000, "make_up"), sitting(4, 4000, "make_up")]
    result = final_result(attempts, RULES._replace(counting="last"))
    assert (result.main_score, result.make_up_score) == (3000, 4000)


@pytest.mark.parametrize("state", ["open", "voided"])
def test_open_and_voided_attempts_do_not_count(state):
    result = final_result([sitting(1, 9000, state=state)], RULES)
    assert (result.score, result.verdict, result.sat_main, result.sat_at) == (None, "", False, None)


def test_a_mock_counts_for_nothing():
    assert final_result([sitting(1, 9900, "mock")], RULES) == final_result([], RULES)


def test_who_handed_in_has_sat_before_it_is_graded():
    result = final_result([sitting(1, None, state="submitted", hours=2), sitting(2, 7000, hours=5)], RULES)
    assert (result.sat_main, result.score, result.sat_at) == (True, 7000, NOW + dt.timedelta(hours=2))
