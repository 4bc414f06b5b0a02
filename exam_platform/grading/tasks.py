from exam_platform.celery import task
from exam_platform.grading.actions import grade_attempts, waiting_attempts

# On SQLite nobody saves while a batch is written: small enough that nobody notices.
BATCH = 200


@task
def grade(attempt: int) -> None:
    grade_attempts(attempt_ids=[attempt])


@task
def sweep() -> None:
    """Grade what no message came for, in batches, once through; what another worker holds is left to it."""
    after = 0
    while waiting := waiting_attempts(after=after, limit=BATCH):
        grade_attempts(attempt_ids=waiting)
        after = waiting[-1]
