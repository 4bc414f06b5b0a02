"""What the writer of figures is given: whose file, of which examination and unit, under which rights, and where to."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from exam_platform.exams.models import Exam
from exam_platform.people.models import Unit

from .access import Rights, readable_exam, readable_unit, rights_over
from .errors import ExportBeyondRights
from .models import Export
from .overview import Selection

# (done, total) writes down how far it is; False once the file is no longer wanted
Progress = Callable[[int, int], bool]


class Made(NamedTuple):
    """The rights that a file was made under, and what is to be said of it."""

    rights: dict[str, Any]
    notes: dict[str, Any] | None = None


@dataclass(frozen=True)
class Making:
    export: Export
    exam: Exam
    unit: Unit
    rights: Rights
    path: Path
    progress: Progress

    @property
    def selection(self) -> Selection:
        return Selection(
            exam=self.exam,
            unit=self.unit,
            category=self.export.parameters["category"],
            leading_scores=self.rights.leading_scores,
        )


def making_of(export: Export, path: Path, progress: Progress) -> Making:
    exam, unit, rights = _reach(export)
    return Making(export=export, exam=exam, unit=unit, rights=rights, path=path, progress=progress)


def require_rights(export: Export) -> None:
    """Refused where the file may show more than its person may read now (I23); 404 as in `_reach`."""
    *_, rights = _reach(export)
    if not rights.include(Rights(**export.rights)):
        raise ExportBeyondRights


def _reach(export: Export) -> tuple[Exam, Unit, Rights]:
    """What its person may read now; 404 if examination or unit are out of her reach."""
    person = export.requested_by
    assert export.exam_id
    exam = readable_exam(person, export.exam_id)
    unit = readable_unit(person, export.unit_id)
    return exam, unit, rights_over(person, exam, unit)
