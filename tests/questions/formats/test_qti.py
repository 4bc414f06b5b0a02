"""QTI (N35–N39, N62–N64): what goes out comes back, and what we cannot mark alike is refused by name."""

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping

import pytest

from questions.drafts import Draft
from questions.formats.blocks import Block
from questions.formats.qti import QTI_2P2, QTI_3P0
from questions.formats.qti.versions import V2P1, V2P2, V3P0, VERSIONS, Version
from questions.formats.recognition import format_of
from questions.imports.problems import FileProblem

DASHED = {
    "assessmentItem", "responseDeclaration", "correctResponse", "value", "mapping", "mapEntry", "itemBody", "prompt",
    "choiceInteraction", "simpleChoice", "responseProcessing", "modalFeedback", "contentBody",
}  # fmt: skip


def package(items: Mapping[str, bytes | str], manifest: str | None = None, version: Version = V2P2) -> bytes:
    """`manifest` None: one that lists the items."""
    resources = "".join(
        f'<resource identifier="r{number}" type="{version.item_type}" href="{name}"><file href="{name}"/></resource>'
        for number, name in enumerate(items)
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        listed = f'<manifest xmlns="{version.package}"><resources>{resources}</resources></manifest>'
        archive.writestr("imsmanifest.xml", listed if manifest is None else manifest)
        for name, content in items.items():
            archive.writestr(name, content)
    return out.getvalue()


def item(
    body: str, declarations: str = "", processing: str = "match_correct", after: str = "", **attributes: str
) -> str:
    """In 2.2; `processing` is a template's name, or rules."""
    if processing and not processing.startswith("<"):
        processing = f'<responseProcessing template="{V2P2.template(processing)}"/>'
    more = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return (
        f'<assessmentItem xmlns="{V2P2.namespace}" identifier="i1" title="第一题"{more}>{declarations}'
        f"<itemBody>{body}</itemBody>{processing}{after}</assessmentItem>"
    )


def declared(*correct: str, cardinality: str = "single", name: str = "RESPONSE", mapping: str = "") -> str:
    values = "".join(f"<value>{one}</value>" for one in correct)
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" baseType="identifier">'
        f"<correctResponse>{values}</correctResponse>{mapping}</responseDeclaration>"
    )


def mapping(default: str = "0", bounds: str = "", **weights: str) -> str:
    entries = "".join(f'<mapEntry mapKey="{key}" mappedValue="{weight}"/>' for key, weight in weights.items())
    return f'<mapping defaultValue="{default}" {bounds}>{entries}</mapping>'


def choice(
    *texts: str, stem: str = "<p>题干</p>", name: str = "simpleChoice", inside: str = "choiceInteraction"
) -> str:
    options = "".join(f'<{name} identifier="c{place}">{text}</{name}>' for place, text in enumerate(texts, start=1))
    return f'{stem}<{inside} responseIdentifier="RESPONSE" maxChoices="1">{options}</{inside}>'


def matching(*pairs: str, processing: str = "match_correct", weights: str = "") -> str:
    sides = "".join(
        "<simpleMatchSet>"
        + "".join(f'<simpleAssociableChoice identifier="{one}">项{one}</simpleAssociableChoice>' for one in side)
        + "</simpleMatchSet>"
        for side in (("a", "b"), ("x", "y", "z"))
    )
    body = f'<matchInteraction responseIdentifier="RESPONSE"><prompt>连一连</prompt>{sides}</matchInteraction>'
    return item(body, declared(*pairs, cardinality="multiple", mapping=weights), processing)


def blank(name: str = "RESPONSE") -> str:
    return f'<textEntryInteraction responseIdentifier="{name}"/>'


def read(text: str) -> Block:
    (found,) = QTI_3P0.read(text.encode())
    return found


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


THREE = choice("甲", "乙", "丙")
PENALTY = mapping("-1", 'lowerBound="0"', c1="1", c3="1")
SUM = (
    '<responseProcessing><setOutcomeValue identifier="SCORE"><sum><mapResponse identifier="R1"/>'
    '<mapResponse identifier="R2"/></sum></setOutcomeValue></responseProcessing>'
)
OTHER_ADDRESS = (
    '<responseProcessing template="https://www.imsglobal.org/question/qti_v3p0/rptemplates/match_correct.xml"'
    ' templateLocation="https://www.imsglobal.org/question/qti_v3p0/rptemplates/match_correct.xml"/>'
)
ORDER = choice("甲", "乙", "丙", inside="orderInteraction")


def two_blanks(second: str = "1") -> str:
    one = declared("北京", name="R1", mapping=mapping(北京="1", 京="1"))
    other = declared("2", name="R2", mapping=mapping(**{"2": second}))
    return item(f"<p>首都{blank('R1')},有{blank('R2')}个机场</p>", one + other, SUM)


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


CUSTOM = (
    '<responseProcessing><setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue>'
    "</setOutcomeValue></responseProcessing>"
)


ELSEWHERE = '<responseProcessing template="http://10.0.0.1/match_correct"/>'
TWO = declared("1", name="R1") + declared("2", name="R2")
CAPPED = mapping("-1", 'lowerBound="0" upperBound="1"', c1="1", c3="1")
UNEVEN = mapping(**{"a z": "2", "b x": "1"})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        # N64
        (item(THREE, '<responseDeclaration identifier="RESPONSE" cardinality="single"/>'), "key_missing"),
        (item(THREE), "key_missing"),
        (item(THREE, declared("c1", name="R2")), "key_missing"),
        (item(f"<p>{blank()}和{blank()}</p>", declared("1"), ""), "key_missing"),
        (item(THREE, declared("c1"), CUSTOM), "processing_custom"),
        (item(THREE, declared("c1"), "map_response_point"), "processing_custom"),
        (item(THREE, declared("c1"), ELSEWHERE), "processing_custom"),
        (item(f"<p>{blank('R1')}{blank('R2')}</p>", TWO), "processing_custom"),
        (two_blanks("2"), "weights_unfit"),
        (item(THREE, declared("c1"), "map_response"), "mapping_missing"),
        (item(THREE, declared("c1", mapping=mapping(c1="1", c2="0.5")), "map_response"), "weights_unfit"),
        (item(THREE, declared("c1", mapping=mapping("-1", c1="1")), "map_response"), "weights_unfit"),
        (item(THREE, declared("c1", mapping=mapping(c1="much")), "map_response"), "weight_unreadable"),
        (item(THREE, declared("c1", mapping=mapping(c1="NaN")), "map_response"), "weight_unreadable"),
        (
            item(THREE, declared("c1", "c3", cardinality="multiple", mapping=mapping(c1="1", c3="1")), "map_response"),
            "weights_unfit",
        ),
        (matching("a z", "b x", processing="map_response", weights=UNEVEN), "weights_unfit"),
        (item(f"<p>是{blank()}</p>", declared("甲", mapping=mapping(乙="1")), "map_response"), "key_contradicted"),
        (item(f"<p>是{blank()}</p>", declared("甲;乙")), "wording_unfit"),
        (matching("a z"), "pairs_incomplete"),
        (matching("a x", "a z", "b y"), "pairs_incomplete"),
        (item(THREE, declared("c1", "c3", cardinality="multiple", mapping=CAPPED), "map_response"), "weights_unfit"),
        (matching("a z", "b w"), "key_unknown_option"),
        (item(ORDER, declared("c1", "c2", cardinality="ordered")), "order_incomplete"),
        (item(THREE, declared("c9")), "key_unknown_option"),
        (item(THREE.replace("c2", "c1"), declared("c1")), "identifier_repeated"),
        (item(THREE, declared("c1", "c2")), "single_needs_one"),
        (item(THREE + THREE, declared("c1")), "several_interactions"),
        (item("<p>只有文字</p>"), "no_answer"),
        (item('<sliderInteraction responseIdentifier="RESPONSE"/>', declared("1")), "kind_unsupported"),
        (item(THREE, declared("c1"), adaptive="true"), "kind_unsupported"),
        (item(THREE, declared("c1") + '<templateDeclaration identifier="N"/>'), "kind_unsupported"),
        (item(THREE, declared("c1") + '<assessmentStimulusRef href="p.xml"/>'), "elsewhere"),
        (item(choice("甲", "乙", stem='<p><img src="a.png" alt=""/></p>'), declared("c1")), "media"),
        (item(choice("甲", "乙", stem='<svg onload="alert(1)"/>'), declared("c1")), "media"),
        (item(choice("甲", "乙", stem="<iframe/>"), declared("c1")), "media"),
        (item(choice("甲", "甲"), declared("c1")), "option_repeated"),
        (item(choice("甲", "乙", stem=""), declared("c1")), "stem_missing"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_of_the_item(text: str, code: str) -> None:
    sound_one = item(THREE, declared("c1"))
    wrong, fine = QTI_3P0.read(package({"a.xml": text, "b.xml": sound_one}))
    assert (wrong.draft, wrong.number, wrong.notes[0].code) == (None, 1, code)
    assert wrong.summary or code == "stem_missing"
    assert fine.draft


SOUND = item(THREE, declared("c1"))
BOMB = '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
EXTERNAL = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def listing(href: str, kind: str = V2P2.item_type) -> bytes:
    manifest = (
        f'<manifest xmlns="{V2P2.package}"><resources><resource type="{kind}" href="{href}"/></resources></manifest>'
    )
    return package({"a.xml": SOUND}, manifest)


def pointing(markup: str) -> bytes:
    return item(choice("甲", "乙", stem=markup), declared("c1")).encode()


@pytest.mark.parametrize(
    ("make", "code"),
    [
        # N36–N39
        (lambda: package({f"{number}.xml": "" for number in range(2_000)}), "archive_bomb"),
        (lambda: package({"a.xml": b" " * 2_000_000}), "archive_bomb"),
        (lambda: package({"a.zip": b"PK"}), "unsafe_archive"),
        (lambda: package({"../../a.xml": SOUND}), "unsafe_archive"),
        (lambda: package({"/a.xml": SOUND}), "unsafe_archive"),
        (lambda: package({"a.xml": SOUND})[:-30], "unsafe_archive"),
        (lambda: package({"a.xml": BOMB + SOUND}), "document_type"),
        (lambda: package({"a.xml": SOUND}, EXTERNAL + "<manifest/>"), "document_type"),
        (f"{EXTERNAL}{SOUND}".encode, "document_type"),
        (lambda: package({"a.xml": SOUND}, "<manifest"), "damaged_file"),
        (lambda: package({}), "no_questions"),
        (lambda: package({"a.xml": SOUND}, "<manifest/>"), "no_questions"),
        # N63
        (lambda: listing("../../../etc/passwd"), "outside_reference"),
        (lambda: listing("%2e%2e/%2e%2e/etc/passwd"), "outside_reference"),
        (lambda: listing("file:///etc/passwd"), "outside_reference"),
        (lambda: listing("/etc/passwd"), "outside_reference"),
        (lambda: listing("http://10.0.0.1/x.xml"), "outside_reference"),
        (lambda: listing("//10.0.0.1/x.xml"), "outside_reference"),
        (lambda: listing("..\\x.xml"), "outside_reference"),
        (lambda: listing("ftp:x.xml"), "outside_reference"),
        (lambda: pointing('<img src="//10.0.0.1" alt=""/>'), "outside_reference"),
        (lambda: listing("http://[", "webcontent"), "outside_reference"),
        (lambda: pointing('<img src="http://10.0.0.1/x" alt=""/>'), "outside_reference"),
        (lambda: pointing('<object data="../../x.png"/>'), "outside_reference"),
        (lambda: pointing('<include href="file:///etc/passwd"/>'), "outside_reference"),
        (
            lambda: SOUND.replace("template=", 'templateLocation="http://10.0.0.1/x" template=').encode(),
            "outside_reference",
        ),
        # N64
        (lambda: listing("a.xml", "imsqti_xmlv1p2"), "qti_version"),
        (lambda: SOUND.replace(V2P2.namespace, "http://www.imsglobal.org/xsd/imsqti_v2p0").encode(), "qti_version"),
        (lambda: b"<questestinterop/>", "qti_version"),
        (lambda: b'<assessmentTest xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2"/>', "unknown_format"),
        (lambda: b"<assessmentItem>" * 100_000, "damaged_file"),
    ],
)  # fmt: skip
def test_hostile_and_foreign_files_are_refused(make: Callable[[], bytes], code: str) -> None:
    data = make()
    assert format_of(data, "x.zip") == "qti30"
    with pytest.raises(FileProblem) as refusal:
        QTI_2P2.read(data)
    assert refusal.value.code == code
    assert refusal.value.detail.endswith("。")


WATCHED = """
import sys
from questions.formats.qti import QTI_3P0
from questions.imports.problems import FileProblem
data = sys.stdin.buffer.read()
opened = []

def watch(event, given):
    module_of_python = event == "open" and str(given[0]).endswith((".py", ".pyc"))
    if (event == "open" or event.startswith("socket.")) and not module_of_python:
        opened.append((event, given))

sys.addaudithook(watch)
try:
    QTI_3P0.read(data)
except FileProblem as problem:
    print(problem.code, opened)
"""


@pytest.mark.parametrize(
    "data",
    [
        listing("http://10.0.0.1/x.xml"),
        pointing('<object data="file:///etc/passwd"/>'),
        f'<!DOCTYPE a SYSTEM "http://10.0.0.1/x">{SOUND}'.encode(),
    ],
    ids=["manifest", "item", "document type"],
)
def test_nothing_outside_is_opened(data: bytes) -> None:
    """S44, N63: neither a file nor a connection."""
    child = subprocess.run([sys.executable, "-c", WATCHED], input=data, capture_output=True, check=True)
    assert child.stdout.decode().strip() in ("outside_reference []", "document_type []")


def test_an_item_that_is_missing_or_no_xml_leaves_the_others() -> None:
    manifest = (
        f'<manifest xmlns="{V2P1.package}"><resources>'
        + "".join(f'<resource type="{V2P2.item_type}" href="{name}.xml"/>' for name in ("gone", "torn", "long", "fine"))
        + "</resources></manifest>"
    )
    data = package({"torn.xml": "<assessmentItem", "long.xml": os.urandom(800_000).hex(), "fine.xml": SOUND}, manifest)
    found = QTI_3P0.read(data)
    assert [one.notes[0].code for one in found[:3]] == ["missing_item", "damaged_file", "too_large"]
    assert found[3].draft


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
