"""Reading a file in a child process with limits on memory and time: what kills the child is its problem, not ours."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence

import orjson

from questions.imports.grid import Merge, RawCell, RawRow, Sheet
from questions.imports.problems import FileProblem
from questions.imports.reading import Columns, Table, table_from

WALL_SECONDS = 75


def read_table_safely(data: bytes, file_name: str, columns: Columns) -> Table:
    """As `reading.read_table`, but the file is opened by a child that may die of it. Raises FileProblem."""
    # the extension alone matters to the child: no file name on a command line that others can list
    arguments = [os.path.splitext(file_name)[1][:10], str(columns.max_rows)]
    return table_from(_sheets(lines_of_child("questions.imports.extraction", data, arguments)), columns)


def lines_of_child(module: str, data: bytes, arguments: Sequence[str] = ()) -> list[bytes]:
    """What `python -m module` says of the data, as lines of JSON. Raises FileProblem if it does not live to say it."""
    try:
        child = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            input=data,
            capture_output=True,
            timeout=WALL_SECONDS,
            env={"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired as expired:
        raise FileProblem("too_slow", "文件读取时间过长,请只保留需要的内容,另存为新文件后再上传。") from expired
    lines = child.stdout.splitlines()
    if child.returncode != 0 or not lines:
        raise FileProblem("unreadable", "文件无法读取,可能已损坏或内容过大,请另存为新文件后再上传。")
    return lines


def _sheets(lines: list[bytes]) -> Iterator[Sheet]:
    name, first = "", 0
    for place, line in enumerate(lines):
        if line.startswith(b"["):
            continue
        message = orjson.loads(line)
        if "problem" in message:
            raise FileProblem(*message["problem"])
        if "sheet" in message:
            name, first = message["sheet"], place + 1
        else:
            rows = _rows(lines[first:place])
            yield Sheet(name, rows, [Merge(*merge) for merge in message["merges"]], message["notes"])


def _rows(lines: list[bytes]) -> Iterator[RawRow]:
    for line in lines:
        number, hidden, cells = orjson.loads(line)
        yield RawRow(number, [RawCell(*cell) for cell in cells], bool(hidden))
