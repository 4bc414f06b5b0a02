"""QTI (N35–N39, N63, N64): what we cannot mark alike is refused by name, and a hostile file opens nothing."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from questions.formats.qti import QTI_2P2, QTI_3P0
from questions.formats.qti.versions import V2P1, V2P2
from questions.formats.recognition import format_of
from questions.imports.problems import FileProblem
from tests.questions.formats.qti_files import (
    ORDER,
    SOUND,
    THREE,
    blank,
    choice,
    declared,
    item,
    mapping,
    matching,
    package,
    two_blanks,
)

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
        (item(choice("甲", "乙", stem='<p><img src="a.png" alt=""/></p>'), declared("c1")), "picture_missing"),
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
