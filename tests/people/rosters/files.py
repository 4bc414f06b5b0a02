"""Roster and unit files for tests: rows by column name → xlsx, as a unit's own spreadsheet program would write them."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from exam_platform.people.id_numbers import check_digit

HEADERS = [
    "序号", "姓名", "性别", "身份证号", "手机号", "单位", "科室", "职务", "职级", "人员类别", "是否领导干部", "备注",
]  # fmt: skip
UNIT_HEADERS = ["单位代码", "单位名称", "上级单位代码", "单位类型"]


def id_number(number: int = 1, *, birth: str = "19900101", sex: str = "女", area: str = "370899") -> str:
    """The `number`th valid ID number of that day and sex."""
    order = f"{number * 2 + (1 if sex == '男' else 0):03d}"
    return area + birth + order + check_digit(area + birth + order)


def person(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A line that is accepted, but for `changes`; a column set to None is blank."""
    return {
        "序号": number,
        "姓名": f"赵{'甲乙丙丁戊己庚辛壬癸'[number % 10]}{'子丑寅卯辰巳午未申酉戌亥'[number // 10 % 12]}",
        "性别": "女",
        "身份证号": id_number(number),
        "手机号": f"199{number:08d}",
        "单位": "司法办公室",
        "科室": "法制科",
        "职务": "科员",
        "职级": "一级科员",
        "人员类别": "国家工作人员",
        "是否领导干部": "否",
        **changes,
    }


def workbook(lines: Iterable[Sequence[Any]]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet = sheet_of(book)
    for line in lines:
        sheet.append(list(line))
    return book


def sheet_of(book: openpyxl.Workbook) -> Worksheet:
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    return sheet


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def roster_book(rows: Iterable[dict[str, Any]], headers: Sequence[str] = HEADERS) -> openpyxl.Workbook:
    """A title in row 1, the header in row 2, persons from row 3."""
    return workbook([["人员名册"], headers, *([row.get(header) for header in headers] for row in rows)])


def roster_file(rows: Iterable[dict[str, Any]], headers: Sequence[str] = HEADERS) -> bytes:
    return saved(roster_book(rows, headers))


def unit_file(rows: Iterable[Sequence[Any]], headers: Sequence[str] = UNIT_HEADERS) -> bytes:
    """Units from row 2."""
    return saved(workbook([headers, *rows]))


def csv_file(rows: Iterable[dict[str, Any]], *, separator: str = ",", encoding: str = "utf-8-sig") -> bytes:
    lines = [separator.join(HEADERS)]
    lines += [separator.join(str(row.get(header) or "") for header in HEADERS) for row in rows]
    return ("\r\n".join(lines) + "\r\n").encode(encoding)
