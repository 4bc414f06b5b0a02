"""One row of a unit file → a line: every cell read, everything wrong with it said at once. Pure."""

import re

from exam_platform.people.unit_names import plain_name
from exam_platform.people.unit_plan import UnitLine
from questions.imports.problems import Note, error
from questions.imports.reading import Columns, Row, Table, cell_notes

COLUMNS = Columns(
    aliases={
        "单位代码": ["单位编码", "机构代码", "代码"],
        "单位名称": ["单位", "机构名称", "名称"],
        "上级单位代码": ["上级单位编码", "上级代码", "上级单位"],
        "单位类型": ["类型", "单位类别"],
    },
    required=["单位代码", "单位名称", "上级单位代码"],
    max_rows=20_000,
)

KINDS = {
    "区": "district",
    "县": "district",
    "开发区": "district",
    "区直部门": "department",
    "部门": "department",
    "派驻机构": "agency",
    "镇": "town",
    "乡": "town",
    "街道": "town",
    "镇街": "town",
    "村": "village",
    "社区": "village",
}

_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._\-]{0,39}")
_MARKUP = re.compile(r"[<>]")
_LONGEST_NAME = 120
_LONGEST_KIND = 40


def kind_of(kind_text: str) -> str:
    """The kind that the platform acts upon, of a type as the file words it."""
    return KINDS.get(kind_text, "other")


def read_unit_row(row: Row, table: Table) -> tuple[UnitLine, list[Note]]:
    """The line, with "" for what could not be read."""
    notes = cell_notes(row, table)
    bad = {said.column for said in notes if said.level == "error"}
    line = UnitLine(row.number, code="", name="", parent="")
    if table.header("单位代码") not in bad:
        line.code = _code(row, table, "单位代码", notes)
        if not row.text("单位代码"):
            notes.append(error(table.header("单位代码"), "required", "必须填写单位代码。"))
    if table.header("上级单位代码") not in bad:
        line.parent = _code(row, table, "上级单位代码", notes)
    if table.header("单位名称") not in bad:
        line.name = _name(row, table, notes)
    if table.header("单位类型") not in bad:
        line.kind_text = plain_name(row.text("单位类型"))
        if len(line.kind_text) > _LONGEST_KIND:
            notes.append(error(table.header("单位类型"), "too_long", f"不能超过 {_LONGEST_KIND} 个字。"))
    return line, notes


def _code(row: Row, table: Table, column: str, notes: list[Note]) -> str:
    """A number has lost its leading zeros: 000101 and 101 would be two units."""
    code, header = plain_name(row.text(column)), table.header(column)
    if row.cell(column).kind in ("number", "date"):
        notes.append(
            error(header, "code_as_number", "代码在文件中是数字，开头的 0 可能已丢失，请把该列设为文本格式后重填。")
        )
    elif code and not _CODE.fullmatch(code):
        notes.append(error(header, "bad_code", "单位代码只能是字母、数字、“.”、“-”和“_”，不超过 40 位。"))
    else:
        return code
    return ""


def _name(row: Row, table: Table, notes: list[Note]) -> str:
    name, header = " ".join(row.text("单位名称").split()), table.header("单位名称")
    if not name:
        notes.append(error(header, "required", "必须填写单位名称。"))
    elif len(name) > _LONGEST_NAME:
        notes.append(error(header, "too_long", f"不能超过 {_LONGEST_NAME} 个字。"))
    elif _MARKUP.search(name):
        notes.append(error(header, "bad_name", "单位名称中不能有“<”和“>”。"))
    else:
        return name
    return ""
