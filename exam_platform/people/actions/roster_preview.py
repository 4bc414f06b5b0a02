"""What the preview of a roster says of each row, given what is registered now."""

from collections.abc import Callable, Iterator, Sequence

from exam_platform.people import id_numbers
from exam_platform.people.access import Scope
from exam_platform.people.models import Category
from exam_platform.people.roster_plan import KnownPerson, Plan, Planner
from exam_platform.people.roster_repeats import compare_rows
from exam_platform.people.roster_rows import Line, ReadRow, RowReader
from questions.imports.importer import NEW, Judged, changed
from questions.imports.problems import Note, note

from .registered import employee_number_holders, known_persons

BATCH = 2_000
LABELS: dict[str, str] = dict(Category.choices)
UNTOUCHED = {
    "same": note(None, "unchanged", "与已有信息一致，无需导入。"),
    "requested": note(None, "already_requested", "已提出任职申请，正在等待其所在单位或区级管理员同意。"),
}


def judged_rows(rows: Sequence[ReadRow], reader: RowReader, scope: Scope) -> Iterator[Judged]:
    repeats = compare_rows(rows, reader.table.header)
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        lines = [row.line for row in batch]
        known = known_persons(lines, scope)
        planner = planner_for(lines, reader.table.header)
        for row in batch:
            row.notes += repeats.notes[row.line.row]
            if row.is_header:
                yield Judged(row.line.row, [note(None, "repeated_header", "与表头相同，已跳过。")], skip=True)
            elif first := repeats.skipped.get(row.line.row):
                same = note(None, "repeated_row", f"与第 {first} 行完全相同，已跳过。")
                yield Judged(row.line.row, [*row.notes, same], summary=_summary(row, reader), skip=True)
            else:
                yield _judged_row(row, reader, planner, known)


def _judged_row(row: ReadRow, reader: RowReader, planner: Planner, known: dict[str, KnownPerson]) -> Judged:
    summary = _summary(row, reader)
    if not row.line.name or not row.line.id_number:
        return Judged(row.line.row, row.notes, summary=summary)
    plan = planner.plan(row.line, known.get(row.line.id_number))
    notes = [*row.notes, *plan.notes]
    if any(said.level == "error" for said in notes):
        return Judged(row.line.row, notes, summary=summary)
    if plan.kind in UNTOUCHED:
        return Judged(row.line.row, [*notes, UNTOUCHED[plan.kind]], summary=summary, skip=True)
    change = changed(plan.shown) if plan.kind == "change" else NEW
    if plan.kind == "post":
        notes += _of_another_post(plan)
    return Judged(row.line.row, notes, change, summary, row.line.as_payload())


def _of_another_post(plan: Plan) -> list[Note]:
    told = [note(None, "another_post", "此人已登记，将在本单位增加一项任职。")]
    return told + [note(column, "changed", f"{old or '（空）'} → {new}") for column, (old, new) in plan.shown.items()]


def planner_for(lines: Sequence[Line], header: Callable[[str], str]) -> Planner:
    return Planner(holders=employee_number_holders(lines), labels=LABELS, header=header)


def _summary(row: ReadRow, reader: RowReader) -> str:
    line = row.line
    unit = reader.units.by_id.get(line.unit)
    parts = [line.name or row.shown_name, id_numbers.masked(line.id_number), unit.name if unit else "", line.office]
    return " ".join(part for part in parts if part)
