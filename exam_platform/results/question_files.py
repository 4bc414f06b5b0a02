"""Questions of the bank as a file: more of them than a request writes while a person waits."""

from pathlib import Path

from django.http import Http404

from exam_platform.people.models import Person
from questions.access import bank_access
from questions.actions.question_export import ExportStopped, export_questions, ranges, still_exportable

from .errors import ExportBeyondRights
from .making import Made, Progress
from .models import Export


def make_questions(export: Export, path: Path, progress: Progress) -> Made | None:
    _require_keys(export.requested_by)
    with path.open("wb") as out:
        try:
            made = export_questions(by=export.requested_by, out=out, progress=progress, **export.parameters)
        except ExportStopped:
            return None
    return Made({"questions": ranges(made.exported)}, made.notes)


def require_questions(export: Export) -> None:
    """Refused where the file holds a question that may not leave the bank now: a secret examination has it since."""
    _require_keys(export.requested_by)
    if not still_exportable(by=export.requested_by, exported=export.rights["questions"]):
        raise ExportBeyondRights("文件里有试题现在不能导出（例如已用于保密考试），请重新导出。")


def _require_keys(person: Person) -> None:
    if not bank_access().may_see_keys(person):
        raise Http404
