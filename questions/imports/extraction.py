"""Reading a table in a child process with limits; this module is also that child.

It says `{"sheet": name}`, then `[row, hidden, [[column, kind, text], …]]` for each row, then
`{"merges": […], "notes": […]}`.
"""

import os
import sys
from collections.abc import Iterator

import orjson

from questions.imports.grid import Merge, RawCell, RawRow, Sheet
from questions.imports.reading import Columns, Table, raw_sheets, table_from
from questions.imports.sandbox import lines_of_child, speak


def read_table_safely(data: bytes, file_name: str, columns: Columns) -> Table:
    """As `reading.read_table`, but the file is opened by a child that may die of it. Raises FileProblem."""
    # the extension alone matters to the child: no file name on a command line that others can list
    arguments = [os.path.splitext(file_name)[1][:10], str(columns.max_rows)]
    return table_from(_sheets(lines_of_child("questions.imports.extraction", data, arguments)), columns)


def _sheets(lines: list[bytes]) -> Iterator[Sheet]:
    name, first = "", 0
    for place, line in enumerate(lines):
        if line.startswith(b"["):
            continue
        message = orjson.loads(line)
        if "sheet" in message:
            name, first = message["sheet"], place + 1
        else:
            rows = _rows(lines[first:place])
            yield Sheet(name, rows, [Merge(*merge) for merge in message["merges"]], message["notes"])


def _rows(lines: list[bytes]) -> Iterator[RawRow]:
    for line in lines:
        number, hidden, cells = orjson.loads(line)
        yield RawRow(number, [RawCell(*cell) for cell in cells], bool(hidden))


def main(file_name: str, max_rows: int) -> None:
    speak(lambda data: _messages(data, file_name, max_rows))


def _messages(data: bytes, file_name: str, max_rows: int) -> Iterator[object]:
    for sheet in raw_sheets(data, file_name, max_rows):
        yield {"sheet": sheet.name}
        for row in sheet.rows:
            yield [row.number, int(row.hidden), row.cells]
        yield {"merges": sheet.merges, "notes": sheet.notes}


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
