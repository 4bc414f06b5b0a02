"""What the writer of a file is given: whose it is, of which examination and unit, under which rights, and where to."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from exam_platform.exams.models import Exam
from exam_platform.people.models import Unit

from .access import Rights
from .models import Export
from .overview import Selection


@dataclass(frozen=True)
class Making:
    """`progress` (done, total) writes down how far it is; False once the file is no longer wanted."""

    export: Export
    exam: Exam
    unit: Unit
    rights: Rights
    path: Path
    progress: Callable[[int, int], bool]

    @property
    def selection(self) -> Selection:
        return Selection(
            exam=self.exam,
            unit=self.unit,
            category=self.export.parameters["category"],
            leading_scores=self.rights.leading_scores,
        )
