"""Tallies and exports in the background: ids in, one action, may run twice, may be lost."""

from exam_platform.celery import task

from .actions import exports, tallies


@task
def make_export(*, export_id: int) -> None:
    exports.make_export(export_id=export_id)


@task
def sweep() -> None:
    """Tally what is due, resume exports that stand still, remove files past their time."""
    for exam_id in tallies.exams_due():
        tallies.tally_exam(exam_id=exam_id)
    for export_id in exports.stalled_exports():
        exports.make_export(export_id=export_id)
    exports.expire_exports()
