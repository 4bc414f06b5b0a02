"""From the frozen roster to counts: a fixed number of statements per examination, whatever its size."""

import zoneinfo
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Max, Q, Sum
from django.db.models.functions import Coalesce, TruncDate

from exam_platform.api import database_now
from exam_platform.exams.models import Entry, Form, Window
from exam_platform.grading.models import Mark
from exam_platform.results.models import DayTally, ItemTally, Tally, TallyRun
from exam_platform.results.statistics import BANDS
from exam_platform.sittings.models import Attempt

SHANGHAI = zoneinfo.ZoneInfo("Asia/Shanghai")
DEFAULT_FULL_POINTS = 10000

DUE = Q(standing__in=[Entry.Standing.DUE, Entry.Standing.LEAVE])
SAT = DUE & (Q(sat_main=True) | Q(sat_make_up=True))
PASSING = [Entry.Verdict.PASSED, Entry.Verdict.EXCELLENT]
VALID = DUE & Q(result_cancelled=False)
SCORED = VALID & Q(score__isnull=False)

# Each a count over entries; who sat though exempt is in neither side of a rate.
COUNTS: dict[str, Q] = {
    "roster": Q(),
    "exempt": Q(standing=Entry.Standing.EXEMPT),
    "reduced": Q(standing=Entry.Standing.REDUCED),
    "leave": Q(standing=Entry.Standing.LEAVE, sat_main=False, sat_make_up=False),
    "cancelled": SAT & Q(result_cancelled=True),
    "sat": SAT,
    "sat_main": DUE & Q(sat_main=True),
    "sat_make_up": DUE & Q(sat_make_up=True),
    "passed": VALID & Q(verdict__in=PASSING),
    "passed_main": VALID & Q(main_verdict__in=PASSING),
    "passed_make_up": VALID & Q(make_up_verdict__in=PASSING),
    "excellent": VALID & Q(verdict=Entry.Verdict.EXCELLENT),
    "scored": SCORED,
}


def mark_due(*, exam_ids: list[int]) -> None:
    """To be called in the transaction that changes entries: the tally can then be late, but never forgotten."""
    TallyRun.objects.bulk_create(
        [TallyRun(exam_id=exam_id, is_due=True) for exam_id in sorted(exam_ids)],
        update_conflicts=True,
        unique_fields=["exam"],
        update_fields=["is_due"],
    )


def exams_due() -> list[int]:
    return list(TallyRun.objects.filter(is_due=True).order_by("exam_id").values_list("exam_id", flat=True)[:100])


@transaction.atomic
def tally_exam(*, exam_id: int) -> bool:
    """Count anew. Safe to run twice; False if another worker got here first.

    Taking the mark back first holds the row: a grading that commits later waits, and sets the mark again.
    """
    if not TallyRun.objects.filter(exam_id=exam_id, is_due=True).update(is_due=False):
        return False
    _replace(Tally, exam_id, _unit_counts(exam_id))
    _replace(DayTally, exam_id, _day_counts(exam_id))
    _replace(ItemTally, exam_id, _item_counts(exam_id))
    TallyRun.objects.filter(exam_id=exam_id).update(tallied_at=database_now())
    return True


def _replace(model: type[Tally] | type[DayTally] | type[ItemTally], exam_id: int, rows: list[dict[str, Any]]) -> None:
    manager: Any = model._default_manager
    manager.filter(exam_id=exam_id).delete()
    manager.bulk_create([model(exam_id=exam_id, **row) for row in rows], batch_size=500)


def band_limits(full_points: int) -> list[tuple[int, int]]:
    """For each band the scores it takes in, [low, high): the same rule as `statistics.band_of`."""
    lows = [-(-full_points * tenth // 10) for tenth in range(len(BANDS))]
    return list(zip(lows, [*lows[1:], 2**31 - 1], strict=True))


def _unit_counts(exam_id: int) -> list[dict[str, Any]]:
    full_points = Form.objects.filter(exam_id=exam_id).aggregate(full=Max("full_points"))["full"] or DEFAULT_FULL_POINTS
    bands = {
        f"band_{low}": SCORED & Q(score__gte=at_least, score__lt=below)
        for low, (at_least, below) in zip(BANDS, band_limits(full_points), strict=True)
    }
    rows: Any = (
        Entry.objects.filter(exam_id=exam_id)
        .order_by()
        .values("unit_id", "unit_path", "category")
        .annotate(
            **{name: Count("pk", filter=condition) for name, condition in (COUNTS | bands).items()},
            score_sum=Coalesce(Sum("score", filter=SCORED), 0),
        )
    )
    return list(rows)


def _day_counts(exam_id: int) -> list[dict[str, Any]]:
    rows: Any = (
        Entry.objects.filter(SAT, exam_id=exam_id, sat_at__isnull=False)
        .order_by()
        .values("unit_id", "unit_path", "category", date=TruncDate("sat_at", tzinfo=SHANGHAI))
        .annotate(sat=Count("pk"))
    )
    return list(rows)


def _item_counts(exam_id: int) -> list[dict[str, Any]]:
    rows: Any = (
        Mark.objects.filter(
            attempt__entry__exam_id=exam_id,
            attempt__state=Attempt.State.GRADED,
            attempt__window__kind__in=[Window.Kind.MAIN, Window.Kind.MAKE_UP],
            grading=F("attempt__grading"),
            attempt__form__items__position=F("position"),
        )
        .order_by()
        .values(revision_id=F("attempt__form__items__revision_id"))
        .annotate(
            count=Count("position"),
            right_count=Count("position", filter=Q(right=True)),
            points_sum=Sum("points"),
            points_full=Sum("attempt__form__items__points"),
        )
        .values("revision_id", "count", "points_sum", "points_full", right=F("right_count"))
    )
    return list(rows)
