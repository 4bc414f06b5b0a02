"""One row of a roster file → a line: every cell read, everything wrong with it said at once. Pure."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from exam_platform.people import id_numbers, names, phones
from exam_platform.people.bad_values import BadValue
from exam_platform.people.unit_names import OutsideScope, UnitNames, plain_name
from questions.imports.problems import Note, error, note, warning
from questions.imports.reading import Cell, Columns, Row, Table, cell_notes

COLUMNS = Columns(
    aliases={
        "姓名": ["名字", "人员姓名"],
        "性别": [],
        "证件类型": ["身份证件类型", "证件种类"],
        "身份证号": ["身份证号码", "身份证", "公民身份号码", "居民身份证号码", "证件号码", "证件号"],
        "手机号": ["手机", "手机号码", "移动电话", "联系电话", "联系方式", "电话"],
        "办公电话": ["座机", "固定电话", "办公室电话"],
        "工号": ["员工编号", "人员编号", "职工号"],
        "单位代码": ["单位编码", "机构代码"],
        "单位": ["单位名称", "所在单位", "工作单位"],
        "科室": ["部门", "内设机构", "所在科室", "村", "所在村"],
        "职务": ["现任职务"],
        "职级": ["现任职级"],
        "人员类别": ["类别", "人员类型"],
        "是否领导干部": ["领导干部"],
        "任职日期": ["任职时间", "任现职时间"],
        "备注": ["说明"],
    },
    required=["姓名", "身份证号", "单位", "人员类别"],
    fill_down=frozenset({"单位"}),
    max_rows=100_000,
)

SEXES = {"男": "male", "女": "female"}
SEX_LABELS = {sex: label for label, sex in SEXES.items()} | {"": ""}
_YES = {"是", "1", "Y", "YES", "TRUE", "√", "✓", "✔"}
_NO = {"否", "0", "N", "NO", "FALSE", "×", "✗", "✘", "X"}
_BETWEEN_CATEGORIES = re.compile(r"[、,，;；/／|\n]+")
_TEXT_LIMITS = {"科室": 80, "职务": 80, "职级": 80, "备注": 200}
_EMPLOYEE_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z_\-]{0,39}")
_DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?: 00:00(?::00)?)?")
# days since the spreadsheets' epoch, from 1954 to 2119
_SERIAL = re.compile(r"[2-7][0-9]{4}")
_EPOCH = dt.date(1899, 12, 30)
_T = TypeVar("_T")


@dataclass(slots=True)
class Line:
    """A row as read. Empty text and None mean that the file does not say; `unit` is the id of the unit of the post."""

    row: int
    name: str = ""
    id_type: str = ""
    id_number: str = ""
    sex: str = ""
    phone: str = ""
    office_phone: str = ""
    employee_number: str = ""
    unit: int = 0
    office: str = ""
    title: str = ""
    rank: str = ""
    categories: tuple[str, ...] = ()
    is_leading: bool | None = None
    valid_from: str = ""
    remark: str = ""

    def as_payload(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> "Line":
        return cls(**{**payload, "categories": tuple(payload["categories"])})

    def content(self) -> tuple[Any, ...]:
        """All but the row number: what makes a row a repeat of another."""
        return tuple(getattr(self, name) for name in self.__slots__ if name != "row")


@dataclass(slots=True)
class ReadRow:
    """`outside` is the path of a unit that the importer has no right to: to be audited.

    `shown_name` is what stands in the file, for a row whose name was refused. A header printed again on a later
    page is no person: `is_header`, and nothing else is read of it.
    """

    line: Line
    notes: list[Note] = field(default_factory=list)
    outside: str = ""
    shown_name: str = ""
    is_header: bool = False

    @property
    def is_bad(self) -> bool:
        return any(said.level == "error" for said in self.notes)


class RowReader:
    """Reads the rows of one table. `categories`: label in the file → code."""

    def __init__(self, table: Table, *, units: UnitNames, categories: dict[str, str], today: dt.date) -> None:
        self.table = table
        self.units = units
        self.categories = categories
        self.today = today

    def read(self, row: Row) -> ReadRow:
        if all(cell.text.strip() == self.table.header(column) for column, cell in row.cells.items()):
            return ReadRow(Line(row.number), is_header=True)
        found = ReadRow(Line(row.number), cell_notes(row, self.table), shown_name=row.text("姓名")[:20])
        bad = {said.column for said in found.notes if said.level == "error"}
        cells = _Cells(row, self.table, found, bad)
        line = found.line
        self._read_person(cells, line, found)
        self._read_unit(cells, line, found)
        line.title, line.rank = cells.text("职务"), cells.text("职级")
        line.categories = cells.read("人员类别", self._categories, ())
        line.is_leading = cells.read("是否领导干部", lambda cell: _yes_or_no(cell.text), None)
        line.valid_from = cells.read("任职日期", _date, "")
        if row.cell("任职日期").kind == "number" and line.valid_from:
            cells.say("任职日期", "serial_date", f"数字已读作日期 {line.valid_from}。")
        line.remark = "；".join(part for part in (cells.text("备注"), line.remark) if part)[:200]
        return found

    def _read_person(self, cells: "_Cells", line: Line, found: ReadRow) -> None:
        name = cells.read("姓名", lambda cell: names.read_name(cell.text), None)
        if name:
            line.name, line.remark = name.value, name.remark
            header = self.table.header("姓名")
            if name.remark:
                found.notes.append(note(header, "remark_moved", f"姓名后的“{name.remark}”已移到备注。"))
            elif name.tidied:
                found.notes.append(note(header, "tidied", "已去掉姓名中的空格或不可见字符。"))
            found.notes += [warning(header, doubt, names.DOUBTS[doubt]) for doubt in name.doubts]
        identity = cells.read("身份证号", lambda cell: self._identity(cell, cells), None)
        line.sex = cells.read("性别", _sex, "")
        if identity:
            line.id_type, line.id_number = identity.kind, identity.value
            cells.say_if_changed("身份证号", identity.value, "已统一为半角数字和大写 X。")
            if line.sex and identity.sex and line.sex != identity.sex:
                cells.refuse("性别", BadValue("sex_disagrees", "性别与身份证号不一致，请核对两者。"))
            line.sex = line.sex or identity.sex
        self._read_phones(cells, line)
        line.employee_number = cells.read("工号", _employee_number, "")

    def _read_phones(self, cells: "_Cells", line: Line) -> None:
        phone = cells.read("手机号", lambda cell: phones.read_phone(cell.text) if cell.text.strip() else None, None)
        office = cells.read("办公电话", lambda cell: phones.read_phone(cell.text) if cell.text.strip() else None, None)
        line.office_phone = office.value if office else ""
        if phone and phone.is_mobile:
            line.phone = phone.value
            cells.say_if_changed("手机号", phone.value, "已统一为 11 位手机号。")
        elif phone:
            line.office_phone = line.office_phone or phone.value
            cells.say("手机号", "landline", "这是座机号码，已记为办公电话。")

    def _identity(self, cell: Cell, cells: "_Cells") -> id_numbers.IdNumber:
        if cell.kind in ("number", "date"):
            raise BadValue(
                "id_number_as_number",
                "证件号码在文件中是数字，末几位可能已丢失，请把该列设为文本格式后重填。",
            )
        try:
            kind = id_numbers.document_kind(cells.row.text("证件类型"))
        except BadValue as wrong:
            cells.refuse("证件类型", wrong)
            kind = id_numbers.RESIDENT
        return id_numbers.read_id_number(cell.text, kind=kind, today=self.today)

    def _read_unit(self, cells: "_Cells", line: Line, found: ReadRow) -> None:
        line.office = cells.text("科室")
        column = "单位代码" if cells.row.text("单位代码") else "单位"
        if cells.is_bad(column):
            return
        if not cells.row.text(column):
            cells.refuse("单位", BadValue("required", "必须填写单位。"))
            return
        try:
            unit = self.units.find(cells.row.text(column), code_only=column == "单位代码")
        except OutsideScope as outside:
            found.outside = outside.path
            cells.refuse(column, outside)
            return
        except BadValue as wrong:
            cells.refuse(column, wrong)
            return
        line.unit = unit.id
        placed = cells.read("科室", lambda _: self.units.place(unit, line.office), None)
        if placed:
            line.unit, line.office = placed[0].id, placed[1]

    def _categories(self, cell: Cell) -> tuple[str, ...]:
        labels = [plain_name(label) for label in _BETWEEN_CATEGORIES.split(cell.text) if label.strip()]
        if not labels:
            raise BadValue("required", f"必须填写人员类别：{'、'.join(self.categories)}；可填多个，用“、”隔开。")
        unknown = [label for label in labels if label not in self.categories]
        if unknown:
            raise BadValue(
                "unknown_category",
                f"没有“{unknown[0][:20]}”这一类别，应为：{'、'.join(self.categories)}；可填多个，用“、”隔开。",
            )
        return tuple(sorted({self.categories[label] for label in labels}))


class _Cells:
    """The cells of one row, and the notes that reading them leaves."""

    def __init__(self, row: Row, table: Table, found: ReadRow, bad: set[str | None]) -> None:
        self.row, self.table, self.found, self.bad = row, table, found, bad

    def is_bad(self, column: str) -> bool:
        return self.table.header(column) in self.bad

    def read(self, column: str, reader: Callable[[Cell], _T], otherwise: _T) -> _T:
        """What `reader` makes of a cell that has nothing wrong with it so far."""
        if self.is_bad(column):
            return otherwise
        try:
            return reader(self.row.cell(column))
        except BadValue as wrong:
            self.refuse(column, wrong)
            return otherwise

    def text(self, column: str) -> str:
        return self.read(column, lambda cell: _plain_text(cell.text, _TEXT_LIMITS[column]), "")

    def refuse(self, column: str, wrong: BadValue) -> None:
        header = self.table.header(column)
        self.bad.add(header)
        self.found.notes.append(error(header, wrong.code, wrong.message))

    def say(self, column: str, code: str, message: str) -> None:
        self.found.notes.append(note(self.table.header(column), code, message))

    def say_if_changed(self, column: str, value: str, message: str) -> None:
        if self.row.text(column) != value:
            self.say(column, "tidied", message)


def _plain_text(text: str, limit: int) -> str:
    if not text.isprintable():
        text = "".join(part for part in text if unicodedata.category(part) != "Cf")
    value = " ".join(text.split())
    if len(value) > limit:
        raise BadValue("too_long", f"不能超过 {limit} 个字。")
    return value


def _sex(cell: Cell) -> str:
    text = plain_name(cell.text).removesuffix("性")
    if text and text not in SEXES:
        raise BadValue("bad_sex", "性别应为“男”或“女”。")
    return SEXES.get(text, "")


def _yes_or_no(text: str) -> bool | None:
    plain = plain_name(text).upper()
    if plain in _YES:
        return True
    if plain in _NO:
        return False
    if plain:
        raise BadValue("bad_yes_or_no", "应填写“是”或“否”。")
    return None


def _employee_number(cell: Cell) -> str:
    text = plain_name(cell.text)
    if text and not _EMPLOYEE_NUMBER.fullmatch(text):
        raise BadValue("bad_employee_number", "工号只能是字母、数字、“-”和“_”，不超过 40 位。")
    return text


def _date(cell: Cell) -> str:
    """A date of the spreadsheet, its serial number, or figures as text; in ISO form."""
    text = unicodedata.normalize("NFKC", cell.text).strip()
    if not text:
        return ""
    if cell.kind == "number" and _SERIAL.fullmatch(text):
        return (_EPOCH + dt.timedelta(days=int(text))).isoformat()
    written = _DATE.fullmatch(text)
    if not written:
        raise BadValue("bad_date", "日期应写成 2026-01-05 或 2026/1/5。")
    try:
        return dt.date(*map(int, written.groups())).isoformat()
    except ValueError as wrong:
        raise BadValue("bad_date", "没有这一天，日期应写成 2026-01-05 或 2026/1/5。") from wrong
