"""A hostile xlsx or csv file → a Table: the header found by its names, rows with the numbers that Excel shows. Pure.

`raw_sheets` is what runs in the child process (extraction.py); `table_from` needs no file and runs where the job runs.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from questions.imports.delimited import read_delimited
from questions.imports.grid import UNREADABLE, CellKind, Merge, RawRow, Sheet
from questions.imports.problems import FileProblem, Note, error, note
from questions.imports.workbook import read_workbook
from questions.plain_text import is_control, without_spaces

MAX_FILE_SIZE = 10 * 1024 * 1024
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEADER_WITHIN = 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Columns:
    """What a file of this kind has: each column by its own name, with the other names under which files have it.

    `fill_down`: the columns in which a merged area stands for each of its rows.
    `sheets_to_skip`: sheets that are no data (a template's notes and examples).
    """

    aliases: Mapping[str, Sequence[str]]
    required: Sequence[str]
    fill_down: frozenset[str] = frozenset()
    sheets_to_skip: frozenset[str] = frozenset({"说明", "填写说明", "示例"})
    max_rows: int = 20_000

    @cached_property
    def by_header(self) -> dict[str, str]:
        return {
            plain_header(header): column for column, aliases in self.aliases.items() for header in (column, *aliases)
        }


class Cell(NamedTuple):
    """`merged`: it lies in a merged area whose value stands elsewhere, taken over (`filled`) or not (`covered`)."""

    kind: CellKind
    text: str
    merged: str = ""


EMPTY = Cell("text", "")


@dataclass(slots=True)
class Row:
    """`cells` by column name; a column without a value is absent."""

    number: int
    cells: dict[str, Cell]
    hidden: bool = False

    def cell(self, column: str) -> Cell:
        return self.cells.get(column, EMPTY)

    def text(self, column: str) -> str:
        return self.cell(column).text.strip()


@dataclass(slots=True)
class Table:
    """`headers`: column name → header as it stands in the file; `ignored`: headers that mean nothing here."""

    headers: dict[str, str]
    header_row: int
    rows: list[Row]
    sheet: str = ""
    ignored: list[str] = field(default_factory=list)
    empty: int = 0
    notes: list[str] = field(default_factory=list)

    def header(self, column: str) -> str:
        return self.headers.get(column, column)


def plain_header(text: str) -> str:
    """NFKC, without spaces, marks of duty (`*`, （必填）) and units in brackets."""
    plain = without_spaces(text).lower()
    return plain.partition("(")[0].strip("*:.") or plain


def raw_sheets(data: bytes, file_name: str, max_rows: int) -> Iterator[Sheet]:
    """The sheets of a file as they stand. Raises FileProblem."""
    if not data:
        raise FileProblem("empty_file", "文件是空的。")
    if len(data) > MAX_FILE_SIZE:
        raise FileProblem("too_large", "文件超过 10 MB,请分成几个文件。")
    if data.startswith(_OLE):
        # an encrypted xlsx is an OLE container that holds these names in UTF-16
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise FileProblem("encrypted", "文件设有密码,请去掉密码后再上传。")
        raise FileProblem("old_format", "这是旧格式的文件(如 xls、et),请用 Excel 或 WPS 另存为 xlsx 后再上传。")
    if data.startswith(b"PK"):
        if file_name.lower().endswith((".xlsm", ".xltm", ".xlsb")):
            raise FileProblem("macros", "不能上传带宏的文件或二进制工作簿,请另存为 xlsx。")
        return read_workbook(data, max_rows)
    return read_delimited(data, max_rows)


def read_table(data: bytes, file_name: str, columns: Columns) -> Table:
    """Both steps in this process: for files that are trusted, and for tests. Raises FileProblem."""
    return table_from(raw_sheets(data, file_name, columns.max_rows), columns)


def table_from(sheets: Iterable[Sheet], columns: Columns) -> Table:
    """Raises FileProblem unless exactly one sheet has the required columns, each once, and rows below them."""
    tables: list[tuple[str, Table]] = []
    nearest: FileProblem | None = None
    for sheet in sheets:
        if sheet.name.strip() in columns.sheets_to_skip:
            continue
        rows = list(sheet.rows)
        try:
            tables.append((sheet.name, _table(sheet, rows, columns)))
        except FileProblem as problem:
            nearest = nearest or problem
    filled = [(name, table) for name, table in tables if table.rows]
    if len(filled) > 1:
        names = "、".join(name for name, _ in filled)
        raise FileProblem("several_sheets", f"文件中有几个工作表都有数据({names}),请只保留一个。")
    if filled:
        return filled[0][1]
    if tables:
        raise FileProblem("no_rows", "文件只有表头,没有数据行。")
    raise nearest or FileProblem("empty_file", "文件里没有内容。")


def _table(sheet: Sheet, rows: list[RawRow], columns: Columns) -> Table:
    if not rows:
        raise FileProblem("empty_file", "文件里没有内容。")
    covered = _covered_cells(sheet.merges)
    # the texts of the rows that may be the header or that a merged area begins in
    wanted = {merge.first_row for merge in sheet.merges} | {row.number for row in rows[:_HEADER_WITHIN]}
    texts = {row.number: {cell.column: cell.text for cell in row.cells} for row in rows if row.number in wanted}
    position, found = _header(rows, covered, texts, columns)
    named = {index: columns.by_header.get(plain_header(text)) for index, text in found.items()}
    _check_header(found, named, columns)
    known = {index: column for index, column in named.items() if column}
    header_row = rows[position].number
    # each raw row goes as soon as it is read: a file of 100,000 rows is not held twice
    del rows[: position + 1]
    rows.reverse()
    body = []
    while rows:
        row = _row(rows.pop(), known, covered, texts, columns)
        if row.cells:
            body.append(row)
    return Table(
        headers={column: found[index].strip() for index, column in known.items()},
        header_row=header_row,
        rows=body,
        sheet=sheet.name,
        ignored=[found[index].strip() for index, column in named.items() if not column],
        empty=body[-1].number - header_row - len(body) if body else 0,
        notes=list(sheet.notes),
    )


_Covered = dict[tuple[int, int], Merge]


def _covered_cells(merges: list[Merge]) -> _Covered:
    """The cells that a merged area hides, of areas small enough to be meant."""
    covered: _Covered = {}
    for merge in merges:
        height = merge.last_row - merge.first_row + 1
        width = merge.last_column - merge.first_column + 1
        if height * width > 100_000 or len(covered) > 1_000_000:
            raise FileProblem("merged_cells", "文件中合并单元格的范围过大,请取消合并后再上传。")
        for row in range(merge.first_row, merge.last_row + 1):
            for column in range(merge.first_column, merge.last_column + 1):
                if (row, column) != (merge.first_row, merge.first_column):
                    covered[row, column] = merge
    return covered


def _header(
    rows: list[RawRow], covered: _Covered, texts: dict[int, dict[int, str]], columns: Columns
) -> tuple[int, dict[int, str]]:
    """Where the row stands that names most columns, and its names by index; a name merged from the row above counts."""
    best, best_score, best_found = 0, -1, {}
    for position, row in enumerate(rows[:_HEADER_WITHIN]):
        found = dict(texts[row.number])
        for (number, index), merge in covered.items():
            if number == row.number and merge.first_column == index:
                found.setdefault(index, texts.get(merge.first_row, {}).get(index, ""))
        found = {index: text for index, text in sorted(found.items()) if text.strip()}
        score = len({columns.by_header.get(plain_header(text)) for text in found.values()} - {None})
        if score > best_score:
            best, best_score, best_found = position, score, found
    return best, best_found


def _check_header(found: dict[int, str], named: dict[int, str | None], columns: Columns) -> None:
    present = [column for column in named.values() if column]
    twice = sorted({column for column in present if present.count(column) > 1})
    if twice:
        shown = "、".join(found[index].strip() for index, column in named.items() if column in twice)
        raise FileProblem("duplicate_column", f"表头中有重复的列:{shown}。请只保留一个。")
    missing = [column for column in columns.required if column not in present]
    if missing:
        raise FileProblem("missing_column", f"表头中缺少必需的列:{'、'.join(missing)}。")


def _row(
    raw: RawRow, known: dict[int, str], covered: _Covered, texts: dict[int, dict[int, str]], columns: Columns
) -> Row:
    cells = {known[cell.column]: Cell(cell.kind, cell.text) for cell in raw.cells if cell.column in known}
    if cells and covered:
        for index, column in known.items():
            merge = covered.get((raw.number, index))
            if not merge or column in cells:
                continue
            value = texts.get(merge.first_row, {}).get(merge.first_column, "")
            if column in columns.fill_down and merge.first_column == index:
                cells[column] = Cell("text", value, "filled")
            elif value:
                cells[column] = Cell("text", "", "covered")
    return Row(raw.number, cells, raw.hidden)


def cell_notes(row: Row, table: Table) -> list[Note]:
    """What is wrong with a row's cells whatever they mean: formulas, errors, merged areas, control characters."""
    notes = []
    if row.hidden:
        notes.append(note(None, "hidden_row", "该行在文件中是隐藏的。"))
    for column, cell in row.cells.items():
        header = table.header(column)
        if cell.kind == "formula":
            notes.append(error(header, "formula", "单元格是公式,请改为填写内容本身(复制后选择性粘贴为值)。"))
        elif cell.kind == "error":
            notes.append(error(header, "cell_error", f"单元格是错误值 {cell.text[:20]},请改正。"))
        elif cell.merged == "covered":
            notes.append(error(header, "merged_cell", "单元格被合并,无法确定内容,请取消合并并逐行填写。"))
        elif cell.merged == "filled":
            notes.append(note(header, "filled_down", "取自合并单元格。"))
        elif UNREADABLE in cell.text or (not cell.text.isprintable() and any(map(is_control, cell.text))):
            notes.append(error(header, "control_character", "含有不可见的控制字符,请删除后重新填写。"))
    return notes
