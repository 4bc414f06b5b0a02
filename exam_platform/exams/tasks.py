"""What workers do for examinations. Each may run twice and may be lost; `sweep` finds what was."""

from exam_platform.celery import task

from . import actions


@task
def assemble_forms(*, assembly_id: int) -> None:
    actions.assemble_forms(assembly_id=assembly_id)


@task
def sweep() -> None:
    for assembly_id in actions.unfinished_assemblies():
        actions.assemble_forms(assembly_id=assembly_id)
