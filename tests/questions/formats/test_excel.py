"""Rows of files → drafts (N48–N57): what is normalised says so, what is wrong names its column as the file has it."""

from typing import Any

import pytest

from questions.formats.excel import COLUMNS, RowReading, read_row
from questions.imports.reading import Table, read_table
from tests.questions.imports.test_reading import xlsx

HEAD = [
    "试题类型",
    "题目",
    "选项A",
    "选项B",
    "选项C",
    "选项D",
    "正确答案",
    "答案解析",
    "难度",
    "知识点分类",
    "法律依据",
    "分值",
]
GOOD = ["单选题", "题干", "甲", "乙", "丙", "丁", "B", "解析", "易", "总则", "《甲法》第一条", 2]


def table_of(**cells: Any) -> Table:
    """One row: GOOD but for the columns given by their own names."""
    row = list(GOOD)
    for name, value in cells.items():
        header = {column: place for place, column in enumerate(_OWN_NAMES)}
        row[header[name]] = value
    return read_table(xlsx(HEAD, row), "a.xlsx", COLUMNS)


_OWN_NAMES = ["题型", "题干", "选项A", "选项B", "选项C", "选项D", "答案", "解析", "难度", "知识点", "法条依据", "分值"]


def read(**cells: Any) -> RowReading:
    table = table_of(**cells)
    return read_row(table.rows[0], table)


def errors(reading: RowReading) -> list[tuple[str | None, str]]:
    return [(note.column, note.code) for note in reading.notes if note.level == "error"]


def codes(reading: RowReading, level: str) -> list[str]:
    return [note.code for note in reading.notes if note.level == level]


def test_a_good_row_gives_a_draft_and_one_warning() -> None:
    reading = read()
    assert reading.draft
    draft = reading.draft
    assert (draft.kind, draft.key, draft.difficulty, draft.topic, draft.points) == (
        "single",
        ["B"],
        "easy",
        "总则",
        200,
    )
    assert [option["text"] for option in draft.options] == list("甲乙丙丁")
    assert [(note.column, note.level, note.code) for note in reading.notes] == [
        (None, "warning", "citation_unverified")
    ]


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"答案": "AB"}, "正确答案", "single_needs_one"),
        ({"答案": "E"}, "正确答案", "key_unknown_option"),
        ({"答案": "甲"}, "正确答案", "key_unreadable"),
        ({"答案": None}, "正确答案", "key_missing"),
        ({"题型": "多选", "答案": "AAC"}, "正确答案", "key_repeated"),
        ({"题型": "判断", "答案": "对"}, "选项A", "options_not_taken"),
        ({"选项B": "甲"}, "选项B", "option_repeated"),
        ({"选项B": None}, "选项B", "option_empty"),
        ({"题干": None}, "题目", "stem_missing"),
        ({"题干": "字" * 10_001}, "题目", "stem_too_long"),
        ({"题干": "=A1"}, "题目", "formula"),
        ({"题型": None}, "试题类型", "kind_missing"),
        ({"题型": "看图题"}, "试题类型", "kind_unknown"),
        ({"难度": "超难"}, "难度", "difficulty_unknown"),
        ({"分值": -1}, "分值", "points_out_of_range"),
        ({"分值": 0}, "分值", "points_out_of_range"),
        ({"分值": 0.333}, "分值", "points_too_fine"),
        ({"分值": "五分"}, "分值", "points_unreadable"),
        ({"分值": 1e9}, "分值", "points_out_of_range"),
        ({"分值": "NaN"}, "分值", "points_unreadable"),
        ({"知识点": "字" * 101}, "知识点分类", "too_long"),
        ({"解析": "字" * 10_001}, "答案解析", "too_long"),
    ],
)
def test_one_error_is_one_error_under_the_files_own_header(cells: dict[str, Any], column: str, code: str) -> None:
    reading = read(**cells)
    assert reading.draft is None
    assert errors(reading) == [(column, code)]


def test_an_option_that_excel_took_for_a_date_is_refused() -> None:
    import datetime as dt

    assert errors(read(选项A=dt.date(2026, 3, 1))) == [("选项A", "date_cell")]


def test_a_key_is_not_blamed_for_an_option_that_could_not_be_read() -> None:
    assert errors(read(选项D="=A1", 答案="D")) == [("选项D", "formula")]


def test_options_and_key_of_a_true_or_false_are_blamed_both() -> None:
    assert set(errors(read(题型="判断", 答案="大概"))) == {
        ("选项A", "options_not_taken"),
        ("正确答案", "key_unreadable"),
    }


def test_all_errors_of_a_row_are_said_at_once() -> None:
    reading = read(题干=None, 难度="超难", 分值="五分", 答案="E")
    assert {column for column, _ in errors(reading)} == {"题目", "难度", "分值", "正确答案"}


@pytest.mark.parametrize(
    ("cells", "note"),
    [
        ({"题型": "单项选择题"}, "kind_read_as"),
        ({"答案": "b"}, "key_read_as"),
        ({"答案": 2}, "key_read_as"),
        ({"答案": "2.0"}, None),
        ({"难度": "较易"}, "difficulty_read_as"),
        ({"分值": "２分"}, "points_read_as"),
    ],
)
def test_what_was_normalised_says_so(cells: dict[str, Any], note: str | None) -> None:
    reading = read(**cells)
    if note is None:
        assert reading.draft is None
    else:
        assert reading.draft
        assert (reading.draft.kind, reading.draft.key, reading.draft.points) == ("single", ["B"], 200)
        assert codes(reading, "note") == [note]


@pytest.mark.parametrize(("points", "hundredths"), [(None, None), ("0.5", 50), (2.25, 225), (100, 10_000)])
def test_points_are_hundredths_or_left_to_the_blueprint(points: Any, hundredths: int | None) -> None:
    reading = read(分值=points)
    assert reading.draft
    assert reading.draft.points == hundredths


def test_what_is_missing_but_not_required_is_a_warning_of_the_row() -> None:
    reading = read(解析=None, 法条依据=None)
    assert reading.draft
    assert [(note.column, note.code) for note in reading.notes] == [
        (None, "explanation_missing"),
        (None, "citation_missing"),
    ]


def test_a_citation_that_cannot_be_read_is_kept_with_a_warning_at_its_column() -> None:
    reading = read(法条依据="民法典3条")
    assert reading.draft
    assert reading.draft.citation == "民法典3条"
    assert [(note.column, note.code) for note in reading.notes] == [("法律依据", "citation_unreadable")]


WIDE = [*HEAD, "补充内容"]


def read_wide(details: str | None, **cells: Any) -> RowReading:
    row = [cells.get(name, good) for name, good in zip(_OWN_NAMES, GOOD, strict=True)]
    table = read_table(xlsx(WIDE, [*row, details]), "a.xlsx", COLUMNS)
    return read_row(table.rows[0], table)


def test_an_ordering_keeps_the_order_of_its_key() -> None:
    draft = read(题型="排序题", 答案="D、B、A、C").draft
    assert draft
    assert (draft.kind, draft.key) == ("ordering", ["D", "B", "A", "C"])
    assert errors(read(题型="排序", 答案="ABCD")) == [("正确答案", "order_given_away")]


def test_a_matching_has_its_right_side_in_a_column_of_its_own() -> None:
    cells = {"题型": "连线", "选项C": None, "选项D": None, "答案": "A-2；B-1"}
    draft = read_wide("1.子|2.丑｜寅", **cells).draft
    assert draft
    assert (draft.kind, draft.details, draft.key) == ("matching", {"matches": ["子", "丑", "寅"]}, ["A-2", "B-1"])
    assert errors(read_wide("子", **cells)) == [("补充内容", "matches_count")]
    assert errors(read_wide(None, **cells)) == [("补充内容", "matches_count")]
    assert errors(read_wide("子|丑", **{**cells, "答案": "AB"})) == [("正确答案", "key_unreadable")]


def test_blanks_may_be_filled_in_any_order() -> None:
    cells = dict.fromkeys(("选项A", "选项B", "选项C", "选项D"))
    draft = read_wide("不分先后", 题型="填空", 题干="____和____", 答案="甲|乙", **cells).draft
    assert draft
    assert draft.details == {"any_order": True}
    assert errors(read_wide("随便", 题型="填空", 题干="____", 答案="甲", **cells)) == [
        ("补充内容", "details_not_taken")
    ]
    assert errors(read_wide("子|丑")) == [("补充内容", "details_not_taken")]
