"""Text files with separators: encoding and separator found, records numbered as Excel would. Pure."""

import csv
import io
import re
from collections.abc import Iterator

from questions.imports.grid import UNREADABLE, RawCell, RawRow, Sheet, within_limits
from questions.imports.problems import FileProblem

SEPARATORS = (",", ";", "\t")
_SAMPLE, _SAMPLE_LINES = 1_000_000, 20
_QUOTED = re.compile(r'"[^"]*"')


def decoded(data: bytes) -> str:
    """By byte order mark, else strict UTF-8, else strict GB18030 (a superset of GBK)."""
    encodings = ("utf-8", "gb18030")
    if data.startswith(b"\xef\xbb\xbf"):
        encodings = ("utf-8-sig",) * 2
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16",) * 2
    elif b"\x00" in data[:1024]:
        raise FileProblem("unknown_format", "这不是 xlsx 或 csv 文件,请用 Excel 或 WPS 另存为 xlsx 后再上传。")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileProblem("unknown_encoding", "无法识别文件的文字编码,请用 Excel 另存为“CSV UTF-8”或 xlsx 后再上传。")


def separator_of(text: str) -> str:
    """The separator that splits most of the first lines into most fields; a comma where nothing decides."""
    # what is quoted is no sign of anything: one long text may hold more semicolons than the file has columns
    lines = _QUOTED.sub("", text[:_SAMPLE]).splitlines()[:_SAMPLE_LINES]
    return max(SEPARATORS, key=lambda separator: sum(line.count(separator) for line in lines))


def read_delimited(data: bytes, max_rows: int) -> Iterator[Sheet]:
    text = decoded(data).replace("\0", UNREADABLE)
    sheet = Sheet(name="CSV", rows=())
    sheet.rows = within_limits(sheet, _records(text), max_rows)
    yield sheet


def _records(text: str) -> Iterator[RawRow]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text), strict=True)
    number = 0
    while True:
        first_line = reader.line_num + 1
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as wrong:
            raise FileProblem(
                "unbalanced_quotes", f"从文本的第 {first_line} 行起引号不配对,无法分列,请改正后再上传。"
            ) from wrong
        number += 1
        cells = [RawCell(column, "text", value) for column, value in enumerate(fields) if value.strip()]
        yield RawRow(number, cells)
