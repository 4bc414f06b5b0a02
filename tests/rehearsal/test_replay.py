"""What a rehearsal says went wrong, for each way in which something can."""

import copy
import datetime as dt
from typing import Any

import pytest

from exam_platform.rehearsal.replay import Item, compare, mark, read_histories

OPENED = dt.datetime(2026, 11, 23, 1, 0, tzinfo=dt.UTC)
PAPERS = {7: [Item(1, "single", 200, ["B"]), Item(2, "multiple", 300, ["A", "C"]), Item(3, "true_false", 100, ["T"])]}


def at(seconds: float) -> str:
    return (OPENED + dt.timedelta(seconds=seconds)).isoformat()


def line(what: str, **more: Any) -> dict[str, Any]:
    return {"at": 0, "attempt": 5, "what": what, "lease": 1, **more}


def row(
    seq: int, position: int | None, answer: Any, seconds: float, *, counts: bool, late: bool = False
) -> dict[str, Any]:
    event = {"kind": answer, "at": None, "detail": {}} if position is None else None
    answer = None if position is None else answer
    place = {"seq": seq, "position": position, "answer": answer, "event": event, "flagged": False}
    return {**place, "received_at": at(seconds), "lease": 1, "counts": counts, "late": late, "admitted": False}


CHANGES = [[1, 1, ["A"], False], [2, 1, ["B"], False], [3, 2, ["A"], False], [4, None, "blur", False]]
LEDGER = [
    line("started", deadline=at(60)),
    line("sent", changes=CHANGES[:2]),
    line("acked", changes=CHANGES[:2]),
    line("sent", changes=CHANGES[2:]),
    line("sent", changes=CHANGES[2:]),
    line("acked", changes=CHANGES[2:]),
    line("submitted"),
    line("receipt", receipt="R-1"),
    line("receipt", receipt="R-1"),
]
EVIDENCE = {
    "attempt": 5,
    "entry": 50,
    "form": 7,
    "state": "graded",
    "deadline": at(60),
    "accepted_until": at(90),
    "closed_at": at(40),
    "closed_by": "candidate",
    "receipt": "R-1",
    "score": 350,
    "log": [
        row(1, 1, ["A"], 10, counts=False),
        row(2, 1, ["B"], 10, counts=True),
        row(3, 2, ["A"], 20, counts=True),
        row(4, None, "blur", 20, counts=False),
    ],
    "marks": [
        {"position": 1, "seq": 2, "points": 200},
        {"position": 2, "seq": 3, "points": 150},
        {"position": 3, "seq": None, "points": 0},
    ],
}
NOUGHT = {
    *("missing", "doubled", "refused_wrongly", "late_wrongly", "counted_wrongly", "wrong_score"),
    *("receipts_differing", "closed_at_wrong", "failed"),
}


def found(ledger: list[dict[str, Any]], *evidence: dict[str, Any]) -> dict[str, int]:
    """The counts that are not nought and should be."""
    counts = vars(compare(read_histories(ledger), evidence, PAPERS, partial=True))
    return {name: count for name, count in counts.items() if name in NOUGHT and count}


@pytest.fixture
def attempt() -> Any:
    return copy.deepcopy(EVIDENCE)


def test_it_finds_nothing_where_all_is_well(attempt):
    counts = compare(read_histories(LEDGER), [attempt], PAPERS, partial=True)
    assert (counts.started, counts.sent, counts.acknowledged, counts.closed, counts.graded) == (1, 4, 4, 1, 1)
    assert found(LEDGER, attempt) == {}


def test_it_misses_what_was_acknowledged(attempt):
    """And expects it to be marked: the log alone would say that all is well."""
    del attempt["log"][1]
    attempt["log"][0]["counts"] = True
    attempt["marks"][0]["points"], attempt["score"] = 0, 150
    assert found(LEDGER, attempt) == {"missing": 1, "counted_wrongly": 1, "wrong_score": 1}


def test_it_misses_what_is_in_the_log_with_another_content(attempt):
    attempt["log"][1]["answer"] = ["C"]
    assert found(LEDGER, attempt) == {"missing": 1, "doubled": 1, "wrong_score": 1}


def test_it_misses_everything_of_an_attempt_that_is_gone():
    assert found(LEDGER) == {"missing": 4}


def test_it_counts_what_nobody_sent_as_doubled(attempt):
    attempt["log"].append(row(5, 3, ["T"], 20, counts=True))
    attempt["marks"][2]["points"], attempt["score"] = 100, 450
    assert found(LEDGER, attempt) == {"doubled": 1}


def test_it_counts_a_second_attempt_of_an_entry(attempt):
    assert found(LEDGER, attempt, {**attempt, "attempt": 6, "log": [], "marks": [], "state": "open"})["doubled"] == 1


def test_what_was_sent_and_never_acknowledged_may_be_there_or_not(attempt):
    ledger = [*LEDGER[:6], line("sent", changes=[[5, 3, ["T"], False]]), *LEDGER[6:]]
    assert found(ledger, attempt) == {}
    attempt["log"].append(row(5, 3, ["T"], 30, counts=True))
    attempt["marks"][2]["points"], attempt["score"] = 100, 450
    assert found(ledger, attempt) == {}


def test_it_finds_a_wrong_mark_and_a_wrong_sum(attempt):
    attempt["marks"][2]["points"] = 100
    assert found(LEDGER, attempt) == {"wrong_score": 1}
    attempt["marks"][2]["points"], attempt["score"] = 0, 351
    assert found(LEDGER, attempt) == {"wrong_score": 1}


def test_it_finds_a_superseded_change_that_counted(attempt):
    attempt["log"][0]["counts"], attempt["log"][1]["counts"] = True, False
    assert found(LEDGER, attempt) == {"counted_wrongly": 1}


def test_it_finds_what_was_called_late_in_time(attempt):
    attempt["log"][3]["late"] = True
    assert found(LEDGER, attempt) == {"late_wrongly": 1}


def test_what_came_after_the_grace_does_not_count(attempt):
    attempt |= {"closed_by": "clock", "closed_at": at(60)}
    attempt["log"][1] |= {"received_at": at(90.5), "counts": False, "late": True}
    attempt["log"][0]["counts"] = True
    attempt["marks"][0]["points"], attempt["score"] = 0, 150
    # It was acknowledged all the same: that is what is wrong here.
    assert found(LEDGER, attempt) == {"late_wrongly": 1}


def test_what_an_officer_admitted_counts_though_it_came_late(attempt):
    attempt |= {"closed_by": "clock", "closed_at": at(60)}
    attempt["log"][2] |= {"received_at": at(95), "counts": True, "late": True, "admitted": True}
    ledger = [
        *LEDGER[:3],
        *LEDGER[3:5],
        line("kept", changes=CHANGES[2:]),
        line("acked", changes=CHANGES[3:]),
        *LEDGER[6:],
    ]
    assert found(ledger, attempt) == {}


def test_it_finds_another_receipt(attempt):
    assert found([*LEDGER, line("receipt", receipt="R-2")], attempt) == {"receipts_differing": 1}


def test_it_finds_a_closing_time_that_is_not_the_deadline(attempt):
    attempt |= {"closed_by": "clock", "closed_at": at(61)}
    assert found(LEDGER, attempt) == {"closed_at_wrong": 1}


@pytest.mark.parametrize(
    ("code", "more", "wrongly"),
    [
        ("bad_option", {}, 2),
        ("bad_token", {"changes": []}, 1),
        ("lease_lost", {}, 2),
        ("closed", {"server_time": at(59), "deadline": at(60)}, 2),
        ("closed", {"server_time": at(61), "deadline": at(60)}, 0),
        ("closed", {"server_time": at(59), "deadline": at(60), "submitted": True}, 0),
        ("lease_lost", {"taken_over": True}, 0),
    ],
)
def test_it_tells_right_refusals_from_wrong_ones(attempt, code, more, wrongly):
    before = [line("submitted")] if more.pop("submitted", False) else []
    before += [line("started", lease=2, deadline=at(60))] if more.pop("taken_over", False) else []
    changes = [[8, 1, ["A"], False], [9, 1, ["B"], False]]
    refusal = {"status": 409, "code": code, "changes": changes, "server_time": None, "deadline": None, **more}
    ledger = [LEDGER[0], *before, line("refused", **refusal), *LEDGER[1:]]
    assert found(ledger, attempt) == ({"refused_wrongly": wrongly} if wrongly else {})


def test_without_evidence_it_says_only_what_the_ledger_says():
    counts = compare(read_histories(LEDGER), None, PAPERS, partial=True)
    assert (counts.acknowledged, counts.missing, counts.started) == (4, 0, 0)


@pytest.mark.parametrize(
    ("kind", "key", "answer", "partial", "points"),
    [
        ("single", ["B"], ["B"], True, 300),
        ("single", ["B"], [], True, 0),
        ("true_false", ["F"], ["T"], True, 0),
        ("multiple", ["A", "C"], ["A", "C"], False, 300),
        ("multiple", ["A", "C"], ["A"], True, 150),
        ("multiple", ["A", "C"], ["A"], False, 0),
        ("multiple", ["A", "C"], ["A", "B"], True, 0),
        ("multiple", ["A", "C"], [], True, 0),
        ("fill_in", ["公平", "公开"], ["公平", "公正"], False, 150),
        ("fill_in", ["公平", "公开"], ["公平", "公开"], False, 300),
    ],
)
def test_it_marks(kind, key, answer, partial, points):
    assert mark(Item(1, kind, 300, key), answer, partial) == points
