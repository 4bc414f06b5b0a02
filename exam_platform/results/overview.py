"""The statistics page of one unit: a fixed number of queries over tallies, however many persons there are."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Substr

from exam_platform.api import database_now
from exam_platform.exams.life_cycle import last_window_end
from exam_platform.exams.models import Exam
from exam_platform.people.access import Scope
from exam_platform.people.models import Unit

from .models import DayTally, ItemTally, Tally, TallyRequest, TallyRun
from .statistics import BANDS, COUNT_NAMES, Counts, counts_of, distribution, figures, percent, suppressed

# What tells of scores, and could tell of one person's by subtracting what is known of the others.
OF_SCORES = {"sat_shown": "sat", "excellent": "excellent", "scored": "scored", "score_sum": "score_sum"}
BAND_NAMES = [f"band_{low}" for low in BANDS]
WORST_SHOWN = 10

DEFINITIONS = (
    ("应考人数", "名册人数 − 免考人数 − 核减人数；请假人员仍计入应考"),
    (
        "参考率",
        "参考率 = 实考人数 ÷ 应考人数；实考：在正式或补考场次有已交（含到时收卷）且未作废的答卷，白卷计入",
    ),
    ("合格率", "合格率（按实考）= 合格人数 ÷ 实考人数；合格率（按应考）= 合格人数 ÷ 应考人数；最终合格率含补考"),
    ("优秀率", "优秀率 = 达到优秀线的人数 ÷ 实考人数"),
    ("平均分", "平均分 = 计入成绩的总分 ÷ 有成绩的人数"),
    ("计分方式", ""),
)
WITHOUT_LEADING = {
    "term": "领导干部成绩",
    "text": "由区级掌握：平均分、优秀人数、优秀率和成绩分布不含领导干部，其余各项含领导干部",
}


@dataclass(frozen=True)
class Selection:
    """What is looked at: an examination, a unit with all below it, one category or all ("").

    Without `leading_scores`, by who may not know them: no figure then tells of any leading cadre's score, however few.
    """

    exam: Exam
    unit: Unit
    category: str
    leading_scores: bool

    def of(self, model: type[Any]) -> QuerySet[Any]:
        rows: QuerySet[Any] = model.objects.filter(exam=self.exam, unit_path__startswith=self.unit.path)
        return rows.filter(category=self.category) if self.category else rows


def overview(selection: Selection, *, scope: Scope, with_items: bool) -> dict[str, Any]:
    """The body of `GET exams/{id}/statistics/` (docs/api.md)."""
    end = last_window_end(selection.exam.windows.all())
    closed = end is not None and end <= database_now()
    run = TallyRun.objects.filter(exam=selection.exam).first()
    by_unit, total, bands = _counted(selection)
    own = by_unit.pop(selection.unit.path, Counts())
    return {
        "exam": selection.exam.pk,
        "unit": {"id": selection.unit.pk, "name": selection.unit.name},
        "category": selection.category,
        "as_of": run.tallied_at if run else None,
        "is_due": run is None or TallyRequest.objects.filter(exam=selection.exam).exists(),
        "closed": closed,
        "definitions": definitions(selection),
        "totals": shown(total, selection.unit.path, scope, closed=closed),
        "own": shown(own, selection.unit.path, scope, closed=closed),
        "children": _children(selection, by_unit, scope, closed=closed),
        "distribution": distribution(bands),
        "by_day": list(selection.of(DayTally).values("date").annotate(sat=Sum("sat")).order_by("date")[:400]),
        "questions": worst_questions(selection.exam) if with_items else [],
        "topics": worst_topics(selection.exam) if with_items else [],
    }


def unit_lines(page: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The unit itself and each unit below it: these lines add up to the totals."""
    own = (f"{page['unit']['name']}（本级）", page["own"])
    return [own, *((child["unit"]["name"], child) for child in page["children"])]


def definitions(selection: Selection) -> list[dict[str, str]]:
    exam = selection.exam
    counting = f"本次考试允许 {exam.attempts_allowed} 次，{exam.get_counting_display()}计入成绩"
    terms = [{"term": term, "text": text or counting} for term, text in DEFINITIONS]
    return terms if selection.leading_scores else [*terms, WITHOUT_LEADING]


def shown(counts: Counts, path: str, scope: Scope, *, closed: bool) -> dict[str, Any]:
    """Figures of a group; one too small is hidden from who is outside the unit (DOMAIN.md)."""
    numbers = figures(counts, closed=closed)
    return suppressed(numbers) if counts.roster < settings.SMALL_GROUP and not scope.covers(path) else numbers


def _counted(selection: Selection) -> tuple[dict[str, Counts], Counts, list[int]]:
    """Counts by child of the unit (a path one level longer; the unit's own persons under its own path), of all, and
    the score bands: by one statement, since a tally that comes between two would leave sums that differ (I18)."""
    width = len(selection.unit.path) + Unit.steplen
    branches = selection.of(Tally).annotate(branch=Substr("unit_path", 1, width)).values("branch")
    told = Q() if selection.leading_scores else Q(is_leading=False)
    added = {f"sum_{name}": Sum(name) for name in COUNT_NAMES if name not in OF_SCORES}
    added |= {f"sum_{name}": Sum(column, filter=told, default=0) for name, column in OF_SCORES.items()}
    added |= {f"sum_{name}": Sum(name, filter=told, default=0) for name in BAND_NAMES}
    rows = list(branches.annotate(**added).order_by("branch"))
    sums = {name: sum(row[name] for row in rows) for name in added}
    bands = [sums[f"sum_{name}"] for name in BAND_NAMES]
    return {row["branch"]: _counts(row) for row in rows}, _counts(sums), bands


def _counts(sums: dict[str, Any]) -> Counts:
    return counts_of({name: sums[f"sum_{name}"] for name in COUNT_NAMES})


def _children(selection: Selection, by_unit: dict[str, Counts], scope: Scope, *, closed: bool) -> list[dict[str, Any]]:
    units = Unit.objects.filter(path__in=list(by_unit)).order_by("path")
    return [
        {
            "unit": {"id": unit.pk, "name": unit.name, "has_children": not unit.is_leaf()},
            **shown(by_unit[unit.path], unit.path, scope, closed=closed),
        }
        for unit in units
    ]


def worst_questions(exam: Exam) -> list[dict[str, Any]]:
    rows = (
        ItemTally.objects.filter(exam=exam, count__gt=0)
        .annotate(share=F("points_sum") * 10000 / F("points_full"))
        .select_related("revision")
        .order_by("share", "revision_id")[:WORST_SHOWN]
    )
    return [
        {
            "revision": row.revision_id,
            "kind": row.revision.kind,
            "stem": row.revision.stem,
            "count": row.count,
            "facility": percent(row.points_sum, row.points_full),
        }
        for row in rows
    ]


def worst_topics(exam: Exam) -> list[dict[str, Any]]:
    rows = (
        ItemTally.objects.filter(Q(revision__topic__isnull=False), exam=exam)
        .values(topic=F("revision__topic__name"))
        .annotate(answers=Sum("count"), got=Sum("points_sum"), full=Sum("points_full"))
        .annotate(share=F("got") * 10000 / F("full"))
        .order_by("share", "topic")[:WORST_SHOWN]
    )
    return [
        {"topic": row["topic"], "count": row["answers"], "facility": percent(row["got"], row["full"])} for row in rows
    ]
