"""What still stands between a draft and its publication: for the officer's screen, and once more when publishing."""

import datetime as dt
from typing import TypedDict

from django.db.models import Count, F, Q, Sum

from exam_platform.exams.assembly import paper_for
from exam_platform.exams.life_cycle import MAIN
from exam_platform.exams.models import Assembly, BlueprintRow, Entry, Exam, Form


class Problem(TypedDict):
    code: str
    detail: str


PROBLEMS = {
    "no_window": "尚未设置正式场次。",
    "window_in_past": "有场次的开始时间已过。",
    "no_blueprint": "尚未设置组卷方案。",
    "points_differ": "试卷的总分与满分不符。",
    "no_audience": "尚未设置对象范围。",
    "roster_not_frozen": "考试名单尚未生成，或考试范围改变后没有重新生成。",
    "no_candidates": "考试名单中没有应考人员。",
    "no_forms": "尚未组卷。",
    "assembling": "正在组卷。",
    "no_paper_for_leading": "名单中有领导干部，但没有适用于他们的试卷。",
    "no_paper_for_others": "名单中有非领导干部，但没有适用于他们的试卷。",
}


def find_problems(exam: Exam, now: dt.datetime) -> list[Problem]:
    """In the order in which an officer works. A fixed number of queries."""
    codes = [*window_problems(exam, now), *blueprint_problems(exam), *roster_problems(exam), *form_problems(exam)]
    return [{"code": code, "detail": PROBLEMS[code]} for code in codes]


def window_problems(exam: Exam, now: dt.datetime) -> list[str]:
    windows = list(exam.windows.all())
    codes = [] if any(window.kind == MAIN for window in windows) else ["no_window"]
    if any(window.opens_at < now for window in windows):
        codes.append("window_in_past")
    return codes


def blueprint_problems(exam: Exam) -> list[str]:
    totals = list(
        BlueprintRow.objects.filter(blueprint__exam=exam)
        .values("blueprint")
        .annotate(total=Sum(F("count") * F("points")))
        .values_list("total", flat=True)
    )
    if not totals:
        return ["no_blueprint"]
    return [] if all(total == exam.full_points for total in totals) else ["points_differ"]


def roster_problems(exam: Exam) -> list[str]:
    if exam.roster_frozen_at is None:
        return ["roster_not_frozen" if exam.audience.exists() else "no_audience"]
    return [] if exam.entries.filter(standing__in=EXPECTED).exists() else ["no_candidates"]


EXPECTED = (Entry.Standing.DUE, Entry.Standing.LEAVE)


def form_problems(exam: Exam) -> list[str]:
    if exam.assemblies.filter(state__in=(Assembly.State.QUEUED, Assembly.State.RUNNING)).exists():
        return ["assembling"]
    if exam.forms_assembled_at is None:
        return ["no_forms"]
    papers = set(Form.objects.filter(exam=exam).values_list("blueprint__paper", flat=True))
    ranks = exam.entries.filter(standing__in=EXPECTED).aggregate(
        leading=Count("pk", filter=Q(is_leading=True)), others=Count("pk", filter=Q(is_leading=False))
    )
    codes = []
    if ranks["leading"] and paper_for(True, papers) is None:
        codes.append("no_paper_for_leading")
    if ranks["others"] and paper_for(False, papers) is None:
        codes.append("no_paper_for_others")
    return codes
