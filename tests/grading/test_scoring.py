"""From answers to points and from points to a result: pure."""

import datetime as dt
from itertools import permutations

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_platform.grading.scoring import (
    Answer,
    Item,
    Marker,
    MarkRow,
    Question,
    Rules,
    Sitting,
    final_result,
    score_attempt,
    verdict_of,
)

LETTERS = "ABCD"
OPTIONS = [{"letter": letter, "text": letter} for letter in LETTERS]
NOW = dt.datetime(2026, 11, 23, 4, tzinfo=dt.UTC)


def item(position, kind, key, points=200):
    content = {"stem": "____ ____", "options": OPTIONS if kind in ("single", "multiple") else []}
    return Item(position, Question(position, kind, content, key), points)


PAPER = [
    item(1, "single", ["B"]),
    item(2, "multiple", ["A", "C"], 300),
    item(3, "true_false", ["F"]),
    item(4, "fill_in", ["公平;平等", "法治"], 501),
    item(5, "short_answer", ["要点"]),
]


def score(rule="exact", **answers):
    given = {
        int(name[1:]): Answer(seq, orjson.dumps(answer).decode())
        for seq, (name, answer) in enumerate(answers.items(), 1)
    }
    return score_attempt(PAPER, given, rule, Marker())


def test_each_kind_is_marked_by_its_own_rule():
    marks, total = score(p1=["B"], p2=["A", "C"], p3=["F"], p4=["平等", "法治"], p5=["长答"])
    assert [row.points for row in marks] == [200, 300, 200, 501, 0]
    assert total == 1201
    assert [row.right for row in marks] == [True, True, True, True, False]


def test_what_was_not_answered_has_a_mark_of_nought():
    marks, total = score(p2=[])
    assert total == 0
    assert marks[0] == MarkRow(1, None, 0, False)
    assert marks[1] == MarkRow(2, 1, 0, False)
    assert len(marks) == 5


@pytest.mark.parametrize(("rule", "points"), [("exact", 0), ("partial", 150)])
def test_a_part_of_the_right_options_is_worth_what_the_rule_says(rule, points):
    assert score(rule, p2=["A"])[1] == points
    assert score(rule, p2=["A", "B"])[1] == 0


def test_half_of_the_blanks_is_half_of_the_points_rounded_down():
    assert score(p4=["平等", "人治"])[1] == 250


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "p1": st.lists(st.sampled_from(LETTERS), max_size=1),
        "p2": st.lists(st.sampled_from(LETTERS), unique=True),
        "p3": st.sampled_from([[], ["T"], ["F"]]),
        "p4": st.lists(st.sampled_from(["", "公平", "平等", "法治", "x"]), min_size=2, max_size=2),
    },
)


@given(ANSWERS, st.sampled_from(["exact", "partial"]))
def test_the_marks_add_up_and_none_is_out_of_range(answers, rule):
    """I14: integers in hundredths, 0 ≤ mark ≤ points of the question, their sum the score."""
    marks, total = score(rule, **answers)
    assert total == sum(row.points for row in marks)
    assert all(
        type(row.points) is int and 0 <= row.points <= item.points for row, item in zip(marks, PAPER, strict=True)
    )
    assert 0 <= total <= sum(item.points for item in PAPER)


def test_a_kind_that_gives_more_than_there_is_stops_the_grading(monkeypatch):
    monkeypatch.setattr("questions.kinds.single.mark", lambda *_: 201)
    with pytest.raises(ValueError, match="201 of 200"):
        score(p1=["B"])


def test_a_pair_of_question_and_answer_is_marked_once(monkeypatch):
    calls = []
    monkeypatch.setattr("questions.kinds.single.mark", lambda *given: calls.append(given) or 0)
    marker = Marker()
    for answer in ("B", "B", "C", "B"):
        score_attempt(PAPER, {1: Answer(1, f'["{answer}"]')}, "exact", marker)
    assert len(calls) == 2


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
