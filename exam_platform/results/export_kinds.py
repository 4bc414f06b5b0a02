"""The files that can be ordered: what each kind is called, what makes it and who may still have it."""

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from .listings import write_results
from .making import Made, Making, Progress, making_of, require_rights
from .models import Export
from .question_files import make_questions, require_questions
from .report import write_report
from .statistics_workbook import write_statistics


@dataclass(frozen=True)
class Kind:
    """`make` writes the file under the rights of now; None if it was cancelled on the way. Both raise 404 where its
    person may have nothing of it, and `require` refuses a file that holds more than she may have now."""

    make: Callable[[Export, Path, Progress], Made | None]
    require: Callable[[Export], None]


@dataclass(frozen=True)
class Figures(Kind):
    """Of an examination and unit."""

    name: str
    suffix: str


def _figures(name: str, suffix: str, write: Callable[[Making], bool]) -> Figures:
    def make(export: Export, path: Path, progress: Progress) -> Made | None:
        making = making_of(export, path, progress)
        return Made(asdict(making.rights)) if write(making) else None

    return Figures(make, require_rights, name, suffix)


FIGURES = {
    "statistics": _figures("统计表", ".xlsx", write_statistics),
    "results": _figures("成绩名单", ".xlsx", write_results),
    "report": _figures("统计报告", ".pdf", write_report),
}
QUESTIONS = "questions"
KINDS: dict[str, Kind] = {**FIGURES, QUESTIONS: Kind(make_questions, require_questions)}


def safe_file_name(title: str) -> str:
    return re.sub(r'[\\/:*?"<>|\s]+', "_", title)[:80]
