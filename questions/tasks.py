from questions.actions.question_import import QuestionImporter
from questions.background import task
from questions.imports.actions import commit_import, parse_import
from questions.imports.tasks import sweep_imports

_importer = QuestionImporter()


@task
def parse_question_import(*, job_id: int) -> None:
    parse_import(importer=_importer, job_id=job_id)


@task
def commit_question_import(*, job_id: int) -> None:
    commit_import(importer=_importer, job_id=job_id)


@task
def sweep() -> None:
    sweep_imports(importer=_importer, run_parse=parse_question_import, run_commit=commit_question_import)
