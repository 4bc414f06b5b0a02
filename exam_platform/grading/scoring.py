"""From answers to points, and from points to a candidate's result. Pure; points are integers in hundredths."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from questions.kinds import Content, kind_of

MAIN, MAKE_UP = "main", "make_up"
GRADED = "graded"
CLOSED = ("submitted", GRADED)
FAILED, PASSED, EXCELLENT = "failed", "passed", "excellent"


class Question(NamedTuple):
    """A revision with its key: what marking needs of it."""

    kind: str
    content: Content
    key: list[str]


def mark(question: Question, answer: list[str], full_points: int, rule: str) -> int:
    """0..full_points; what only a person can mark earns nothing until a person has."""
    kind, content, key = question
    points = kind_of(kind).mark(content, key, answer, full_points, rule) or 0 if answer else 0
    if not 0 <= points <= full_points:
        raise ValueError(f"{kind} gave {points} of {full_points}")
    return points


class Rules(NamedTuple):
    counting: str
    pass_points: int
    excellent_points: int


class Sitting(NamedTuple):
    """What of an attempt decides about the result; `score` is None until it is graded."""

    number: int
    window: str
    state: str
    score: int | None
    closed_at: dt.datetime | None


class Result(NamedTuple):
    """The columns of an entry that grading writes. A verdict is "" where there is no score."""

    main_score: int | None
    main_verdict: str
    make_up_score: int | None
    make_up_verdict: str
    score: int | None
    verdict: str
    sat_main: bool
    sat_make_up: bool
    sat_at: dt.datetime | None


def final_result(sittings: Iterable[Sitting], rules: Rules) -> Result:
    """Main and make-up each by the rule of counting; together the better of the two. A mock counts for nothing.

    Sat is who has an attempt closed and not voided, graded yet or not; a blank paper counts.
    """
    closed = [sitting for sitting in sittings if sitting.state in CLOSED and sitting.window in (MAIN, MAKE_UP)]
    main = counting_score([sitting for sitting in closed if sitting.window == MAIN], rules.counting)
    make_up = counting_score([sitting for sitting in closed if sitting.window == MAKE_UP], rules.counting)
    score = max((score for score in (main, make_up) if score is not None), default=None)
    return Result(
        main_score=main,
        main_verdict=verdict_of(main, rules),
        make_up_score=make_up,
        make_up_verdict=verdict_of(make_up, rules),
        score=score,
        verdict=verdict_of(score, rules),
        sat_main=any(sitting.window == MAIN for sitting in closed),
        sat_make_up=any(sitting.window == MAKE_UP for sitting in closed),
        sat_at=min((sitting.closed_at for sitting in closed if sitting.closed_at), default=None),
    )


def counting_score(sittings: Sequence[Sitting], counting: str) -> int | None:
    """The best, last or first of those that are graded; attempts still in the queue do not count yet."""
    graded = sorted((sitting.number, sitting.score) for sitting in sittings if sitting.score is not None)
    if not graded:
        return None
    if counting == "best":
        return max(score for _, score in graded)
    return graded[-1 if counting == "last" else 0][1]


def verdict_of(score: int | None, rules: Rules) -> str:
    if score is None:
        return ""
    if score >= rules.excellent_points and score >= rules.pass_points:
        return EXCELLENT
    return PASSED if score >= rules.pass_points else FAILED
