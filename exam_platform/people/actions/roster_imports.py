"""Rosters: files of persons and their posts. Judged row by row, then written in one short transaction."""

from collections.abc import Iterator, Sequence
from itertools import islice

from django.db import IntegrityError
from django.utils import timezone

from exam_platform.api import database_now
from exam_platform.audit.actions import record
from exam_platform.people.models import RosterImport, RosterImportRow, Unit
from exam_platform.people.roster_rows import COLUMNS, Line, ReadRow, RowReader
from questions.imports.importer import Accepted, Importer, Judged
from questions.imports.problems import FileProblem
from questions.imports.reading import Table

from .prepared_roster import PreparedRoster
from .registered import known_persons, rights_of_importer, unit_names
from .roster_preview import BATCH, LABELS, judged_rows, planner_for


class RosterImporter(Importer[PreparedRoster]):
    job_model = RosterImport
    row_model = RosterImportRow
    columns = COLUMNS

    def judge(self, job: RosterImport, table: Table) -> Iterator[Judged]:
        scope = rights_of_importer(job.created_by)
        reader = RowReader(
            table,
            units=unit_names(scope),
            categories={label: code for code, label in LABELS.items()},
            today=timezone.localdate(database_now()),
        )
        rows = []
        # each row of the table goes as soon as it is read: a file of 100,000 rows is not held twice
        table.rows.reverse()
        while table.rows:
            rows.append(reader.read(table.rows.pop()))
        _record_refused_units(job, rows)
        return judged_rows(rows, reader, scope)

    def prepare(self, job: RosterImport, rows: Iterator[Accepted]) -> PreparedRoster:
        """Judges anew: between preview and confirmation others may have changed the same persons."""
        scope = rights_of_importer(job.created_by)
        prepared = PreparedRoster(requested_by=job.created_by)
        units = set(Unit.objects.filter(scope.within("path"), is_rehearsal=False).values_list("id", flat=True))
        while lines := [Line.from_payload(accepted.payload) for accepted in islice(rows, BATCH)]:
            known = known_persons(lines, scope)
            planner = planner_for(lines, header=str)
            for line in lines:
                plan = planner.plan(line, known.get(line.id_number))
                if line.unit not in units or any(said.level == "error" for said in plan.notes):
                    raise _changed_since_preview(line.row)
                prepared.add(line, plan, known.get(line.id_number))
        return prepared

    def commit(self, job: RosterImport, prepared: PreparedRoster) -> None:
        try:
            prepared.write()
        except IntegrityError as wrong:
            # another import or an administrator was faster with the same person, number or post
            raise FileProblem(
                "changed_meanwhile", "导入时人员或任职刚被别人改动，没有写入任何内容，请重新上传该文件。"
            ) from wrong
        record(
            kind="roster_import.done",
            actor=job.created_by,
            subject=f"roster_import:{job.pk}",
            detail=dict(prepared.counts),
        )

    def confirmed(self, job: RosterImport) -> None:
        _record_decision(job, "confirmed")

    def cancelled(self, job: RosterImport) -> None:
        _record_decision(job, "cancelled")


def _changed_since_preview(row: int) -> FileProblem:
    return FileProblem(
        "changed_since_preview",
        f"预览之后人员或单位信息有变动（第 {row} 行），没有写入任何内容，请重新上传该文件。",
    )


def _record_decision(job: RosterImport, decision: str) -> None:
    record(kind=f"roster_import.{decision}", actor=job.created_by, subject=f"roster_import:{job.pk}", detail=job.counts)


def _record_refused_units(job: RosterImport, rows: Sequence[ReadRow]) -> None:
    """One record for each unit that somebody tried to write to without a right (N23)."""
    refused: dict[str, list[int]] = {}
    for row in rows:
        if row.outside:
            refused.setdefault(row.outside, []).append(row.line.row)
    for path, numbers in refused.items():
        record(
            kind="roster_import.refused",
            actor=job.created_by,
            subject=f"roster_import:{job.pk}",
            unit_path=path,
            detail={"rows": numbers[:100], "count": len(numbers)},
        )
