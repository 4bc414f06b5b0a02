"""Nudges for the workers of imports; the tasks themselves belong to each kind of import."""

from typing import Any

from questions.background import Nudged
from questions.imports.actions import expire_imports
from questions.imports.importer import Importer
from questions.imports.models import FileImport


def nudge_import(job: FileImport, *, run_parse: Nudged, run_commit: Nudged) -> None:
    (run_parse if job.state == FileImport.State.PARSING else run_commit).nudge(job_id=job.pk)


def sweep_imports(*, importer: Importer[Any], run_parse: Nudged, run_commit: Nudged) -> None:
    """Jobs without progress get another message; what is old goes."""
    for job in importer.job_model.objects.without_file().waiting_for_worker().order_by("pk")[:100]:
        nudge_import(job, run_parse=run_parse, run_commit=run_commit)
    expire_imports(importer=importer)
