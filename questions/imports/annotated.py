"""The user's own file to send back: a column 错误说明, the named cells coloured. Made in a child process."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from typing import Any

from questions.imports.errors import AnnotationFailed, ImportFileGone, NotATable
from questions.imports.models import FileImport

_SECONDS = 20
_CHILD = "questions.imports.annotating"


def annotated_file(job: FileImport, rows: Iterable[tuple[int, str, list[dict[str, Any]]]]) -> bytes:
    """xlsx with what `rows` (row number, verdict, notes) say; a csv becomes xlsx.

    Raises ImportFileGone, NotATable, and AnnotationFailed where it is too heavy to make.
    """
    if job.content and job.total and not job.header_row:
        raise NotATable
    if not job.content or not job.header_row:
        raise ImportFileGone
    remarks = [(row, verdict, notes) for row, verdict, notes in rows if notes]
    about = json.dumps({"sheet": job.sheet, "header_row": job.header_row, "rows": remarks}).encode()
    source = len(about).to_bytes(8, "big") + about + job.file_bytes
    # the user's formatting is kept where that fits into the child's limits, else the values alone are
    made = _made("format", source) or _made("values", source)
    if not made:
        raise AnnotationFailed
    return made


def _made(mode: str, source: bytes) -> bytes:
    """Empty when the child did not live to make it."""
    try:
        child = subprocess.run(
            [sys.executable, "-m", _CHILD, mode],
            input=source,
            capture_output=True,
            timeout=_SECONDS,
            env={"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return b""
    return child.stdout if child.returncode == 0 else b""
