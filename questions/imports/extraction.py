"""The child process of sandbox.py: a file on standard input → JSON lines on standard output.

Lines: `{"sheet": name}`, then `[row, hidden, [[column, kind, text], …]]` for each row, then
`{"merges": […], "notes": […]}`; `{"problem": [code, detail]}` ends it.
Limits are set before the first byte of the file is read.
"""

import json
import resource
import sys

from questions.imports.problems import FileProblem
from questions.imports.reading import raw_sheets

MEMORY = 512 * 1024 * 1024
CPU_SECONDS = 60


def set_limits() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(file_name: str, max_rows: int) -> None:
    set_limits()
    try:
        _extract(sys.stdin.buffer.read(), file_name, max_rows)
    except FileProblem as problem:
        _say({"problem": [problem.code, problem.detail]})
    except MemoryError:
        _say({"problem": ["too_large", "文件内容过多,读取时超出了内存限制,请分成几个文件。"]})


def _extract(data: bytes, file_name: str, max_rows: int) -> None:
    for sheet in raw_sheets(data, file_name, max_rows):
        _say({"sheet": sheet.name})
        for row in sheet.rows:
            _say([row.number, int(row.hidden), row.cells])
        _say({"merges": sheet.merges, "notes": sheet.notes})


def _say(message: object) -> None:
    sys.stdout.write(json.dumps(message, ensure_ascii=True, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
