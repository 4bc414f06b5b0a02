"""A .docx file as paragraphs, each with the number that Word shows before it and does not store in its text. Pure."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from questions.imports.archive import open_archive
from questions.imports.drawings import GRAPHIC, Drawing, OfficePictures
from questions.imports.pictures import FilePicture
from questions.imports.problems import FileProblem
from questions.imports.word_numbering import Numbering
from questions.imports.xml_events import Element, elements

DOCUMENT = "word/document.xml"
BLANK = "____"
# what Word keeps a second time for older programs, moved or deleted, read aloud, or said of formats before a change
_PASSED_OVER = {"Fallback", "moveFrom", "del", "rt", "pPrChange", "rPrChange"}
_DRAWN = ("drawing", "pict")
_LOST = {
    "object": "嵌入的对象",
    "oMath": "公式",
    "footnoteReference": "脚注",
    "endnoteReference": "尾注",
}
_SYMBOLS = {
    **dict.fromkeys((("Wingdings", "FC"), ("Wingdings 2", "50")), "√"),
    **dict.fromkeys((("Wingdings", "FB"), ("Wingdings 2", "4F")), "×"),
}
_SPOKEN = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# The readers shared with spreadsheets speak of those.
_OWN_WORDS = {
    "unsafe_archive": "文件的压缩结构不正常,可能已损坏或被改动,请重新压缩或另存后再上传。",
    "archive_bomb": "文件解压后过大,已拒绝读取。",
    "encrypted": "文件设有密码,请去掉密码后再上传。",
    "damaged_file": "文件已损坏,无法读取,请用 Word 或 WPS 打开后另存为 .docx 再上传。",
    "unknown_encoding": "无法识别文件的文字编码,请另存为 UTF-8 编码的文本后再上传。",
}
_OFF = ("0", "false", "none", "auto", "000000")


class Place(NamedTuple):
    """Where in a table a paragraph stands, from 0; a table within a table belongs to the outer one's cell."""

    table: int
    row: int
    cell: int


@dataclass(slots=True)
class Paragraph:
    """`label` is the automatic number, `marked` the spans of the text in bold, colour or underlined, `pictures` those
    in the line by their places in the text, `lost` what neither can say for it, as people call it."""

    label: str = ""
    text: str = ""
    marked: list[tuple[int, int]] = field(default_factory=list)
    pictures: list[tuple[int, FilePicture]] = field(default_factory=list)
    lost: str = ""
    place: Place | None = None


def read_paragraphs(data: bytes, *, with_pictures: bool = False) -> list[Paragraph]:
    """In the order of the document, those of tables too; pictures not asked for are lost. Raises FileProblem."""
    try:
        with open_archive(data) as archive:
            names = archive.namelist()
            if DOCUMENT not in names:
                raise FileProblem("unknown_format", "这不是 Word 文件,请用 Word 或 WPS 另存为 .docx 后再上传。")
            if "word/vbaProject.bin" in names:
                raise FileProblem("macros", "文件带有宏,不能上传,请另存为不带宏的 .docx。")
            return list(_Reader(archive, with_pictures).paragraphs())
    except FileProblem as problem:
        raise in_own_words(problem) from problem


def in_own_words(problem: FileProblem) -> FileProblem:
    """What a reader that is shared with spreadsheets found, said of a text."""
    return FileProblem(problem.code, _OWN_WORDS.get(problem.code, problem.detail))


@dataclass(slots=True)
class _Open:
    paragraph: Paragraph
    style: str = ""
    number: str = ""
    level: str = ""


class _Reader:
    def __init__(self, archive: zipfile.ZipFile, with_pictures: bool) -> None:
        self.events = elements(archive, DOCUMENT, with_text={"t"})
        self.numbering = Numbering(archive)
        self.pictures = OfficePictures(archive, DOCUMENT) if with_pictures else None
        # a text box may hold drawings of its own
        self.drawings: list[Drawing] = []
        # a text box's paragraphs stand within the one that it is anchored to
        self.open: list[_Open] = []
        self.passed_over = self.depth = self.tables = 0
        self.row = self.cell = -1
        self.properties = self.emphasis = self.underlined = False

    def paragraphs(self) -> Iterator[Paragraph]:
        for event in self.events:
            if event.name in _PASSED_OVER:
                self.passed_over += 1 if event.opens else -1
            elif self.passed_over:
                continue
            elif event.name == "p" and not event.opens and self.open:
                yield self._closed(self.open.pop())
            elif event.opens:
                self._opens(event)
            else:
                self._closes(event)

    def _closed(self, opened: _Open) -> Paragraph:
        opened.paragraph.label = self.numbering.label(opened.style, opened.number, opened.level)
        if self.open:
            opened.paragraph.lost = "文本框"
        return opened.paragraph

    def _opens(self, event: Element) -> None:
        if self.drawings:
            self.drawings[-1].take(event)
        if event.name == "p":
            self.open.append(_Open(Paragraph(place=self._place())))
        elif event.name in ("tbl", "tr", "tc"):
            self._enters_table(event.name)
        elif not self.open:
            return
        elif event.name == "pPr":
            self.properties = True
        elif self.properties:
            self._property(event)
        else:
            self._says(event)

    def _says(self, event: Element) -> None:
        if event.name == "r":
            self.emphasis = self.underlined = False
        elif event.name in ("b", "color", "highlight", "u"):
            on = event.attributes.get("val", "1") not in _OFF
            self.emphasis = self.emphasis or on
            self.underlined = self.underlined or (on and event.name == "u")
        elif event.name in _DRAWN:
            self.drawings.append(Drawing())
        elif event.name in _LOST:
            self.open[-1].paragraph.lost = _LOST[event.name]
        elif event.name == "sym":
            self._symbol(event.attributes)

    def _closes(self, event: Element) -> None:
        if event.name == "tbl":
            self.depth -= 1
        elif event.name == "pPr":
            self.properties = False
        elif event.name in _DRAWN and self.drawings:
            self._picture(self.drawings.pop())
        elif event.name == "t":
            self._say(event.text)
        elif event.name in _SPOKEN and not self.properties:
            self._say(_SPOKEN[event.name])

    def _enters_table(self, name: str) -> None:
        if name == "tbl":
            self.depth += 1
            self.tables += self.depth == 1
            self.row = -1 if self.depth == 1 else self.row
        elif self.depth == 1 and name == "tr":
            self.row, self.cell = self.row + 1, -1
        elif self.depth == 1:
            self.cell += 1

    def _place(self) -> Place | None:
        return Place(self.tables - 1, self.row, self.cell) if self.depth else None

    def _property(self, event: Element) -> None:
        value = event.attributes.get("val", "")
        if event.name == "pStyle":
            self.open[-1].style = value
        elif event.name == "numId":
            self.open[-1].number = value
        elif event.name == "ilvl":
            self.open[-1].level = value

    def _picture(self, drawing: Drawing) -> None:
        paragraph = self.open[-1].paragraph
        found = self.pictures.of(drawing) if self.pictures else []
        paragraph.pictures += [(len(paragraph.text), one) for one in found]
        if not found:
            paragraph.lost = drawing.lost or GRAPHIC

    def _symbol(self, attributes: dict[str, str]) -> None:
        # F0xx and xx are the same sign
        sign = _SYMBOLS.get((attributes.get("font", ""), attributes.get("char", "")[-2:].upper()))
        if sign:
            self._say(sign)
        else:
            self.open[-1].paragraph.lost = "特殊符号"

    def _say(self, text: str) -> None:
        if not self.open:
            return
        paragraph = self.open[-1].paragraph
        if self.underlined and text and not text.strip():
            # spaces that are underlined are how people draw a blank; its runs make one
            text = "" if paragraph.text.endswith(BLANK) else BLANK
        elif self.emphasis and text.strip():
            paragraph.marked.append((len(paragraph.text), len(paragraph.text) + len(text)))
        paragraph.text += text
