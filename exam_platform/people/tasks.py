"""Work behind the request: imports of units and persons, and forgetting."""

from exam_platform.celery import task
from exam_platform.people.actions.guesses import forget_old_guesses
from exam_platform.people.actions.roster_imports import RosterImporter
from exam_platform.people.actions.sign_in import forget_old_sessions
from exam_platform.people.actions.unit_imports import UnitImporter
from questions.imports.actions import commit_import, parse_import
from questions.imports.tasks import sweep_imports

UNITS = UnitImporter()
ROSTERS = RosterImporter()


@task
def parse_unit_import(*, job_id: int) -> None:
    parse_import(importer=UNITS, job_id=job_id)


@task
def commit_unit_import(*, job_id: int) -> None:
    commit_import(importer=UNITS, job_id=job_id)


@task
def parse_roster_import(*, job_id: int) -> None:
    parse_import(importer=ROSTERS, job_id=job_id)


@task
def commit_roster_import(*, job_id: int) -> None:
    commit_import(importer=ROSTERS, job_id=job_id)


@task
def sweep() -> None:
    """Imports that no message came for, or whose worker was lost."""
    sweep_imports(importer=UNITS, run_parse=parse_unit_import, run_commit=commit_unit_import)
    sweep_imports(importer=ROSTERS, run_parse=parse_roster_import, run_commit=commit_roster_import)


@task
def forget() -> None:
    """What is of no use any more: counters of guesses and sessions that have run out."""
    forget_old_guesses()
    forget_old_sessions()
