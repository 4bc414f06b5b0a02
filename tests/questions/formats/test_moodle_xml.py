import pytest

from questions.drafts import Draft
from questions.formats import moodle_xml
from questions.formats.blocks import Block
from questions.formats.extraction import read_blocks_safely
from questions.formats.recognition import format_of
from questions.imports.problems import FileProblem


def quiz(*questions: str) -> bytes:
    return f"<quiz>{''.join(questions)}</quiz>".encode()


def question(kind: str, body: str, stem: str = "题干") -> str:
    return f'<question type="{kind}"><questiontext><text>{stem}</text></questiontext>{body}</question>'


def answer(text: str, fraction: str = "100") -> str:
    return f'<answer fraction="{fraction}"><text>{text}</text></answer>'


def read(text: str) -> Block:
    (block,) = moodle_xml.read(quiz(text))
    return block


def test_files_of_moodle() -> None:
    html = """<question type="category"><category><text>$course$/top/宪法/总纲</text></category></question>
    <question type="multichoice"><name><text>题</text></name>
    <questiontext format="html"><text>
    <![CDATA[<p>下列<b>正确</b>的有&nbsp;</p><script>alert(1)</script>]]></text></questiontext>
    <generalfeedback format="html"><text>&lt;p&gt;见第一条&lt;/p&gt;</text></generalfeedback>
    <defaultgrade>2.0000000</defaultgrade><single>false</single><tags><tag><text>难度:难</text></tag></tags>
    <answer fraction="50" format="html"><text>甲</text><feedback><text>对</text></feedback></answer>
    <answer fraction="50"><text>乙</text></answer><answer fraction="-100"><text>丙</text></answer></question>"""
    one, two = moodle_xml.read(quiz(html, question("shortanswer", answer("北京"), "首都是?")))
    assert one.draft == Draft(
        kind="multiple",
        stem="下列正确的有",
        options=[{"letter": letter, "text": text} for letter, text in zip("ABC", "甲乙丙", strict=True)],
        key=["A", "B"],
        explanation="见第一条",
        difficulty="hard",
        topic="宪法/总纲",
        points=200,
    )
    assert {"富文本已转为纯文字。", "各选项的反馈没有导入。"} <= {note.message for note in one.notes}
    assert two.draft
    assert (two.draft.kind, two.draft.stem, two.draft.key) == ("fill_in", "首都是?____", ["北京"])


def test_what_xml_cannot_say_is_left_out() -> None:
    told = Draft(kind="true_false", stem="题", key=["T"], explanation="\x07")
    assert moodle_xml.write([told]).left == [(0, True, "不可见的控制字符")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (question("numerical", answer("1")), "kind_unsupported"),
        (question("cloze", ""), "kind_unsupported"),
        (question("truefalse", answer("true", "0") + answer("false", "0")), "key_missing"),
        (question("truefalse", answer("maybe")), "key_unreadable"),
        (question("multichoice", "<single>true</single>" + answer("甲") + answer("乙")), "single_needs_one"),
        (question("multichoice", "<single>false</single>" + answer("甲", "50") + answer("乙", "0")), "weights_sum"),
        (question("multichoice", "<single>true</single>" + answer("甲") + answer("甲", "0")), "option_repeated"),
        (question("multichoice", answer("甲", "NaN") + answer("乙", "0")), "weight_unreadable"),
        (question("multichoice", answer("甲", "1e9") + answer("乙", "0")), "weight_unreadable"),
        (question("shortanswer", answer("甲") + answer("*", "0")), "partial_credit"),
        (question("shortanswer", ""), "key_missing"),
        (question("essay", ""), "key_missing"),
        (question("matching", ""), "matches_count"),
        (question("truefalse", answer("true") + "<defaultgrade>-1</defaultgrade>"), "points_unreadable"),
        (question("truefalse", answer("true") + "<defaultgrade>1e9</defaultgrade>"), "points_unreadable"),
        (question("truefalse", answer("true"), stem=""), "stem_missing"),
        (question("truefalse", answer("true"), stem="字" * 10_001), "stem_too_long"),
        (
            '<question type="truefalse"><questiontext format="html"><text>&lt;img src=x onerror=alert(1)&gt;</text>'
            f"</questiontext>{answer('true')}</question>",
            "picture_missing",
        ),
        (
            '<question type="truefalse"><questiontext><text>题</text><file name="a.png" encoding="base64">AA==</file>'
            f"</questiontext>{answer('true')}</question>",
            "media",
        ),
        ("<question/>", "kind_unsupported"),
    ],
)
def test_what_is_wrong_is_said_of_the_question(text: str, code: str) -> None:
    block = read(text)
    assert block.draft is None
    assert (block.number, block.notes[0].code) == (1, code)


BOMB = b'<!DOCTYPE quiz [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><quiz><question>&b;</question></quiz>'
EXTERNAL = b'<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz><question>&x;</question></quiz>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (BOMB, "document_type"),
        (EXTERNAL, "document_type"),
        (b'<!DOCTYPE quiz SYSTEM "http://10.0.0.1/x"><quiz/>', "document_type"),
        (b"<quiz>&x;</quiz>", "damaged_file"),
        (b"<quiz><question>", "damaged_file"),
        ('<?xml version="1.0" encoding="gb18030"?><quiz>题</quiz>'.encode("gb18030"), "damaged_file"),
        (b'<?xml version="1.0" encoding="no-such"?><quiz/>', "damaged_file"),
        (b"<quiz>" + b"<a>" * 100_000, "damaged_file"),
        (b"<html/>", "unknown_format"),
        (b"<quiz/>", "no_questions"),
        (quiz("<question/>" * 20_001), "too_many_rows"),
    ],
)
def test_hostile_and_foreign_files_are_refused(data: bytes, code: str) -> None:
    assert format_of(data, "x.xml") == "moodle_xml"
    with pytest.raises(FileProblem) as refusal:
        read_blocks_safely(data, "moodle_xml")
    assert refusal.value.code == code
