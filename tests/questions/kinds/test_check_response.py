from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.kinds import KINDS, BadResponse, Content, kind_of
from tests.questions.kinds.test_mark import content

FOUR = content(options=4)
TWO_BLANKS = content("以____为导向,以____为核心")


@pytest.mark.parametrize("cleared", ["", None, []])
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_nothing_clears_the_answer(kind: str, cleared: Any) -> None:
    assert kind_of(kind).check_response(FOUR, cleared) == []


@pytest.mark.parametrize(
    "bad", ["Z", ["A", "A"], {}, 5, True, ["Z"], ["a"], [["A"]], [1], [None], "B", ["A", "B"], ["\0"]]
)
def test_a_single_choice_refuses(bad: Any) -> None:
    with pytest.raises(BadResponse) as refusal:
        kind_of("single").check_response(FOUR, bad)
    assert refusal.value.code == "bad_option"


@pytest.mark.parametrize("bad", [["A", "A"], ["E"], ["A", "E"], "AB", {"A": 1}, [True]])
def test_a_multiple_choice_refuses(bad: Any) -> None:
    with pytest.raises(BadResponse):
        kind_of("multiple").check_response(FOUR, bad)


def test_a_multiple_choice_is_put_in_order() -> None:
    assert kind_of("multiple").check_response(FOUR, ["C", "A"]) == ["A", "C"]


ORDER = content(options=3)
PAIRS: Content = {**content(options=2), "details": {"matches": ["甲", "乙", "丙"]}}
CASE: Content = {
    **content(),
    "details": {
        "parts": [
            {**FOUR, "kind": "multiple", "share": 1},
            {**TWO_BLANKS, "kind": "fill_in", "share": 1},
            {**PAIRS, "kind": "matching", "share": 1},
        ]
    },
}


@pytest.mark.parametrize("bad", [["A"], ["A", "B"], ["A", "B", "B"], ["A", "B", "D"], "CAB", [["C"], "A", "B"]])
def test_an_ordering_takes_all_letters_once(bad: Any) -> None:
    with pytest.raises(BadResponse):
        kind_of("ordering").check_response(ORDER, bad)
    assert kind_of("ordering").check_response(ORDER, ["C", "A", "B"]) == ["C", "A", "B"]


@pytest.mark.parametrize("bad", [["A-4"], ["A-0"], ["C-1"], ["A-1", "A-2"], ["A"], ["A-1-2"], ["A-01"], "A-1", [{}]])
def test_a_matching_takes_pairs_of_its_own(bad: Any) -> None:
    with pytest.raises(BadResponse):
        kind_of("matching").check_response(PAIRS, bad)


def test_a_matching_may_leave_out_and_repeat_and_is_put_in_order() -> None:
    assert kind_of("matching").check_response(PAIRS, ["B-1"]) == ["B-1"]
    assert kind_of("matching").check_response(PAIRS, ["B-3", "A-3"]) == ["A-3", "B-3"]


def test_a_case_takes_each_parts_answer_under_its_number() -> None:
    take = kind_of("case").check_response
    assert take(CASE, ["3:B-1", "1:C", "2:", "2:一:二", "1:A"]) == ["1:A", "1:C", "2:", "2:一:二", "3:B-1"]
    assert take(CASE, ["2:", "2: "]) == []
    for bad in (["C"], ["4:A"], ["0:A"], ["1:E"], ["2:一"], ["3:A"], ["1:A", 2], "1:A", ["1:A", "1:A"]):
        with pytest.raises(BadResponse):
            take(CASE, bad)


@pytest.mark.parametrize("bad", [["对"], ["t"], [True], True, "T", ["T", "F"], ["A"]])
def test_true_or_false_takes_t_or_f_alone(bad: Any) -> None:
    with pytest.raises(BadResponse):
        kind_of("true_false").check_response(content(), bad)


@pytest.mark.parametrize("bad", [["一个"], ["一", "二", "三"], ["一", 2], ["一", "二\0"], "一", ["\ud842", "二"]])
def test_a_fill_in_takes_a_text_for_each_blank(bad: Any) -> None:
    with pytest.raises(BadResponse):
        kind_of("fill_in").check_response(TWO_BLANKS, bad)


def test_a_fill_in_may_leave_a_blank_out() -> None:
    assert kind_of("fill_in").check_response(TWO_BLANKS, ["", "政府职能"]) == ["", "政府职能"]
    assert kind_of("fill_in").check_response(TWO_BLANKS, ["", " "]) == []


def test_texts_are_limited_by_characters_and_keep_their_line_ends_folded() -> None:
    with pytest.raises(BadResponse) as refusal:
        kind_of("short_answer").check_response(content(), ["𠮷" * 10_001])
    assert refusal.value.code == "too_long"
    assert kind_of("short_answer").check_response(content(), ["𠮷" * 10_000]) == ["𠮷" * 10_000]
    assert kind_of("short_answer").check_response(content(), ["一\r\n二\r三"]) == ["一\n二\n三"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(kind=st.sampled_from(sorted(KINDS)), answer=json_values)
def test_whatever_comes_is_taken_in_its_normal_form_or_refused(kind: str, answer: Any) -> None:
    asked = {"fill_in": TWO_BLANKS, "matching": PAIRS, "case": CASE}.get(kind, FOUR)
    try:
        taken = kind_of(kind).check_response(asked, answer)
    except BadResponse:
        return
    assert isinstance(taken, list)
    assert all(isinstance(text, str) for text in taken)
    assert kind_of(kind).check_response(asked, taken) == taken
