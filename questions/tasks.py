from questions.actions.law_import import LawImporter
from questions.actions.picture import sweep_pictures
from questions.actions.question_import import QuestionImporter
from questions.background import task
from questions.imports.actions import commit_import, parse_import
from questions.imports.tasks import sweep_imports

_importer = QuestionImporter()
_law_importer = LawImporter()


@task
def parse_question_import(*, job_id: int) -> None:
    parse_import(importer=_importer, job_id=job_id)


@task
def commit_question_import(*, job_id: int) -> None:
    commit_import(importer=_importer, job_id=job_id)


@task
def parse_law_import(*, job_id: int) -> None:
    parse_import(importer=_law_importer, job_id=job_id)


@task
def commit_law_import(*, job_id: int) -> None:
    commit_import(importer=_law_importer, job_id=job_id)


@task
def sweep() -> None:
    sweep_imports(importer=_importer, run_parse=parse_question_import, run_commit=commit_question_import)
    sweep_imports(importer=_law_importer, run_parse=parse_law_import, run_commit=commit_law_import)
    sweep_pictures()
