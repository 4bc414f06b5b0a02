"""What is typed to find an article, and what is shown of it."""

import pytest

from questions.laws.finding import LONGEST, Piece, Sought, read_search, snippet


@pytest.mark.parametrize(
    ("typed", "sought"),
    [
        ("合同　处罚 合同", Sought(("合同", "处罚"))),
        ("《中华人民共和国行政处罚法》第三十三条第一款", Sought(("行政处罚法",), 33)),
        ("行政处罚法第33条", Sought(("行政处罚法",), 33)),
        ("行政处罚法33", Sought(("行政处罚法",), 33)),
        ("行政处罚法 ３３条 罚款", Sought(("行政处罚法", "罚款"), 33)),
        ("刑法第一百二十条之一", Sought(("刑法",), 120, 1)),
        ("33", Sought((), 33)),
        ("33 34", Sought(("34",), 33)),
        ("2019年10月", Sought(("2019年10月",))),
        ("0", Sought(("0",))),
        ("12345", Sought(("12345",))),
        ("第零条", Sought(("第零条",))),
        ("《》", Sought(())),
    ],
)
def test_names_numbers_and_words_are_told_apart(typed: str, sought: Sought) -> None:
    assert read_search(typed) == sought


def test_a_snippet_begins_before_the_first_word_and_marks_each() -> None:
    text = "甲" * 50 + "罚款的\n处罚决定" + "乙" * 200
    pieces = snippet(text, ["处罚", "罚款", "处罚决定"])
    assert [piece.text for piece in pieces if piece.found] == ["罚款", "处罚决定"]
    shown = "".join(piece.text for piece in pieces)
    assert shown.startswith("…" + "甲" * 20 + "罚款的 处罚决定乙")
    assert shown.endswith("乙…")
    assert len(shown) == LONGEST + 2


def test_what_has_none_of_the_words_is_shown_from_its_beginning() -> None:
    assert snippet("短文。", ["民法典"]) == [Piece("短文。", found=False)]
    assert snippet("a.b", ["."]) == [Piece("a", found=False), Piece(".", found=True), Piece("b", found=False)]
    assert snippet("", []) == []
