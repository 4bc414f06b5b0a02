"""A question paper as a Word file. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from questions.drafts import Draft
from questions.formats import word_writing
from questions.formats.blocks import NO_PICTURES, Block, Written
from questions.formats.line_shapes import Line, text_lines
from questions.formats.line_writing import Section, sections_of
from questions.formats.lines import read_lines
from questions.formats.pictures import named
from questions.imports.problems import FileProblem
from questions.imports.word import Paragraph, read_paragraphs

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXTENSION = "docx"
PLACE = "这是 Word 文件,编号是试题开始的段落(空段、换行各算一段,一个表格算一段)。"
HOLDS_PICTURES = True
_IN_TABLE = "表格里的图片"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def write(drafts: Sequence[Draft], pictures: Mapping[str, bytes] = NO_PICTURES) -> Written:
    sections, left = sections_of(drafts)
    return Written(word_writing.word_document(paragraphs_of(sections, pictures)), left)


def paragraphs_of(
    sections: Sequence[Section], pictures: Mapping[str, bytes] = NO_PICTURES
) -> Iterator[word_writing.Paragraph | word_writing.Figure]:
    for section in sections:
        yield word_writing.Paragraph(word_writing.HEAD, section.head)
        for question in section.questions:
            stem, *lines = question.lines
            yield word_writing.Paragraph(word_writing.BODY, stem)
            for one in question.pictures:
                yield word_writing.Figure(
                    named(one, pictures), pictures[one["sha256"]], one["width"], one["height"], one["alt"]
                )
            yield from (word_writing.Paragraph(word_writing.BODY, line) for line in [*lines, ""])


def read(data: bytes) -> list[Block]:
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise FileProblem("encrypted", "文件设有密码,请去掉密码后再上传。")
        raise FileProblem("old_format", "这是旧格式的 Word 文件(.doc、.wps),请另存为 .docx 后再上传。")
    lines: list[Line] = []
    for line in _lines(read_paragraphs(data, with_pictures=True)):
        line.number = len(lines) + 1
        lines.append(line)
    return read_lines(lines)


def _lines(paragraphs: Sequence[Paragraph]) -> Iterator[Line]:
    for table, group in groupby(paragraphs, key=lambda one: one.place.table if one.place else None):
        if table is None:
            for paragraph in group:
                yield from _lines_of(paragraph)
        else:
            yield _table(list(group))


def _lines_of(paragraph: Paragraph) -> Iterator[Line]:
    """A line for each break within the paragraph; its automatic number is the first one's."""
    start = 0
    for place, part in enumerate(paragraph.text.split("\n")):
        label = f"{paragraph.label} " if paragraph.label and not place else ""
        (text,) = text_lines(label + part)
        shift = len(label) - start - (len(label + part) - len((label + part).lstrip()))
        marked = [(max(first, start) + shift, min(last, start + len(part)) + shift) for first, last in paragraph.marked]
        pictures = [one for at, one in paragraph.pictures if start <= at <= start + len(part)]
        yield Line(0, text, marked=[one for one in marked if one[0] < one[1]], lost=paragraph.lost, pictures=pictures)
        start += len(part) + 1


def _table(paragraphs: Sequence[Paragraph]) -> Line:
    cells: dict[tuple[int, int], list[str]] = {}
    for one in paragraphs:
        assert one.place
        text = " ".join(filter(None, (one.label, one.text.strip())))
        cells.setdefault((one.place.row, one.place.cell), []).append(text)
    rows = [
        ["\n".join(texts).strip() for _, texts in row] for _, row in groupby(cells.items(), key=lambda item: item[0][0])
    ]
    lost = next((one.lost or _IN_TABLE for one in paragraphs if one.lost or one.pictures), "")
    return Line(0, rows=rows, lost=lost)
