"""Question papers as plain text: what is read, and what is refused by line rather than guessed (N48–N58)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.drafts import Draft
from questions.formats import text
from questions.formats.blocks import Block
from questions.formats.extraction import read_blocks_safely
from questions.formats.recognition import format_of
from questions.imports.problems import FileProblem

PAPER = """
优化营商环境测试题

一、单项选择题(每题2分)
1.甲( )。 A.一 B.二 C.三
２、乙（ Ｂ ）。
(A)一
（B）二
3．丙
A、一 \tB、二【答案】A【解析】第一条
第二条也是
二、多选题 每题1.5分
1. 甲?
a) 一
b) 二
正确答案是AB。
三、判断题
1.市场主体有权拒绝摊派。(√)
2.行政机关可以限定渠道。  答案:错
3.丙。
4.丁。
5.2020年1月1日起施行。
四、填空题(每空1分)
1.以____为导向,以____为核心。
答案:甲;子|乙
补充内容:不分顺序
难度:易
知识点:总则
依据:《优化营商环境条例》第四条
来源:2025
五、简答题
1.(10分)简述程序。
答:
(1)听取意见;
(2)公开。
六、案例分析题
1.某市甲。
(1)违法吗?
A.是
B.否
答案:A
(2)为什么?
占比:3
答案:因为
所以
2.某市乙。请:
(1)指出;
(2)说明。
答案:(1)一;(2)二。
七、参考答案
一、1.C
判断题 3-5 √×√
六、案例分析题
解析:无主
"""


def read(content: str, encoding: str = "utf-8") -> list[Block]:
    return text.read(content.encode(encoding))


def drafts_of(blocks: list[Block]) -> list[Draft]:
    return [one.draft for one in blocks if one.draft]


def errors(block: Block) -> list[str]:
    return [one.code for one in block.notes if one.level == "error"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_paper_as_people_write_it(encoding: str) -> None:
    title, *blocks = read(PAPER, encoding)
    assert (title.number, title.draft, title.notes[0].code) == (2, None, "not_a_question")
    *asked, unowned = blocks
    assert errors(unowned) == ["answers_refused"], "an explanation that is no question's"
    found = [(one.kind, one.key, one.points, len(one.options)) for one in drafts_of(asked)]
    assert found == [
        ("single", ["C"], 200, 3),
        ("single", ["B"], 200, 2),
        ("single", ["A"], 200, 2),
        ("multiple", ["A", "B"], 150, 2),
        *[("true_false", [key], None, 0) for key in "TFTFT"],
        ("fill_in", ["甲;子", "乙"], 200, 0),
        ("short_answer", ["(1)听取意见;\n(2)公开。"], 1000, 0),
        ("case", ["1:A", "2:因为\n所以"], None, 0),
        ("case", ["(1)一;(2)二。"], None, 0),
    ]
    stems = [one.stem for one in drafts_of(asked)]
    assert stems[:5] == ["甲( )。", "乙（　　）。", "丙", "甲?", "市场主体有权拒绝摊派。（　　）"]
    assert stems[8] == "2020年1月1日起施行。"
    assert stems[10] == "简述程序。"
    assert stems[12] == "某市乙。请:\n(1)指出;\n(2)说明。"
    third, filled, case = drafts_of(asked)[2], drafts_of(asked)[9], drafts_of(asked)[11]
    assert third.explanation == "第一条\n第二条也是"
    assert (filled.difficulty, filled.topic, filled.citation) == ("easy", "总则", "《优化营商环境条例》第四条")
    assert (filled.source, filled.details) == ("2025", {"any_order": True})
    assert [(one["kind"], one["share"]) for one in case.details["parts"]] == [("single", 1), ("short_answer", 3)]


QUESTION = "1.甲?\nA.一\nB.二\n"


@pytest.mark.parametrize(
    ("content", "kind", "key"),
    [
        (QUESTION + "答案:B", "single", ["B"]),
        (QUESTION + "2.乙?\nA.一\nB.二\n答案:1-2 A AB", "single", ["A"]),
        (QUESTION + "题型:多选\n答案:ab", "multiple", ["A", "B"]),
        ("1.甲。\n答案:√", "true_false", ["T"]),
        ("1.甲____。\n答案:乙", "fill_in", ["乙"]),
        ("选择题\n" + QUESTION + "参考答案\n1.B\n解析:第一条", "single", ["B"]),
        ("一、单选题\n" + QUESTION + "二、判断题\n1.乙\n答案\n一、单选题\n1、A\n二、判断题\n1、对", "single", ["A"]),
        ("排序题\n" + QUESTION + "答案:BA", "ordering", ["B", "A"]),
        ("连线题\n" + QUESTION + "补充内容:子|丑|寅\n答案:A-2,B-3", "matching", ["A-2", "B-3"]),
        ("简答题\n1.甲?\n参考答案\n简答题\n1.(1)一\n(2)二", "short_answer", ["(1)一\n(2)二"]),
        ("单选题\n1.甲?\nA.一\nB.二\n答案:\n参考答案\n1.A", "single", ["A"]),
        ("一、单选题\n1.甲(B)\nA.一\nB.二\n答案:B", "single", ["B"]),
        ("判断题\n1、(×)甲。", "true_false", ["F"]),
    ],
)
def test_answers_wherever_they_stand(content: str, kind: str, key: list[str]) -> None:
    draft = read(content)[0].draft
    assert draft, read(content)[0].notes
    assert (draft.kind, draft.key) == (kind, key)
    assert "B)" not in draft.stem


CHOICE = "一、单选题\n"


@pytest.mark.parametrize(
    ("content", "code", "place"),
    [
        (CHOICE + QUESTION, "key_missing", 2),
        (CHOICE + QUESTION + "答案:C", "key_unknown_option", 2),
        (CHOICE + QUESTION + "答案:AB", "single_needs_one", 2),
        (CHOICE + QUESTION + "答案:甲", "key_unreadable", 2),
        (CHOICE + QUESTION + "答案:A\n答案:B", "said_twice", 2),
        (CHOICE + QUESTION + "答案:A\n1-2 BA", "key_conflict", 2),
        (CHOICE + "1.甲(A)\nA.一\nB.二\n答案:B", "key_conflict", 2),
        (CHOICE + "1.甲(A)乙(B)\nA.一\nB.二", "key_ambiguous", 2),
        (CHOICE + QUESTION + "答案:A\n这是什么", "not_understood", 2),
        (CHOICE + QUESTION + "这是什么\n答案:A", "not_understood", 2),
        (CHOICE + QUESTION + "D.四\n答案:A", "option_out_of_order", 2),
        (CHOICE + "1.甲?\nA.一 B.一\n答案:A", "option_repeated", 2),
        (CHOICE + "1.甲?\nA.一B.二\n答案:A", "too_few_options", 2),
        (CHOICE + "1.\nA.一\nB.二\n答案:A", "stem_missing", 2),
        (CHOICE + "1." + "字" * 10_001 + "\nA.一\nB.二\n答案:A", "stem_too_long", 2),
        (CHOICE + QUESTION + "答案:A\n分值:五分", "points_unreadable", 2),
        (CHOICE + QUESTION + "答案:A\n分值:0.333", "points_unreadable", 2),
        (CHOICE + QUESTION + "答案:A\n难度:超难", "difficulty_unknown", 2),
        (CHOICE + QUESTION + "答案:A\n题型:看图", "kind_unknown", 2),
        (CHOICE + QUESTION + "答案:A\n占比:2", "not_understood", 2),
        (CHOICE + QUESTION + "答案:A\n(2)乙?", "not_understood", 2),
        (CHOICE + QUESTION + "答案:A\n解析:一\n5.又一点", "number_out_of_order", 2),
        (CHOICE + QUESTION + "答案:A\n解析:一\n二、又一点", "not_understood", 2),
        ("1.甲\n答案:乙", "kind_missing", 1),
        ("判断题\n1.甲\nA.对\nB.错\n答案:对", "options_not_taken", 2),
        ("判断题\n1.甲\n答案:大概", "key_unreadable", 2),
        ("填空题\n1.甲____、____\n答案:乙", "key_count", 2),
        ("填空题\n1.甲(  )\n答案:乙", "no_blank", 2),
        ("案例分析题\n1.甲\n(1)乙\n答案:一\n(2)丙\n(3)丁", "key_missing", 2),
        ("案例分析题\n1.甲\n(1)乙\n占比:0\n答案:一", "share_out_of_range", 2),
        (CHOICE + QUESTION + "1-3 AB", "answers_refused", 5),
        (CHOICE + QUESTION + "答案:A\n参考答案\n1.A\n2.B", "answers_refused", 8),
        (CHOICE + QUESTION + "二、单选题\n1.乙\nA.一\nB.二\n参考答案\n1.A", "answers_refused", 10),
        (CHOICE + QUESTION + "参考答案\n1.A\n这是什么", "answers_refused", 7),
    ],
)
def test_what_is_not_understood_is_refused_by_its_line(content: str, code: str, place: int) -> None:
    (refused,) = [one for one in read(content) if code in errors(one)][:1]
    assert (refused.number, refused.draft) == (place, None)


def test_what_may_be_a_slip_is_taken_with_a_warning() -> None:
    gap = CHOICE + QUESTION + "答案:A\n\n解析:一\n\n仍是解析\n3.乙?\nA.一\nB.二\n答案:B"
    first, second = read(gap.replace("\n3.", "\n2."))
    assert [one.code for one in first.notes if one.code == "blank_line"]
    assert first.draft
    assert first.draft.explanation == "一\n\n仍是解析"
    assert second.draft
    (_, after) = read(CHOICE + QUESTION + "答案:A\n3.乙?\nA.一\nB.二\n答案:B")
    assert after.draft
    assert "number_gap" in [one.code for one in after.notes if one.level == "warning"]


def test_no_line_is_passed_over_in_silence() -> None:
    (first, second, asked) = read("说明:\n请作答。\n" + QUESTION + "答案:A")
    assert [one.notes[0].code for one in (first, second)] == ["not_a_question"] * 2
    assert asked.draft


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("试题.txt", "1.甲{乙}\n答案:对", "text"),
        ("试题.txt", "题干{T}", "gift"),
        ("试题.txt", "题型,题干,答案\n判断题,x,对", ""),
        ("试题.TXT", "1.甲(√)", "text"),
        ("试题.csv", "1.甲(√)", ""),
        ("试题.txt", '{"format": 1}', "json"),
    ],
)
def test_it_is_known_by_content_and_name(name: str, content: str, code: str) -> None:
    assert format_of(content.encode(), name) == code


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "no_questions"), ("说明".encode(), "no_questions"), (b"\xff\xff\xfe\xfa" * 30, "unknown_encoding")],
)
def test_files_that_are_no_paper_are_refused(data: bytes, code: str) -> None:
    with pytest.raises(FileProblem) as refusal:
        text.read(data)
    assert refusal.value.code == code
    assert "Excel" not in refusal.value.detail


def test_the_child_reads_the_same() -> None:
    assert read_blocks_safely(PAPER.encode(), "text") == read(PAPER)


_MARKS = [
    "1.",
    "2、",
    "(1)",
    "A.",
    "B.",
    " C、",
    "答案:",
    "参考答案\n",
    "【解析】",
    "一、单选题",
    "二、",
    "1-3 ABC",
    "____",
    "(A)",
]


@given(st.lists(st.sampled_from([*_MARKS, "\n", "甲", " "]), max_size=40).map("".join))
def test_no_text_breaks_the_reader(content: str) -> None:
    blocks = read("1.甲\n" + content)
    assert all(one.draft or one.notes for one in blocks)


def test_long_lines_take_no_long_time() -> None:
    for piece in ("(", "1", "A ", "一", " ", "答案:", "1-", "每题", "(A", "\t【"):
        read("1.甲\n" + piece * (50_000 // len(piece)))
