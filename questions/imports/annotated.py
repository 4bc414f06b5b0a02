"""The user's own file to send back: a column 错误说明, the named cells coloured. Made in a child process."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from typing import Any

from questions.imports.errors import ImportFileGone
from questions.imports.models import FileImport

_SECONDS = 60
_CHILD = "questions.imports.annotating"


def annotated_file(job: FileImport, rows: Iterable[tuple[int, str, list[dict[str, Any]]]]) -> bytes:
    """xlsx with what `rows` (row number, verdict, notes) say; a csv becomes xlsx. Raises ImportFileGone."""
    if not job.content or not job.header_row:
        raise ImportFileGone
    remarks = [(row, verdict, notes) for row, verdict, notes in rows if notes]
    about = json.dumps({"sheet": job.sheet, "header_row": job.header_row, "rows": remarks}).encode()
    for keep_format in (True, False):
        # the user's formatting is kept where that fits into the child's memory, else the values alone are
        child = subprocess.run(
            [sys.executable, "-m", _CHILD, "format" if keep_format else "values"],
            input=len(about).to_bytes(8, "big") + about + job.file_bytes,
            capture_output=True,
            timeout=_SECONDS,
            env={"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"},
            check=False,
        )
        if child.returncode == 0 and child.stdout:
            return child.stdout
    raise ImportFileGone
