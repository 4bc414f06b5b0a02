"""Reading a body: N80 to N97 of RELIABILITY.md, without a database."""

import orjson
import pytest

from exam_platform.sittings.changes import TooMany, Unreadable, read_changes
from questions.strict import ParseError, read_json

OUTLINE = {
    1: "single4",
    2: "multiple4",
    3: "true_false0",
    4: "fill_in2",
    5: "short_answer0",
    6: "ordering3",
    7: "matching2x3",
    8: "case(single4,matching2x3)",
}


def read(*changes, **more):
    return read_changes({"changes": list(changes), **more}, OUTLINE)


def change(position, answer, seq=1, **more):
    return {"seq": seq, "position": position, "answer": answer, **more}


def refused(batch):
    return [(row["seq"], row["position"], row["code"]) for row in batch.refused]


@pytest.mark.parametrize(
    ("position", "answer", "kept"),
    [
        (1, ["B"], ["B"]),
        (2, ["C", "A"], ["A", "C"]),
        (3, ["F"], ["F"]),
        (6, ["C", "A", "B"], ["C", "A", "B"]),
        (7, ["B-1", "A-3"], ["A-3", "B-1"]),
        (8, ["2:B-3", "1:D"], ["1:D", "2:B-3"]),
        (4, ["市场主体需求", "政府\r\n职能"], ["市场主体需求", "政府\n职能"]),
        (4, ["", ""], []),
        (5, ["👩‍⚖️بسم ཀ\r\nئۇيغۇر"], ["👩‍⚖️بسم ཀ\nئۇيغۇر"]),
        *((position, cleared, []) for position in OUTLINE for cleared in (None, "", [])),
    ],
)
def test_it_takes_an_answer_of_the_question(position, answer, kept):
    """N80, N96: null and "" clear the answer; writing comes back byte by byte after folding line ends."""
    batch = read(change(position, answer))
    assert batch.refused == []
    ((seq, taken, text, flagged),) = batch.rows
    assert (seq, taken, orjson.loads(text), flagged) == (1, position, kept, False)


@pytest.mark.parametrize(
    ("position", "answer"),
    [
        *((position, bad) for position in (1, 2) for bad in (["Z"], ["A", "A"], ["E"], ["a"], ["Ａ"], ["AB"], [""])),
        *((position, bad) for position in OUTLINE for bad in ({}, 5, True, 0, "B", [1], [None], [["A"]], {"A": 1})),
        (1, ["A", "B"]),
        (3, ["B"]),
        (3, ["T", "F"]),
        (4, ["one"]),
        (4, ["a", "b", "c"]),
    ],
)
def test_it_refuses_by_its_seq_what_is_no_answer_of_the_question(position, answer):
    """N80."""
    assert refused(read(change(position, answer))) == [(1, position, "bad_option")]


def test_it_refuses_a_text_beyond_its_limit():
    assert refused(read(change(4, ["x" * 201, "y"]))) == [(1, 4, "too_long")]


def test_it_refuses_a_position_that_the_form_does_not_have():
    """N81."""
    assert refused(read(change(9, ["A"]))) == [(1, 9, "bad_position")]


def test_one_bad_change_does_not_hold_up_the_others():
    """N83."""
    batch = read(*(change(1, ["B"] if seq != 17 else ["Z"], seq) for seq in range(1, 51)))
    assert len(batch.rows) == 49
    assert refused(batch) == [(17, 1, "bad_option")]


def test_none_are_enough_and_a_hundred_are_not_too_many():
    assert not read().rows
    assert not read_changes({}, OUTLINE).rows
    assert len(read(*(change(1, ["B"], seq) for seq in range(1, 101))).rows) == 100
    for name in ("changes", "events"):
        with pytest.raises(TooMany):
            read_changes({name: [change(1, ["B"])] * 101}, OUTLINE)


def test_a_mere_repeat_is_one_row():
    assert list(read(change(1, ["B"]), change(1, ["B"])).rows) == [(1, 1, '["B"]', False)]


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        (None, "", "wrong_type"),
        ([], "", "wrong_type"),
        ("x", "", "wrong_type"),
        ({"changes": {}}, "/changes", "wrong_type"),
        ({"changes": None}, "/changes", "wrong_type"),
        ({"changes": [5]}, "/changes/0", "wrong_type"),
        ({"saved_at": "1970-01-01"}, "/saved_at", "unknown_field"),
        *(
            ({"changes": [change(1, ["B"], **{name: 1})]}, f"/changes/0/{name}", "unknown_field")
            for name in ("id", "is_staff", "score", "started_at", "unit", "saved_at", "received_at")
        ),
        *(
            ({"changes": [change(1, ["B"], seq)]}, "/changes/0/seq", "invalid")
            for seq in (0, -1, 100_001, 2**31, 1.5, "1", True, None)
        ),
        *(({"changes": [change(p, ["B"])]}, "/changes/0/position", "invalid") for p in (0, -1, 2**15, 1.0, "1", False)),
        ({"changes": [{"position": 1, "answer": []}]}, "/changes/0/seq", "required"),
        ({"changes": [{"seq": 1, "position": 1}]}, "/changes/0/answer", "required"),
        ({"changes": [change(1, ["B"], flagged=1)]}, "/changes/0/flagged", "wrong_type"),
        ({"events": [{"kind": "blur"}]}, "/events/0/seq", "required"),
        ({"events": [{"seq": 1, "kind": "blur", "score": 1}]}, "/events/0/score", "unknown_field"),
    ],
)
def test_it_names_the_place_of_what_cannot_be_read(body, pointer, code):
    """N84, N87, N91."""
    with pytest.raises(Unreadable) as refusal:
        read_changes(body, OUTLINE)
    assert (refusal.value.pointer, refusal.value.code) == (pointer, code)


def test_events_are_rows_without_a_position():
    batch = read(events=[{"seq": 2, "kind": "blur", "at": "2126-01-01T00:00:00Z", "detail": {"ms": 40}}])
    ((seq, position, text, flagged),) = batch.rows
    assert (seq, position, flagged) == (2, None, False)
    assert orjson.loads(text) == {"kind": "blur", "at": "2126-01-01T00:00:00Z", "detail": {"ms": 40}}


@pytest.mark.parametrize(
    "event",
    [
        {"kind": "explode"},
        {"kind": ["blur"]},
        {},
        {"kind": "blur", "at": 5},
        {"kind": "blur", "at": "x" * 41},
        {"kind": "blur", "detail": []},
        {"kind": "blur", "detail": {"x": "y" * 1000}},
    ],
)
def test_a_bad_event_is_refused_by_its_seq(event):
    assert refused(read(events=[{"seq": 3, **event}])) == [(3, None, "bad_event")]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xef\xbb\xbf{}",
        '{"changes": "答案"}'.encode("gbk"),
        b"[" * 100_000,
        b'{"changes": ' + b"[" * 20 + b"]" * 20 + b"}",
        rb'{"x": "\ud842"}',
        rb'{"x": "\u0000"}',
        rb'{"\u0000": 1}',
        b'{"x": NaN}',
        b'{"x": Infinity}',
        b'{"x": 1e999}',
        b'{"x": ' + b"9" * 5000 + b"}",
        b'{"x": 99999999999999999999}',
        b"{}{}",
    ],
)
def test_unsound_json_is_refused(body):
    """N84 to N87."""
    with pytest.raises(ParseError):
        read_json(body)
