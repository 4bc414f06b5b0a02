"""Who sat, passed, failed or was absent: the list on the screen and the same rows in a workbook."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.db.models import Q, QuerySet

from exam_platform.exams.models import Entry, Exam
from exam_platform.people.models import Category, Unit

from . import workbooks
from .access import figures_scope, hides_leading_scores, readable_entries, readable_exam, readable_unit
from .models import Export
from .overview import Selection, definitions, overview

KIND_NAMES = {"statistics": "统计表", "results": "成绩名单"}

DID_NOT_SIT = Q(sat_main=False, sat_make_up=False)
# The verdicts a list can be filtered by.
OUTCOMES: dict[str, Q] = {
    "passed": Q(verdict__in=Entry.PASSING, result_cancelled=False),
    "excellent": Q(verdict=Entry.Verdict.EXCELLENT, result_cancelled=False),
    "failed": Q(verdict=Entry.Verdict.FAILED, result_cancelled=False),
    "absent": DID_NOT_SIT & Q(standing=Entry.Standing.DUE),
    "leave": DID_NOT_SIT & Q(standing=Entry.Standing.LEAVE),
    "exempt": Q(standing=Entry.Standing.EXEMPT),
    "reduced": Q(standing=Entry.Standing.REDUCED),
    "cancelled": Q(result_cancelled=True),
}
OUTCOME_NAMES = {
    "passed": "合格",
    "excellent": "优秀",
    "failed": "不合格",
    "absent": "缺考",
    "leave": "请假",
    "exempt": "免考",
    "reduced": "核减",
    "cancelled": "取消成绩",
    "sat": "已考",
}
CHUNK = 2000


def select_entries(
    entries: QuerySet[Entry], *, hides_leading_scores: bool, category: str = "", outcome: str = "", search: str = ""
) -> QuerySet[Entry]:
    if category:
        entries = entries.filter(category=category)
    if outcome:
        entries = entries.filter(OUTCOMES[outcome])
        if hides_leading_scores and outcome == Entry.Verdict.EXCELLENT:
            entries = entries.filter(is_leading=False)
    if search:
        entries = entries.filter(person_name__contains=search)
    return entries


def is_hidden(entry: Entry, hides_leading_scores: bool) -> bool:
    return hides_leading_scores and entry.is_leading


def outcome_of(entry: Entry, *, hidden: bool) -> str:
    """One word for a line, the most telling first; `hidden`: 优秀 would tell of the score, so it reads 合格."""
    if entry.standing in (Entry.Standing.EXEMPT, Entry.Standing.REDUCED):
        return entry.standing
    if not (entry.sat_main or entry.sat_make_up):
        return "leave" if entry.standing == Entry.Standing.LEAVE else "absent"
    if entry.result_cancelled:
        return "cancelled"
    return Entry.Verdict.PASSED if hidden and entry.verdict in Entry.PASSING else entry.verdict or "sat"


def safe_file_name(title: str) -> str:
    return re.sub(r'[\\/:*?"<>|\s]+', "_", title)[:80]


def write(export: Export, path: Path, progress: Callable[[int, int], bool]) -> bool:
    """Write the workbook under the rights of its person; False if cancelled on the way. 404 if the rights are gone."""
    exam = readable_exam(export.requested_by, export.exam_id)
    unit = readable_unit(export.requested_by, export.unit_id)
    writer = _write_statistics if export.kind == "statistics" else _write_results
    book = workbooks.Workbook(path)
    try:
        return writer(export, exam, unit, book, progress)
    finally:
        book.close()


def _write_statistics(
    export: Export, exam: Exam, unit: Unit, book: workbooks.Workbook, progress: Callable[[int, int], bool]
) -> bool:
    """Sheet 1: the unit itself and each unit below it, then the total: the rows add up to the tiles of the screen."""
    scope = figures_scope(export.requested_by)
    selection = Selection(exam=exam, unit=unit, category=export.parameters["category"])
    page = overview(selection, scope=scope, with_items=False)
    lines = [(f"{unit.name}(本级)", page["own"])]
    lines += [(child["unit"]["name"], child) for child in page["children"]]
    rows = [workbooks.figure_row(name, shown) for name, shown in lines]
    rows.append(workbooks.figure_row("合计", page["totals"]))
    _run(book.add_table("统计", workbooks.figure_columns(), rows, [24] + [12] * 19))
    spread = [[f"{band['from']}–{band['to']}%", band["count"]] for band in page["distribution"]]
    _run(book.add_table("分数段", ["得分占满分", "人数"], spread, [16, 10]))
    notes = [[item["term"], item["text"]] for item in definitions(exam)]
    notes.append(["统计时间", page["as_of"].astimezone().strftime("%Y-%m-%d %H:%M") if page["as_of"] else "尚未统计"])
    _run(book.add_table("说明", ["项目", "说明"], notes, [14, 90]))
    return progress(len(rows), len(rows))


def _write_results(
    export: Export, exam: Exam, unit: Unit, book: workbooks.Workbook, progress: Callable[[int, int], bool]
) -> bool:
    hidden = hides_leading_scores(export.requested_by, exam)
    entries = select_entries(
        readable_entries(export.requested_by, exam, unit),
        hides_leading_scores=hidden,
        category=export.parameters["category"],
        outcome=export.parameters["verdict"],
        search=export.parameters["search"],
    )
    total = entries.count()
    columns = ["单位", "科室", "姓名", "证件尾号", "人员类别", "职级", "首考成绩", "补考成绩", "最终成绩", "结果"]
    for done in book.add_table("成绩名单", columns, _rows(entries, hidden), [24, 16, 12, 10, 14, 16, 10, 10, 10, 10]):
        if done % CHUNK == 0 and not progress(done, total):
            return False
    return progress(total, total)


def _rows(entries: QuerySet[Entry], hides_leading: bool) -> Iterator[list[Any]]:
    lines = entries.select_related("person").order_by("unit_path", "pk")
    for entry in lines.iterator(chunk_size=CHUNK):
        scores = (entry.main_score, entry.make_up_score, entry.score)
        hidden = is_hidden(entry, hides_leading)
        yield [
            entry.unit_name,
            entry.office,
            entry.person_name,
            entry.person.id_number_tail,
            Category(entry.category).label,
            entry.rank,
            *(None if hidden or score is None else (score,) for score in scores),
            OUTCOME_NAMES[outcome_of(entry, hidden=hidden)],
        ]


def _run(rows: Iterator[int]) -> None:
    for _ in rows:
        pass
