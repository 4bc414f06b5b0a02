"""What the readers of xlsx and csv both give: rows of typed cells, before anyone asks what the columns mean. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from questions.imports.problems import FileProblem

# `number`, `date` and `boolean` say how the file stores the cell: who needs text (an 18-digit number) can refuse them.
CellKind = Literal["text", "number", "boolean", "date", "formula", "error"]

# stands for NUL and lone surrogates, which neither database nor JSON takes
UNREADABLE = "\ufffd"

MAX_COLUMNS = 256
MAX_EMPTY_ROWS = 1_000
MAX_CHARACTERS = 100_000_000


class RawCell(NamedTuple):
    """`column` counts from 0; `text` is what a reader would call the value (dates as 2026-01-05, numbers as 2)."""

    column: int
    kind: CellKind
    text: str


class RawRow(NamedTuple):
    """`number` is the row number that Excel shows; cells without a value are left out."""

    number: int
    cells: list[RawCell]
    hidden: bool = False


class Merge(NamedTuple):
    """A merged area; rows as Excel numbers them, columns from 0, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(slots=True)
class Sheet:
    """`rows` may be read once; `merges` and `notes` are complete only after that."""

    name: str
    rows: Iterable[RawRow]
    merges: list[Merge] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def within_limits(sheet: Sheet, rows: Iterable[RawRow], max_rows: int) -> Iterator[RawRow]:
    """The rows that have a value, up to a gap of MAX_EMPTY_ROWS. Raises FileProblem past a limit."""
    last_filled = count = characters = 0
    for row in rows:
        if row.number - last_filled > MAX_EMPTY_ROWS:
            sheet.notes.append(
                f"工作表“{sheet.name}”第 {last_filled} 行之后连续 {MAX_EMPTY_ROWS} 行没有内容,其后不再读取。"
            )
            return
        if not row.cells:
            continue
        count += 1
        characters += sum(len(cell.text) for cell in row.cells)
        if row.cells[-1].column >= MAX_COLUMNS:
            raise FileProblem("too_many_columns", f"第 {row.number} 行超过了 {MAX_COLUMNS} 列,请删去多余的列。")
        # ten rows of grace for titles and headers
        if count > max_rows + 10:
            raise FileProblem("too_many_rows", f"文件超过了 {max_rows:,} 行,请分成几个文件。")
        if characters > MAX_CHARACTERS:
            raise FileProblem("too_large", "文件内容过多,请分成几个文件。")
        last_filled = row.number
        yield row
