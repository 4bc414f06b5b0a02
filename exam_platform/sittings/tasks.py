from exam_platform.celery import task
from exam_platform.sittings.actions import close_overdue

BATCH = 500


@task
def sweep() -> None:
    """Close what is overdue, whether or not anybody is online."""
    while len(close_overdue(limit=BATCH)) == BATCH:
        pass
