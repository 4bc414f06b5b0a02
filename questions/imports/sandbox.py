"""Reading a file in a child process with limits on memory and time: what kills the child is its problem, not ours.

`lines_of_child` is the parent's side and `speak` the child's. Between them go lines of JSON, one for each thing found;
`{"problem": [code, detail]}` is the last where the file is refused.
"""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence

import orjson

from questions.imports.problems import FileProblem

MEMORY = 512 * 1024 * 1024
CPU_SECONDS = 60
WALL_SECONDS = 75


def lines_of_child(module: str, data: bytes, arguments: Sequence[str] = ()) -> list[bytes]:
    """What `python -m module` says of the data. Raises FileProblem, also if it does not live to say it."""
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
    if lines[-1].startswith(b'{"problem":'):
        raise FileProblem(*orjson.loads(lines[-1])["problem"])
    return lines


def speak(found_in: Callable[[bytes], Iterable[object]]) -> None:
    """Say what is found in the file on standard input; the limits are set before its first byte is read."""
    _set_limits()
    try:
        for message in found_in(sys.stdin.buffer.read()):
            _say(message)
    except FileProblem as problem:
        _say({"problem": [problem.code, problem.detail]})
    except (MemoryError, RecursionError):
        _say({"problem": ["too_large", "文件内容过多或嵌套过深,读取时超出了内存限制,请分成几个文件。"]})


def _set_limits() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _say(message: object) -> None:
    # lone surrogates do not survive the way back, and no database takes them
    line = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    sys.stdout.buffer.write(line + b"\n")
