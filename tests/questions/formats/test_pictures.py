"""Pictures in question files (N65): under the stem of the question that brought them, or refused by name."""

import base64
import json
from typing import Any

import pytest

from questions.formats import json_, moodle_xml, picture_reading, word
from questions.formats.blocks import Block
from questions.formats.extraction import read_blocks_safely
from questions.formats.picture_reading import with_pictures
from questions.formats.qti import QTI_3P0
from questions.formats.recognition import FORMATS
from tests.questions.formats.drafts import picture_file
from tests.questions.formats.qti_files import SOUND, choice, declared, item, package, with_media
from tests.questions.formats.word_files import paragraph, run, table, word_file

RED, BLUE = picture_file("red"), picture_file("blue", "JPEG", (4, 5))
RELATIONSHIPS = (
    '<Relationships><Relationship Id="rId1" Target="media/1.png"/>'
    '<Relationship Id="rId2" Target="/word/media/2.jpg"/><Relationship Id="rId3" Target="media/gone.png"/>'
    '<Relationship Id="rId4" Target="http://10.0.0.1/x.png" TargetMode="External"/></Relationships>'
)


def drawing(number: int = 1, alt: str = "", *, placed: str = "inline", blip: str = "embed", more: str = "") -> str:
    return (
        f'<w:r><w:drawing><w:{placed}><w:docPr descr="{alt}"/><w:graphic><w:pic><w:blip w:{blip}="rId{number}"/>{more}'
        f"</w:pic></w:graphic></w:{placed}></w:drawing></w:r>"
    )


def of_old(style: str = "width:10pt", more: str = "") -> str:
    """As Word 2003 and WPS draw one."""
    data = f'<w:imagedata w:id="rId2" {more}/>'
    return f'<w:r><w:pict><w:shape w:alt="旧图" w:style="{style}">{data}</w:shape></w:pict></w:r>'


def paper(*parts: str) -> bytes:
    media: Any = {
        "word__media__1.png": RED,
        "word__media__2.jpg": BLUE,
        "word___rels__document.xml.rels": RELATIONSHIPS,
    }
    return word_file("单选题", *parts, **media)


def read(*parts: str) -> list[Block]:
    return list(with_pictures(word.read(paper(*parts))))


def codes(block: Block, level: str) -> list[str]:
    return [one.code for one in block.notes if one.level == level]


def test_a_papers_pictures_stand_under_the_stem_that_they_stand_in() -> None:
    parts = (
        paragraph("1.图中是", runs=drawing(1, "红色") + run("什么?")), paragraph(runs=of_old()), "A.一 B.二", "答案:A",
        "2.另一题", paragraph(runs=drawing(1)), "A.一 B.二", "答案:B",
    )  # fmt: skip
    one, two = found = read(*parts)
    assert one.draft
    assert two.draft
    assert one.draft.stem == "图中是什么?"
    assert [(shown["alt"], shown["width"], shown["height"]) for shown in one.draft.pictures] == [
        ("红色", 3, 2),
        ("旧图", 4, 5),
    ]
    assert [picture.media_type for picture in one.pictures] == ["image/png", "image/jpeg"]
    assert [shown["alt"] for shown in two.draft.pictures] == ["图 1"]
    assert ("alt_missing" in codes(one, "warning"), "alt_missing" in codes(two, "warning")) == (False, True)
    assert "pictures_read" in codes(one, "note")
    safely = read_blocks_safely(paper(*parts), "word")
    assert [(block.draft, block.pictures) for block in safely] == [(block.draft, block.pictures) for block in found]


CROPPED = '<w:srcRect w:l="20000"/>'


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ([paragraph("1.题", runs=drawing(placed="anchor"))], "media"),
        ([paragraph("1.题", runs=drawing(more=CROPPED))], "media"),
        ([paragraph("1.题", runs=drawing(more='<w:xfrm w:rot="5400000"/>'))], "media"),
        ([paragraph("1.题", runs=drawing(blip="link"))], "media"),
        ([paragraph("1.题", runs=drawing(3))], "media"),
        ([paragraph("1.题", runs=drawing(4))], "media"),
        ([paragraph("1.题", runs=drawing(more="<w:wgp/>"))], "media"),
        ([paragraph("1.题", runs=of_old("position:absolute;left:1pt"))], "media"),
        ([paragraph("1.题", runs=of_old(more='w:cropleft="9f"'))], "media"),
        (["1.题", table([""]).replace("</w:p>", drawing() + "</w:p>")], "media"),
        (["1.题", paragraph("A.一", runs=drawing())], "picture_misplaced"),
        (["1.题", "A.一 B.二", "答案:A", paragraph("解析:", runs=drawing())], "picture_misplaced"),
    ],
)
def test_what_is_no_plain_picture_in_the_stem_refuses_the_question(parts: list[str], code: str) -> None:
    rest = [] if code == "picture_misplaced" else ["A.一 B.二", "答案:A"]
    refused, fine = read(*parts, *rest, "2.题", "A.一 B.二", "答案:A")
    assert (refused.draft, code in codes(refused, "error")) == (None, True)
    assert all(word in refused.notes[0].message for word in ("第", "段"))
    assert fine.draft


def test_a_picture_before_the_first_question_or_among_the_answers_is_named() -> None:
    asked = ["1.题", "A.一 B.二"]
    logo, fine = read(paragraph(runs=drawing()), *asked, "答案:A")
    assert (codes(logo, "note"), bool(fine.draft)) == (["not_a_question"], True)
    _, answers = read(*asked, "参考答案", "1.A", paragraph(runs=drawing()))
    assert codes(answers, "error") == ["answers_refused"]


ONE = {"kind": "true_false", "stem": "题", "key": ["T"]}


def document(*alts_and_names: tuple[str, str], pictures: Any, **changes: Any) -> bytes:
    shown = [{"picture": name, "alt": alt} for alt, name in alts_and_names]
    questions = [{**ONE, "details": {"pictures": shown}}, {**ONE, "stem": "另一题"}]
    whole = {"format": json_.FORMAT, "version": 2, "questions": questions, "pictures": pictures} | changes
    return json.dumps(whole).encode()


def in_base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "picture_empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "picture_format"),
        (b"<html><script>alert(1)</script></html>", "picture_format"),
        (picture_file("red", size=(60, 60))[:60], "picture_unreadable"),
        (None, "picture_missing"),
    ],
)
def test_a_picture_that_is_none_refuses_its_question_in_every_format(data: bytes | None, code: str) -> None:
    """N65."""
    pictures = {} if data is None else {"a": in_base64(data)}
    file = "" if data is None else f'<file name="a.png" encoding="base64">{pictures["a"]}</file>'
    quiz = (
        '<quiz><question type="truefalse"><questiontext format="html"><text>题&lt;img src="@@PLUGINFILE@@/a.png"&gt;'
        f'</text>{file}</questiontext><answer fraction="100"><text>true</text></answer></question></quiz>'
    )
    asked = item(choice("甲", "乙", stem='<p>题<img src="a.png" alt="图"/></p>'), declared("c1"))
    zipped = package({"a.xml": asked, "b.xml": SOUND})
    zipped = zipped if data is None else with_media(zipped, "a.png", data)
    for content, name in (
        (document(("图", "a"), pictures=pictures), "json"),
        (quiz.encode(), "moodle_xml"),
        (zipped, "qti30"),
    ):
        refused, *_ = with_pictures(FORMATS[name].read(content))
        assert (name, refused.draft, refused.notes[0].code) == (name, None, code)


def test_a_file_brings_no_more_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    both = document(("红", "a"), ("蓝", "b"), pictures={"a": in_base64(RED), "b": in_base64(BLUE)})
    for name, value, code in (("MOST_IN_FILE", 1, "too_many_pictures"), ("MOST_BYTES", 1, "pictures_too_large"),
                              ("MOST_SECONDS", -1, "pictures_too_large")):  # fmt: skip
        with monkeypatch.context() as patch:
            patch.setattr(picture_reading, name, value)
            refused, fine = with_pictures(json_.read(both))
            assert (codes(refused, "error")[-1], bool(fine.draft)) == (code, True)
    assert all(one.draft for one in with_pictures(json_.read(both)))


def test_a_picture_that_many_questions_show_is_held_once() -> None:
    """Else a small file that shows a large one 20,000 times would fill the memory of who reads it."""
    shown = {"details": {"pictures": [{"picture": "a", "alt": "红"}]}}
    ours = document(pictures={"a": in_base64(RED)}, questions=[{**ONE, **shown}, {**ONE, **shown, "stem": "另一题"}])
    asked = item(choice("甲", "乙", stem='<p>题<img src="a.png" alt="红"/></p>'), declared("c1"))
    packed = with_media(package({"q.xml": asked, "r.xml": asked}), "a.png", RED)
    drawn = word.read(paper("1.甲", paragraph(runs=drawing()), "A.一 B.二", "答案:A", "2.乙", paragraph(runs=drawing()),
                            "A.一 B.二", "答案:A"))  # fmt: skip
    for one, other in (json_.read(ours), QTI_3P0.read(packed), drawn):
        assert one.brought[0].data is other.brought[0].data
    one, other = with_pictures(json_.read(ours))
    assert one.pictures[0] is other.pictures[0]


def test_the_first_version_of_our_own_format_had_no_pictures() -> None:
    assert json_.read(document(pictures={}, version=2))[1].draft
    old = json.dumps({"format": json_.FORMAT, "version": 1, "questions": [ONE]}).encode()
    assert json_.read(old)[0].draft


def moodle(stem: str, file: str = "", answer: str = "true") -> Block:
    text = stem.replace("<", "&lt;")
    quiz = (
        f'<quiz><question type="truefalse"><questiontext format="html"><text>{text}</text>{file}</questiontext>'
        f'<generalfeedback format="html"><text>{answer.replace("<", "&lt;")}</text></generalfeedback>'
        '<answer fraction="100"><text>true</text></answer></question></quiz>'
    )
    (block,) = with_pictures(moodle_xml.read(quiz.encode()))
    return block


def test_moodles_pictures_come_out_of_the_file_alone() -> None:
    file = f'<file name="图 1.png" path="/a/" encoding="base64">\n{in_base64(RED)}\n</file>'
    sound = moodle('<p>看<b>图</b></p><img src="@@PLUGINFILE@@/a/%E5%9B%BE%201.png" alt="红">', file)
    assert sound.draft
    assert (sound.draft.stem, [one["alt"] for one in sound.draft.pictures]) == ("看图", ["红"])
    embedded = moodle(f'看图<img src="data:image/png;base64,{in_base64(RED)}" alt="红">')
    assert embedded.draft
    assert embedded.draft.pictures == sound.draft.pictures
    for stem, answer, code in (
        ('看图<img src="http://10.0.0.1/x.png">', "", "picture_missing"),
        ('看图<img src="file:///etc/passwd">', "", "picture_missing"),
        ("看图", "", "media"),
        ("看图<svg></svg>", "", "media"),
        ("看图", '见<img src="@@PLUGINFILE@@/a/图 1.png">', "media"),
    ):
        assert codes(moodle(stem, file, answer), "error") == [code]


def test_a_package_of_qti_brings_its_own_pictures() -> None:
    asked = item(choice("甲", "乙", stem='<p>看图<img src="../media/a%20b.png" alt="红"/></p>'), declared("c1"))
    (found,) = with_pictures(QTI_3P0.read(with_media(package({"items/q.xml": asked}), "media/a b.png", RED)))
    assert found.draft
    assert (found.draft.stem, found.draft.pictures[0]["alt"], found.pictures[0].width) == ("看图", "红", 3)
    (alone,) = QTI_3P0.read(asked.replace("../", "").encode())
    assert codes(alone, "error") == ["picture_missing"]
    in_option = item(choice('甲<img src="a.png" alt="红"/>', "乙"), declared("c1"))
    (refused,) = QTI_3P0.read(with_media(package({"q.xml": in_option}), "a.png", RED))
    assert codes(refused, "error") == ["media"]
