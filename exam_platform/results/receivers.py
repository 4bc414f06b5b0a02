"""What the figures do when a lower app says that entries changed: the sweep tallies within ten seconds.

No nudge: during an examination a tally per graded batch would count the same marks again and again.
"""

from typing import Any

from django.dispatch import receiver

from exam_platform.exams.signals import roster_changed
from exam_platform.grading.signals import entries_scored

from .actions.tallies import mark_due


@receiver(entries_scored)
def tally_after_grading(*, exam_ids: list[int], **_: Any) -> None:
    mark_due(exam_ids=exam_ids)


@receiver(roster_changed)
def tally_after_change_of_roster(*, exam_id: int, **_: Any) -> None:
    mark_due(exam_ids=[exam_id])
