"""Files of units: the tree grows, units change their name or their place."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import chain

from django.db import IntegrityError
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from treebeard.exceptions import InvalidMoveToDescendant, PathOverflow

from exam_platform.audit.actions import record
from exam_platform.people.access import Scope
from exam_platform.people.models import Unit, UnitImport, UnitImportRow, VacatedPath
from exam_platform.people.unit_names import STEP
from exam_platform.people.unit_plan import RegisteredUnit, UnitLine, UnitVerdict, judge_units, top_down
from exam_platform.people.unit_rows import COLUMNS, kind_of, read_unit_row
from questions.imports.importer import NEW, Accepted, Importer, Judged, changed
from questions.imports.problems import FileProblem, note
from questions.imports.reading import Table

from .registered import rights_of_importer

BATCH = 500


class UnitImporter(Importer[list[UnitVerdict]]):
    job_model = UnitImport
    row_model = UnitImportRow
    columns = COLUMNS

    def judge(self, job: UnitImport, table: Table) -> Iterator[Judged]:
        scope = rights_of_importer(job.created_by)
        read = [read_unit_row(row, table) for row in table.rows]
        verdicts = judge_units(read, registered_units(scope), roots_allowed=scope.everywhere, header=table.header)
        _record_refused_units(job, verdicts)
        return map(_judged, verdicts)

    def prepare(self, job: UnitImport, rows: Iterator[Accepted]) -> list[UnitVerdict]:
        """Judges anew: the tree may have changed since the preview."""
        lines = [UnitLine(**accepted.payload) for accepted in rows]
        scope = rights_of_importer(job.created_by)
        verdicts = judge_units(
            [(line, []) for line in lines], registered_units(scope), roots_allowed=scope.everywhere, header=str
        )
        for verdict in verdicts:
            if verdict.is_bad:
                raise FileProblem(
                    "changed_since_preview",
                    f"预览之后单位有变动（第 {verdict.line.row} 行），没有写入任何内容，请重新上传该文件。",
                )
        return verdicts

    def commit(self, job: UnitImport, prepared: list[UnitVerdict]) -> None:
        created = {verdict.line.code: verdict.line for verdict in prepared if verdict.is_new}
        altered = [verdict.line for verdict in prepared if verdict.changes]
        try:
            _create(created)
            moved = _move(altered)
            _rename(altered)
        except (IntegrityError, PathOverflow, InvalidMoveToDescendant, Unit.DoesNotExist) as wrong:
            raise FileProblem(
                "changed_meanwhile", "导入时单位刚被别人改动，没有写入任何内容，请重新上传该文件。"
            ) from wrong
        detail = {"created": len(created), "changed": len(altered), "moved": moved}
        record(kind="unit_import.done", actor=job.created_by, subject=f"unit_import:{job.pk}", detail=detail)

    def confirmed(self, job: UnitImport) -> None:
        record(kind="unit_import.confirmed", actor=job.created_by, subject=f"unit_import:{job.pk}", detail=job.counts)

    def cancelled(self, job: UnitImport) -> None:
        record(kind="unit_import.cancelled", actor=job.created_by, subject=f"unit_import:{job.pk}", detail=job.counts)


def registered_units(scope: Scope) -> dict[str, RegisteredUnit]:
    """By code; one query."""
    rows = list(Unit.objects.filter(is_rehearsal=False).values_list("code", "name", "path", "kind_text"))
    code_at = {path: code for code, _, path, _ in rows}
    return {
        code: RegisteredUnit(code, name, code_at.get(path[:-STEP], ""), kind_text, path, scope.covers(path))
        for code, name, path, kind_text in rows
    }


def _judged(verdict: UnitVerdict) -> Judged:
    line = verdict.line
    summary = f"{line.code} {line.name}".strip()
    if verdict.repeats:
        same = note(None, "repeated_row", f"与第 {verdict.repeats} 行完全相同，已跳过。")
        return Judged(line.row, [*verdict.notes, same], summary=summary, skip=True)
    if not verdict.is_bad and not verdict.is_new and not verdict.changes:
        same = note(None, "unchanged", "与已有信息一致，无需导入。")
        return Judged(line.row, [same], summary=summary, skip=True)
    change = NEW if verdict.is_new else changed(verdict.changes)
    return Judged(line.row, verdict.notes, change, summary, asdict(line))


def _record_refused_units(job: UnitImport, verdicts: Sequence[UnitVerdict]) -> None:
    """One record for each unit that somebody tried to write to without a right (N23)."""
    refused: defaultdict[str, list[int]] = defaultdict(list)
    for verdict in verdicts:
        if verdict.outside:
            refused[verdict.outside].append(verdict.line.row)
    for path, rows in refused.items():
        record(
            kind="unit_import.refused",
            actor=job.created_by,
            subject=f"unit_import:{job.pk}",
            unit_path=path,
            detail={"rows": rows[:100], "count": len(rows)},
        )


def _create(lines: dict[str, UnitLine]) -> None:
    """Paths are computed here, so that a tree of any size takes a fixed number of statements.

    Treebeard's own way asks the database for each node; two imports at once meet at the unique path.
    """
    nodes = {unit.code: unit for unit in Unit.objects.all()}
    last_step = _last_steps()
    grown: dict[str, Unit] = {}
    for line in top_down(lines.values()):
        above = nodes.get(line.parent)
        base = above.path if above else ""
        last_step[base] += 1
        depth = len(base) // STEP + 1
        nodes[line.code] = Unit(
            code=line.code,
            name=line.name,
            kind_text=line.kind_text,
            kind=kind_of(line.kind_text),
            path=Unit._get_path(base, depth, last_step[base]),
            depth=depth,
        )
        if above:
            above.numchild += 1
            grown[above.code] = above
    Unit.objects.bulk_create([nodes[code] for code in lines], batch_size=BATCH)
    Unit.objects.bulk_update(
        [unit for unit in grown.values() if unit.code not in lines], ["numchild"], batch_size=BATCH
    )


def _move(lines: Sequence[UnitLine]) -> int:
    """Parents first, so that no unit is moved below one that is still below it. Few ever move: one by one."""
    moved = 0
    for line in top_down(lines):
        unit = Unit.objects.get(code=line.code)
        above = Unit.objects.get_parent(unit)
        if line.parent != (above.code if above else ""):
            _move_below(unit, above, Unit.objects.get(code=line.parent))
            moved += 1
    return moved


def _move_below(unit: Unit, former: Unit | None, above: Unit) -> None:
    """With all that stands below it, to a path that no unit ever had: treebeard would take the next free one."""
    if above.path.startswith(unit.path):
        raise InvalidMoveToDescendant(f"{above.code} is below {unit.code}")
    depth = above.depth + 1
    path = Unit._get_path(above.path, depth, _last_steps()[above.path] + 1)
    below = Substr("path", len(unit.path) + 1)
    VacatedPath.objects.create(path=unit.path)
    Unit.objects.filter(path__startswith=unit.path).update(
        path=Concat(Value(path), below), depth=F("depth") + depth - unit.depth
    )
    for parent, change in ((former, -1), (above, 1)):
        if parent:
            Unit.objects.filter(code=parent.code).update(numchild=F("numchild") + change)


def _last_steps() -> defaultdict[str, int]:
    """By path of the parent: the highest step that a unit below it has or ever had."""
    last: defaultdict[str, int] = defaultdict(int)
    for path in chain(Unit.objects.values_list("path", flat=True), VacatedPath.objects.values_list("path", flat=True)):
        last[path[:-STEP]] = max(last[path[:-STEP]], Unit._str2int(path[-STEP:]))
    return last


def _rename(lines: Sequence[UnitLine]) -> None:
    by_code = {line.code: line for line in lines}
    units = list(Unit.objects.filter(code__in=by_code))
    for unit in units:
        line = by_code[unit.code]
        unit.name = line.name
        if line.kind_text:
            unit.kind_text, unit.kind = line.kind_text, kind_of(line.kind_text)
    Unit.objects.bulk_update(units, ["name", "kind_text", "kind"], batch_size=BATCH)
