"""QTI: files of each version are read, and what other platforms ask is taken as our kinds (N62)."""

import io
import zipfile

import pytest

from questions.drafts import Draft
from questions.formats.qti import QTI_2P2, QTI_3P0
from questions.formats.qti.versions import V2P2, V3P0, VERSIONS, Version
from questions.formats.recognition import format_of
from tests.questions.formats.qti_files import (
    ORDER,
    THREE,
    blank,
    choice,
    declared,
    item,
    mapping,
    matching,
    package,
    read,
    two_blanks,
)

DASHED = {
    "assessmentItem", "responseDeclaration", "correctResponse", "value", "mapping", "mapEntry", "itemBody", "prompt",
    "choiceInteraction", "simpleChoice", "responseProcessing", "modalFeedback", "contentBody",
}  # fmt: skip


def test_what_others_mark_otherwise_is_said() -> None:
    draft = Draft(kind="fill_in", stem="____和____", key=["甲", "乙"], details={"any_order": True})
    assert QTI_2P2.write([draft]).left == [(0, False, "补充内容:不分顺序(其他平台按顺序判分)")]
    told = Draft(kind="true_false", stem="题", key=["T"], explanation="\x07")
    assert QTI_2P2.write([told]).left == [(0, True, "不可见的控制字符")]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_file_of_each_version_is_read_by_its_namespace(version: Version) -> None:
    text = item(choice("是", "不是", "都不是", stem="<p>甲  乙<br/>\n丙</p>"), declared("c2"))
    for name in DASHED:
        text = text.replace(f"<{name}", f"<{version.element(name)}").replace(f"</{name}", f"</{version.element(name)}")
    for name in ("responseIdentifier", "maxChoices", "baseType"):
        text = text.replace(name, version.attribute(name))
    text = text.replace(V2P2.namespace, version.namespace).replace(
        V2P2.template("match_correct"), version.template("match_correct")
    )
    data = package({"items/一.xml": text}, version=version)
    assert format_of(data, "x.zip") == format_of(text.encode(), "x.xml") == "qti30"
    for found in (QTI_2P2.read(data), QTI_3P0.read(text.encode())):
        assert found[0].draft == Draft(
            kind="single",
            stem="甲 乙\n丙",
            options=[
                {"letter": letter, "text": one} for letter, one in zip("ABC", ["是", "不是", "都不是"], strict=True)
            ],
            key=["B"],
        )


PENALTY = mapping("-1", 'lowerBound="0"', c1="1", c3="1")
OTHER_ADDRESS = (
    '<responseProcessing template="https://www.imsglobal.org/question/qti_v3p0/rptemplates/match_correct.xml"'
    ' templateLocation="https://www.imsglobal.org/question/qti_v3p0/rptemplates/match_correct.xml"/>'
)


@pytest.mark.parametrize(
    ("text", "kind", "stem", "key"),
    [
        (item(choice("正确", "错误"), declared("c2")), "true_false", "题干", ["F"]),
        (item(choice("否", "是"), declared("c2"), OTHER_ADDRESS), "true_false", "题干", ["T"]),
        (item(THREE, declared("c1", "c3", cardinality="multiple")), "multiple", "题干", ["A", "C"]),
        (
            item(THREE, declared("c1", "c3", cardinality="multiple", mapping=PENALTY), "map_response"),
            "multiple",
            "题干",
            ["A", "C"],
        ),
        (item(THREE, declared("c2", mapping=mapping(c2="2")), "map_response"), "single", "题干", ["B"]),
        (
            item(choice("甲", "乙", inside="inlineChoiceInteraction", name="inlineChoice", stem="选"), declared("c1")),
            "single",
            "选____",
            ["A"],
        ),
        (item(ORDER, declared("c3", "c1", "c2", cardinality="ordered")), "ordering", "题干", ["C", "A", "B"]),
        # options that stand in the right order would give it away
        (item(ORDER, declared("c1", "c2", "c3", cardinality="ordered")), "ordering", "题干", ["C", "A", "B"]),
        (matching("a z", "b x"), "matching", "连一连", ["A-3", "B-1"]),
        (matching("a x", "b y"), "matching", "连一连", ["A-3", "B-1"]),
        (
            matching("a z", "b z", processing="map_response", weights=mapping(**{"a z": "1", "b z": "1"})),
            "matching",
            "连一连",
            ["A-3", "B-3"],
        ),
        (item(f"<p>首都是{blank()}。</p>", declared("北京")), "fill_in", "首都是____。", ["北京"]),
        (two_blanks(), "fill_in", "首都____,有____个机场", ["北京;京", "2"]),
        (
            item(
                '<p>论述</p><extendedTextInteraction responseIdentifier="RESPONSE"/>',
                declared("要点一\n  要点二"),
                "",
            ),
            "short_answer",
            "论述",
            ["要点一 要点二"],
        ),
    ],
)
def test_what_other_platforms_ask_is_taken_as_our_kinds(text: str, kind: str, stem: str, key: list[str]) -> None:
    draft = read(text).draft
    assert draft
    assert (draft.kind, draft.stem, draft.key) == (kind, stem, key)


def test_markup_and_feedback_of_others_become_text_with_a_remark() -> None:
    """N62."""
    rich = (
        '<div onclick="alert(1)"><p>第<b>一</b>句</p><script>x()</script><p><a href="javascript:x()">链</a></p></div>'
        '<rubricBlock view="scorer"><p>评分说明</p></rubricBlock>'
    )
    options = '甲<feedbackInline outcomeIdentifier="F" identifier="c1">不对</feedbackInline>'
    said = '<modalFeedback outcomeIdentifier="F" identifier="x" showHide="show"><p>见第一条</p></modalFeedback>'
    found = read(item(choice(options, "乙", stem=rich), declared("c2"), processing="", after=said))
    assert found.draft
    assert found.draft.stem == "第一句\n链"
    assert [option["text"] for option in found.draft.options] == ["甲", "乙"]
    assert found.draft.explanation == "见第一条"
    assert {note.message for note in found.notes} >= {
        "富文本已转为纯文字。",
        "反馈和只给教师看的说明没有导入。",
        "文件没有写明判分方法,按标准答案判分。",
    }


def test_elements_of_3_0_are_named_as_tao_reads_them() -> None:
    draft = Draft(
        kind="single", stem="题", options=[{"letter": "A", "text": "甲"}, {"letter": "B", "text": "乙"}], key=["B"]
    )
    with zipfile.ZipFile(io.BytesIO(QTI_3P0.write([draft]).content)) as archive:
        text = archive.read("items/q0001.xml").decode()
        assert V3P0.item_type in archive.read("imsmanifest.xml").decode()
    assert '<qti-choice-interaction response-identifier="RESPONSE" shuffle="false" max-choices="1">' in text
    assert '<qti-simple-choice identifier="B">乙</qti-simple-choice>' in text
    assert (
        '<qti-response-processing template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"/>'
        in text
    )
