"""RELIABILITY, bad inputs, 2 Question import: N48–N57 by number, in a row of Excel and in the other formats."""

import json
from typing import Any

import pytest

from questions.formats import gift, json_, moodle_xml
from tests.questions.formats.test_excel import codes, errors, read
from tests.questions.formats.test_moodle_xml import answer, question, quiz

SINGLE = {"题型": "单选", "答案": "A"}
MULTIPLE = {"题型": "多选"}
TRUE_FALSE = {"题型": "判断", **dict.fromkeys(("选项A", "选项B", "选项C", "选项D"))}
FILL_IN = {"题型": "填空", **dict.fromkeys(("选项A", "选项B", "选项C", "选项D"))}


@pytest.mark.parametrize("written", ["a，c", "A、C", "ＡＣ", "CA", "A C", "A,C", "a;c"])
def test_n50_letters_are_read_however_they_are_written(written: str) -> None:
    reading = read(**MULTIPLE, 答案=written)
    assert reading.draft
    assert reading.draft.key == ["A", "C"]


TRUE_OR_FALSE = {
    "T": ["对", "正确", "√", "T", "1", "Y", "✓", "t", "Ｔ", "是"],
    "F": ["错", "错误", "×", "F", "0", "N", "否"],
}


@pytest.mark.parametrize(("key", "written"), [(key, text) for key, texts in TRUE_OR_FALSE.items() for text in texts])
def test_n51_true_and_false_are_read_by_a_closed_table(key: str, written: str) -> None:
    reading = read(**TRUE_FALSE, 答案=written)
    assert reading.draft, errors(reading)
    assert reading.draft.key == [key]


REFUSED: dict[str, dict[str, Any]] = {
    "N48 single with two": SINGLE | {"答案": "AB"},
    "N49 beyond the options": SINGLE | {"答案": "E"},
    "N49 of an empty option": SINGLE | {"答案": "D", "选项D": None},
    "N50 a letter twice": MULTIPLE | {"答案": "AAC"},
    "N51 neither": TRUE_FALSE | {"答案": "大概"},
    "N51 both": TRUE_FALSE | {"答案": "对错"},
    "N52 true or false with options": {"题型": "判断", "答案": "对"},
    "N53 two options alike": SINGLE | {"选项B": "甲"},
    "N53 an empty option between": SINGLE | {"选项B": None},
    "N54 no stem": {"题干": None},
    "N54 20,000 characters": {"题干": "字" * 20_000},
    "N56 below zero": {"分值": -1},
    "N56 zero": {"分值": 0},
    "N56 three decimals": {"分值": 0.333},
    "N56 in words": {"分值": "五分"},
    "N56 without end": {"分值": 1e9},
    "N56 no number": {"分值": "NaN"},
    "N57 three blanks and two answers": FILL_IN | {"题干": "____、____、____", "答案": "甲|乙"},
}


@pytest.mark.parametrize("cells", REFUSED.values(), ids=REFUSED.keys())
def test_it_refuses_the_row_with_its_reason(cells: dict[str, Any]) -> None:
    reading = read(**cells)
    assert reading.draft is None
    assert all(column and code for column, code in errors(reading))
    assert errors(reading)


def test_n48_a_multiple_choice_with_one_answer_is_taken_with_a_warning() -> None:
    reading = read(**MULTIPLE, 答案="A")
    assert reading.draft
    assert len(codes(reading, "warning")) == 2, "and that of the citation"


def test_n56_no_points_are_left_to_the_blueprint() -> None:
    reading = read(分值=None)
    assert reading.draft
    assert reading.draft.points is None


def test_n57_alternatives_are_kept_and_compared_after_folding() -> None:
    reading = read(**FILL_IN, 题干="我国的首都是____，建于____年。", 答案="北京;北京市|１９４９")
    assert reading.draft, errors(reading)
    assert len(reading.draft.key) == 2


ONE = {"kind": "single", "stem": "哪一项?", "options": ["甲", "乙"], "key": ["A"]}
LONG = "字" * 20_000
# the same faults in the formats that are no table, as far as each can say them
ELSEWHERE: dict[str, tuple[dict[str, Any], str, str]] = {
    "N48 single with two": (
        ONE | {"key": ["A", "B"]},
        "题{=甲 =乙 ~丙}",
        question("multichoice", "<single>true</single>" + answer("甲") + answer("乙")),
    ),
    "N49 beyond the options": (ONE | {"key": ["E"]}, "题{~甲 ~乙}", question("multichoice", answer("甲", "0") * 2)),
    "N50 a letter twice": (ONE | {"kind": "multiple", "key": ["A", "A"]}, "", ""),
    "N51 neither": (
        {"kind": "true_false", "stem": "题", "key": ["大概"]},
        "题{大概}",
        question("truefalse", answer("maybe")),
    ),
    "N52 true or false with options": (ONE | {"kind": "true_false", "key": ["T"]}, "", ""),
    "N53 two options alike": (
        ONE | {"options": ["甲", "甲"]},
        "题{=甲 ~甲}",
        question("multichoice", "<single>true</single>" + answer("甲") + answer("甲", "0")),
    ),
    "N53 an empty option": (
        ONE | {"options": ["甲", "", "丙"]},
        "题{=甲 ~ ~丙}",
        question("multichoice", "<single>true</single>" + answer("甲") + answer("", "0") + answer("丙", "0")),
    ),
    "N54 no stem": (ONE | {"stem": " "}, "{=甲 ~乙}", question("truefalse", answer("true"), stem="")),
    "N54 20,000 characters": (ONE | {"stem": LONG}, LONG + "{T}", question("truefalse", answer("true"), stem=LONG)),
    "N56 below zero": (
        ONE | {"points": -1},
        "// 分值: -1\n题{T}",
        question("truefalse", answer("true") + "<defaultgrade>-1</defaultgrade>"),
    ),
    "N56 three decimals": (
        ONE | {"points": 33.3},
        "// 分值: 0.333\n题{T}",
        question("truefalse", answer("true") + "<defaultgrade>0.333</defaultgrade>"),
    ),
    "N56 no number": (
        ONE | {"points": "五分"},
        "// 分值: NaN\n题{T}",
        question("truefalse", answer("true") + "<defaultgrade>NaN</defaultgrade>"),
    ),
    "N57 three blanks and two answers": (
        {"kind": "fill_in", "stem": "____、____、____", "key": ["甲", "乙"]},
        "____、____{=甲}",
        question("shortanswer", answer("甲"), stem="____、____"),
    ),
}


@pytest.mark.parametrize(("entry", "in_gift", "in_moodle"), ELSEWHERE.values(), ids=ELSEWHERE.keys())
def test_no_format_takes_what_a_row_may_not_say(entry: dict[str, Any], in_gift: str, in_moodle: str) -> None:
    document = {"format": json_.FORMAT, "version": json_.VERSION, "questions": [entry]}
    found = json_.read(json.dumps(document).encode())
    found += gift.read(in_gift.encode()) if in_gift else []
    found += moodle_xml.read(quiz(in_moodle)) if in_moodle else []
    assert [block.draft for block in found] == [None] * len(found)
    assert all(block.notes[0].code and block.notes[0].message for block in found)
