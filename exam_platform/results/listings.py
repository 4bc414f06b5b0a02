"""Who sat, passed, failed or was absent: the list on the screen and the same rows in a workbook."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet

from exam_platform.exams.models import Entry
from exam_platform.people.models import Category
from questions.text_index import containing

from .access import readable_entries
from .making import Making
from .workbooks import Workbook

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
COLUMNS = ["单位", "科室", "姓名", "证件尾号", "人员类别", "职级", "首考成绩", "补考成绩", "最终成绩", "结果"]
WIDTHS = [24, 16, 12, 10, 14, 16, 10, 10, 10, 10]
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
        entries = entries.filter(containing(Entry, "person_name", search))
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


def write_results(making: Making) -> bool:
    hidden = not making.rights.leading_scores
    asked = making.export.parameters
    entries = select_entries(
        readable_entries(making.export.requested_by, making.exam, making.unit),
        hides_leading_scores=hidden,
        category=asked["category"],
        outcome=asked["verdict"],
        search=asked["search"],
    )
    total = entries.count()
    with Workbook(making.path) as book:
        for done in book.add_table("成绩名单", COLUMNS, _rows(entries, hidden), WIDTHS):
            if done % CHUNK == 0 and not making.progress(done, total):
                return False
    return making.progress(total, total)


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
