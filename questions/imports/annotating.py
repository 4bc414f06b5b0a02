"""The child process of annotated.py: eight bytes of length, what to say as JSON, the file → xlsx on standard output."""

import io
import json
import resource
import sys
from typing import Any, BinaryIO

import openpyxl
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from questions.imports.reading import raw_sheets

MEMORY = 768 * 1024 * 1024
TITLE = "错误说明"
_COLOURS = {"error": "FFFFC7CE", "warning": "FFFFEB9C", "note": "FFDDEBF7"}
_LEVELS = {"error": "错误", "warning": "警告", "note": "说明"}
_MOST_ROWS = 100_000

Remarks = dict[int, list[dict[str, Any]]]


def remark(notes: list[dict[str, Any]]) -> str:
    """All that is said of a row, one line each, errors first."""
    order = list(_LEVELS)
    lines = []
    for note in sorted(notes, key=lambda each: order.index(each["level"])):
        place = f"“{note['column']}”:" if note["column"] else ""
        lines.append(f"【{_LEVELS[note['level']]}】{place}{note['message']}")
    return "\n".join(lines)


def worst(notes: list[dict[str, Any]]) -> str:
    return next(level for level in _LEVELS if any(note["level"] == level for note in notes))


def with_format(data: bytes, sheet_name: str, header_row: int, remarks: Remarks) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data), keep_links=False)
    sheet = book[sheet_name] if sheet_name in book.sheetnames else book.active
    assert isinstance(sheet, Worksheet)
    last = sheet.max_column + 1
    headers = {str(cell.value).strip(): cell.column for cell in sheet[header_row] if cell.value is not None}
    sheet.cell(header_row, last, TITLE)
    sheet.column_dimensions[get_column_letter(last)].width = 60
    for row, notes in remarks.items():
        cell = sheet.cell(row, last, remark(notes))
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.fill = PatternFill("solid", fgColor=_COLOURS[worst(notes)])
        for note in reversed(notes):
            if note["column"] in headers:
                _mark(sheet, row, headers[note["column"]], note)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _mark(sheet: Worksheet, row: int, column: int, note: dict[str, Any]) -> None:
    cell = sheet.cell(row, column)
    if type(cell).__name__ == "MergedCell":
        return
    cell.fill = PatternFill("solid", fgColor=_COLOURS[note["level"]])
    cell.comment = Comment(note["message"], TITLE)


def values_alone(data: bytes, sheet_name: str, header_row: int, remarks: Remarks) -> bytes:
    """A new workbook of the file's values as text: for csv, and for files whose format is too heavy to keep."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {"in_memory": True, "constant_memory": False, "strings_to_formulas": False, "strings_to_urls": False,
         "strings_to_numbers": False},
    )  # fmt: skip
    sheet = book.add_worksheet("错误说明")
    fills = {level: book.add_format({"bg_color": "#" + colour[2:]}) for level, colour in _COLOURS.items()}
    source = next(each for each in raw_sheets(data, "", _MOST_ROWS) if sheet_name in ("", each.name))
    rows = list(source.rows)
    last = max(row.cells[-1].column for row in rows if row.cells) + 1
    headers = {c.text.strip(): c.column for row in rows if row.number == header_row for c in row.cells}
    sheet.write_string(header_row - 1, last, TITLE)
    sheet.set_column(last, last, 60)
    for row in rows:
        notes = remarks.get(row.number, [])
        levels = {headers.get(note["column"]): note["level"] for note in reversed(notes)}
        for cell in row.cells:
            sheet.write_string(row.number - 1, cell.column, cell.text[:32_000], fills.get(levels.pop(cell.column, "")))
        for column, level in levels.items():
            if column is not None:
                sheet.write_blank(row.number - 1, column, None, fills[level])
        if notes:
            sheet.write_string(row.number - 1, last, remark(notes), fills[worst(notes)])
    book.close()
    return out.getvalue()


def main(mode: str, source: BinaryIO) -> bytes:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    about = json.loads(source.read(int.from_bytes(source.read(8), "big")))
    data = source.read()
    remarks = {row: notes for row, _, notes in about["rows"]}
    make = with_format if mode == "format" and data.startswith(b"PK") else values_alone
    return make(data, about["sheet"], about["header_row"], remarks)


if __name__ == "__main__":
    sys.stdout.buffer.write(main(sys.argv[1], sys.stdin.buffer))
