from exam_platform.celery import task
from exam_platform.operations import actions


@task
def beat() -> None:
    """Runs in a worker at beat's request, so that a fresh heartbeat shows broker, beat, worker and database at once."""
    actions.record_heartbeat(name=actions.WORKER)
