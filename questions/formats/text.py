"""A question paper as plain text, in UTF-8 or GBK. Pure."""

from collections.abc import Mapping, Sequence

from questions.drafts import Draft
from questions.formats.blocks import NO_PICTURES, Block, Written
from questions.formats.line_shapes import Line, text_lines
from questions.formats.line_writing import sections_of
from questions.formats.lines import read_lines
from questions.imports.delimited import decoded
from questions.imports.problems import FileProblem

MEDIA_TYPE, EXTENSION = "text/plain", "txt"
PLACE = "这是文字试卷,编号是试题在文件中开始的行。"
HOLDS_PICTURES = False


def write(drafts: Sequence[Draft], pictures: Mapping[str, bytes] = NO_PICTURES) -> Written:
    """With the mark by which Windows knows UTF-8."""
    sections, left = sections_of(drafts, with_pictures=False)
    paragraphs = [
        "\n\n".join([section.head, *("\n".join(question.lines) for question in section.questions)])
        for section in sections
    ]
    return Written(("\n\n".join(paragraphs) + "\n").encode("utf-8-sig"), left)


def read(data: bytes) -> list[Block]:
    try:
        content = decoded(data)
    except FileProblem as problem:
        message = "无法识别文件的文字编码,请另存为 UTF-8 编码的文本后再上传。"
        raise FileProblem("unknown_encoding", message) from problem
    return read_lines([Line(number, line, unit="行") for number, line in enumerate(text_lines(content), start=1)])
