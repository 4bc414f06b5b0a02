"""A question paper as plain text, in UTF-8 or GBK. Pure."""

from questions.formats.blocks import Block
from questions.formats.line_shapes import Line
from questions.formats.lines import read_lines
from questions.imports.delimited import decoded
from questions.imports.problems import FileProblem

MEDIA_TYPE, EXTENSION = "text/plain", "txt"
PLACE = "这是文字试卷,编号是试题在文件中开始的行。"


def read(data: bytes) -> list[Block]:
    try:
        text = decoded(data)
    except FileProblem as problem:
        message = "无法识别文件的文字编码,请另存为 UTF-8 编码的文本后再上传。"
        raise FileProblem("unknown_encoding", message) from problem
    return read_lines([Line(number, line, unit="行") for number, line in enumerate(text_lines(text), start=1)])


def text_lines(text: str) -> list[str]:
    """Without what nobody sees."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u200b", "").replace("\ufeff", "")
    return [line.strip() for line in plain.replace("\0", "\ufffd").split("\n")]
