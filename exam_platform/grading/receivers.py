from collections.abc import Iterable

from django.dispatch import receiver

from exam_platform.grading import tasks
from exam_platform.grading.actions import score_entries
from exam_platform.sittings.signals import attempts_submitted, attempts_withdrawn


@receiver(attempts_submitted)
def grade_what_was_submitted(attempt_ids: list[int], **_: object) -> None:
    """One message for one attempt; for many, one that says there is work."""
    if len(attempt_ids) == 1:
        tasks.grade.nudge(attempt=attempt_ids[0])
    else:
        tasks.sweep.nudge()


@receiver(attempts_withdrawn)
def score_without_what_was_withdrawn(entry_ids: Iterable[int], **_: object) -> None:
    score_entries(entry_ids=entry_ids)
