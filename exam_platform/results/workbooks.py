"""Figures and lists as Excel workbooks: written row by row in constant memory, text always as text."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Self

import xlsxwriter

from questions.plain_text import guarded

FIGURE_COLUMNS: tuple[tuple[str, str], ...] = (
    ("名册人数", "roster"),
    ("免考", "exempt"),
    ("核减", "reduced"),
    ("应考", "due"),
    ("请假", "leave"),
    ("缺考", "absent"),
    ("未考", "not_yet"),
    ("实考", "sat"),
    ("合格", "passed"),
    ("不合格", "failed"),
    ("优秀", "excellent"),
    ("取消成绩", "cancelled"),
)
RATE_COLUMNS: tuple[tuple[str, str], ...] = (
    ("参考率(实考/应考)%", "participation_rate"),
    ("合格率(合格/实考)%", "pass_rate"),
    ("合格率(合格/应考)%", "pass_rate_of_due"),
    ("优秀率(优秀/实考)%", "excellent_rate"),
    ("首考合格率%", "first_pass_rate"),
    ("补考合格率%", "make_up_pass_rate"),
)


class Workbook:
    """A workbook of plain tables; the file exists once the `with` block has ended."""

    def __init__(self, path: Path) -> None:
        self._book = xlsxwriter.Workbook(
            str(path), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        self._head = self._book.add_format({"bold": True, "bg_color": "#E7F0FD", "border": 1, "text_wrap": True})
        self._points = self._book.add_format({"num_format": "0.00"})

    def add_table(self, name: str, columns: list[str], rows: Iterable[list[Any]], widths: list[int]) -> Iterator[int]:
        """Write a sheet; yields the number of rows written after each, so that the caller can show progress or stop.

        Cells: str is text, int a whole number, a tuple (hundredths,) points with two decimals, None empty.
        """
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        for column, title in enumerate(columns):
            sheet.write_string(0, column, title, self._head)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                self._write(sheet, number, column, cell)
            yield number

    def _write(self, sheet: Any, row: int, column: int, cell: Any) -> None:
        if isinstance(cell, tuple):
            sheet.write_number(row, column, cell[0] / 100, self._points)
        elif isinstance(cell, int):
            sheet.write_number(row, column, cell)
        elif cell is not None:
            sheet.write_string(row, column, guarded(cell))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._book.close()


def figure_columns() -> list[str]:
    return ["单位", *(title for title, _ in FIGURE_COLUMNS), "平均分", *(title for title, _ in RATE_COLUMNS)]


def figure_row(name: str, shown: dict[str, Any]) -> list[Any]:
    """One unit's line; the numbers are those of the screen."""
    average = shown["average"]
    return [
        name,
        *(shown[key] for _, key in FIGURE_COLUMNS),
        None if average is None else (average,),
        *(shown[key]["percent"] or "—" for _, key in RATE_COLUMNS),
    ]
