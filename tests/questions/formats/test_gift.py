import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.formats import gift
from questions.formats.blocks import Block
from questions.formats.recognition import format_of


def read(text: str) -> Block:
    (block,) = gift.read(text.encode())
    return block


MOODLE = """
// question: 1  name: 首都
::首都:: 中国的首都是{
 ~上海#不是
 =北京#对
 ~天津 }哪里?

$CATEGORY: $course$/top/宪法/总纲
[html]<p>下列<b>正确</b>的有&nbsp;</p><script>alert(1)</script>{~%50%甲 ~%50%乙 ~%-100%丙 ####见第一条}

国家的一切权力属于人民。{TRUE}

1\\+1\\=2\\: \\{是\\}{=二 =2}
{=甲 -> 一 =乙 -> 二}
"""


def test_files_of_other_platforms() -> None:
    single, multiple, true_false, last = gift.read(MOODLE.encode())
    assert [one.number for one in (single, multiple, true_false, last)] == [3, 9, 11, 13]
    assert single.draft
    assert (single.draft.stem, single.draft.key) == ("中国的首都是____哪里?", ["B"])
    assert "各选项的反馈没有导入。" in [note.message for note in single.notes]
    assert multiple.draft
    assert (multiple.draft.stem, multiple.draft.key, multiple.draft.topic) == ("下列正确的有", ["A", "B"], "宪法/总纲")
    assert multiple.draft.explanation == "见第一条"
    assert true_false.draft
    assert true_false.draft.key == ["T"]
    assert last.draft is None
    assert last.notes[0].code == "brace_unescaped"


def test_a_short_answer_is_a_blank_at_the_end() -> None:
    draft = read("1+1\\=\\{几\\}?{=二 =2}").draft
    assert draft
    assert (draft.kind, draft.stem, draft.key) == ("fill_in", "1+1={几}?____", ["二;2"])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("没有答案的说明", "no_answer"),
        ("题干{=甲 ~乙", "brace_unclosed"),
        ("题干}{=甲 ~乙}", "brace_unescaped"),
        ("题干{=甲{ ~乙}", "brace_unescaped"),
        ("::标题 题干{T}", "title_unclosed"),
        ("题干{=甲 =乙 ~丙}", "single_needs_one"),
        ("题干{~甲 ~乙}", "weights_sum"),
        ("题干{~%50%甲 ~%40%乙 ~丙}", "weights_sum"),
        ("题干{=甲 ~%50%乙}", "single_needs_one"),
        ("题干{=甲 ~甲}", "option_repeated"),
        ("题干{甲 =乙 ~丙}", "answer_unreadable"),
        ("题干{对}", "answer_unreadable"),
        ("题干{#3:1}", "kind_unsupported"),
        ("题干{=%50%甲 =乙}", "partial_credit"),
        ("题干{=甲;乙}", "wording_unfit"),
        ("题干{}", "key_missing"),
        ("{T}", "stem_missing"),
        ("// 分值: 多\n题干{T}", "points_unreadable"),
        ("// 难度: 中上\n题干{T}", "difficulty_unknown"),
        ("[html]<img src=x onerror=alert(1)>题干{T}", "media"),
        ("[html]<svg onload=alert(1)>题干{T}", "media"),
        ("字" * 10_001 + "{T}", "stem_too_long"),
    ],
)
def test_what_is_wrong_is_said_of_the_line(text: str, code: str) -> None:
    block = read(f"\n{text}\n")
    assert block.draft is None
    assert (block.number, block.notes[0].code) == (3 if text.startswith("// ") else 2, code)


def test_it_is_known_by_content_and_name() -> None:
    assert format_of("::题:: 干{T}".encode(), "x.dat") == "gift"
    assert format_of("题干{T}".encode(), "试题.txt") == "gift"
    assert format_of("题型,题干,答案\n判断题,{x},对".encode(), "试题.csv") == ""
    assert format_of("题型,题干,答案\n判断题,x,对".encode(), "试题.txt") == ""


@given(st.text(alphabet="{}=~#:\\\n/$[]%->TFab ", max_size=60))
@settings(max_examples=300, deadline=None)
def test_no_text_breaks_the_reader(text: str) -> None:
    for block in gift.read(f"a{{T}}\n\n{text}".encode()):
        assert block.draft or block.notes
