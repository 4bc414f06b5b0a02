"""Question papers as Word files: numbers that Word shows and does not store, tables, blanks, marks, and bad files."""

import io
import zipfile
from pathlib import Path

import pytest

from questions.formats import text, word, word_template
from questions.formats.blocks import Block
from questions.formats.extraction import read_blocks_safely
from questions.formats.line_writing import sections_of
from questions.formats.lines import START
from questions.formats.recognition import format_of
from questions.formats.word_writing import NOTE, TITLE, Paragraph, word_document
from questions.imports.problems import FileProblem
from questions.imports.word import read_paragraphs
from questions.kinds import KINDS
from tests.questions.formats.word_files import paragraph, run, table, word_file


def read(*parts: str) -> list[Block]:
    return word.read(word_file(*parts))


def only(*parts: str) -> Block:
    (block,) = read(*parts)
    return block


def codes(block: Block, level: str) -> list[str]:
    return [one.code for one in block.notes if one.level == level]


def labels(*parts: str) -> list[str]:
    return [one.label for one in read_paragraphs(word_file(*parts))]


def test_numbers_are_those_that_word_shows() -> None:
    head, question, option = (lambda style=style: paragraph(style=style) for style in ("Head", "Mine", "Option"))
    assert labels(head(), question(), option(), option(), question(), option(), head()) == [
        *["一、", "1.", "A、", "B、", "2.", "A、", "二、"]
    ]
    # numbers by hand: a new start, a level of one's own, none at all, bullets, and a list that there is not
    own = [paragraph(number=number) for number in ("1", "1", "3", "3", "6", "0", "4", "99")]
    assert labels(*own) == ["1.", "2.", "1.", "2.", "③", "", "", ""]
    assert labels(paragraph(number="1", level="8"), paragraph("无")) == ["", ""]


def test_an_automatically_numbered_paper_is_read_as_if_it_were_typed() -> None:
    typed = "一、单项选择题(每题2分)\n1.甲?\nA、一\nB、二\n2.乙?\nA、一\nB、二\n答案:1-2 AB"
    styled = [
        paragraph("单项选择题(每题2分)", style="Head"),
        *[paragraph("甲?", style="Mine"), paragraph("一", style="Option"), paragraph("二", style="Option")],
        *[paragraph("乙?", style="Mine"), paragraph("一", style="Option"), paragraph("二", style="Option")],
        "答案:1-2 AB",
    ]
    found = [one.draft for one in read(*styled)]
    assert found == [one.draft for one in text.read(typed.encode())]
    assert all(found)


def test_answers_in_a_table_at_the_end() -> None:
    asked = ["一、单选题", *["1.甲?", "A.一 B.二"], *["2.乙?", "A.一 B.二"], "参考答案"]
    across = table(["题号", "1", "2"], ["答案", "B", "Ａ"])
    down = table(["题号", "答案"], ["1", "B"], ["2", "A"])
    for answers in (across, down):
        assert [one.draft and one.draft.key for one in read(*asked, answers)] == [["B"], ["A"]]
    *_, refused = read(*asked, across, table(["题号", "1", "2"], ["答案", "B", "A"], ["说明", "", ""]))
    assert codes(refused, "error") == ["answers_refused"]
    short = table(["题号", "1", "2"], ["答案", "B", ""])
    assert not any(one.draft for one in read(*asked, short))


def test_other_tables_hold_options_or_are_refused() -> None:
    asked = ["一、单选题", "1.甲?"]
    block = only(*asked, table(["A.一", "B.二"], ["C.三", "D.四"]), "答案:D")
    assert block.draft
    assert [one["text"] for one in block.draft.options] == list("一二三四")
    assert codes(only(*asked, "A.一 B.二", table(["年份", "数量"]), "答案:B"), "error") == ["table"]
    (unowned, _) = read(table(["题型", "题干"]), "1.甲(√)")
    assert codes(unowned, "error") == ["answers_refused"]


def test_breaks_blanks_symbols_and_what_was_deleted() -> None:
    underlined = run("      ", '<w:u w:val="single"/>')
    blanks = paragraph("1.以", runs=underlined + underlined + run("为导向,以") + underlined + run("为核心。"))
    deleted = "<w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>移走</w:t></w:r></w:moveFrom>"
    sign = '<w:r><w:sym w:font="Wingdings 2" w:char="F050"/></w:r>'
    one, two = read(
        "填空题", blanks, "答案:甲|乙", "判断题",
        paragraph("1.市场主体", runs=deleted + run("有权") + "<w:r><w:br/></w:r>" + run("答案:") + sign),
    )  # fmt: skip
    assert one.draft
    assert one.draft.stem == "以____为导向,以____为核心。"
    assert two.draft
    assert (two.draft.stem, two.draft.key) == ("市场主体有权", ["T"])


@pytest.mark.parametrize("mark", ['<w:color w:val="FF0000"/>', "<w:b/>", '<w:u w:val="single"/>'])
def test_a_mark_is_never_the_answer(mark: str) -> None:
    asked = ["单选题", "1.甲?", paragraph("A.一 ", runs=run("B.二", mark) + run(" C.三", '<w:b w:val="0"/>'))]
    unanswered = only(*asked)
    assert (unanswered.draft, codes(unanswered, "error")) == (None, ["key_missing"])
    assert "marked_otherwise" in codes(only(*asked, "答案:C"), "warning")
    assert "marked_otherwise" not in codes(only(*asked, "答案:B"), "warning")


@pytest.mark.parametrize("inside", ["<w:drawing/>", "<w:object/>", '<w:footnoteReference w:id="1"/>', "<w:oMath/>"])
def test_what_no_text_can_say_refuses_the_question(inside: str) -> None:
    block = only("判断题", paragraph("1.甲(√)", runs=f"<w:r>{inside}</w:r>"))
    assert (block.draft, codes(block, "error")) == (None, ["media"])
    box = "<w:txbxContent><w:p><w:r><w:t>框里</w:t></w:r></w:p></w:txbxContent>"
    assert all(
        one.draft is None for one in read("判断题", paragraph("1.甲(√)", runs=f"<w:r><w:pict>{box}</w:pict></w:r>"))
    )


def test_the_trial_file_is_read_whole(shared: Path) -> None:
    data = (shared / "data/questions/business-environment.docx").read_bytes()
    title, *asked = read_blocks_safely(data, format_of(data, "a.docx"))
    assert (title.number, title.draft) == (1, None)
    assert [one.draft.kind for one in asked if one.draft] == ["single"] * 6 + ["multiple"] * 6 + ["true_false"] * 6


def archive(**entries: str) -> bytes:
    return word_file("1.甲(√)", **entries)


def squeezed() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/document.xml", b" " * 20_000_000)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (OLE + "WordDocument".encode("utf-16-le"), "old_format"),
        (squeezed(), "archive_bomb"),
        (archive(**{f"a{number}": "" for number in range(2_001)}), "archive_bomb"),
        (word_file("1.甲(√)", doctype='<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'), "document_type"),
        (word_file("1.甲(√)", doctype='<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>'), "document_type"),
        (archive(**{"..__..__etc__x": ""}), "unsafe_archive"),
        (archive(**{"inner.zip": ""}), "unsafe_archive"),
        (archive(word__vbaProject_bin="").replace(b"vbaProject_bin", b"vbaProject.bin"), "macros"),
        (b"PK\x03\x04 broken", "unsafe_archive"),
        (archive()[:400], "unsafe_archive"),
        (word_file("说明"), "no_questions"),
    ],
)
def test_bad_files_are_refused_in_words_of_word(data: bytes, code: str) -> None:
    with pytest.raises(FileProblem) as refusal:
        word.read(data)
    assert refusal.value.code == code
    assert "Excel" not in refusal.value.detail
    assert format_of(data, "试题.docx") == "word"


def test_the_template_is_read_from_its_last_line_on() -> None:
    """Its examples, copied below that line, are questions; left above it they are none."""
    with pytest.raises(FileProblem) as refusal:
        word.read(word_template.template())
    assert refusal.value.code == "no_questions"
    drafts = word_template.examples()
    assert sorted(one.kind for one in drafts) == sorted(KINDS)
    sections, left = sections_of(drafts)
    assert left == []
    filled = [Paragraph(NOTE, "1.说明"), Paragraph(TITLE, START), *word.paragraphs_of(sections)]
    notes, *found = word.read(word_document(filled))
    assert (notes.draft, codes(notes, "note")) == (None, ["notes_of_template"])
    assert [one.draft for one in found] == sorted(drafts, key=lambda one: list(KINDS).index(one.kind))
