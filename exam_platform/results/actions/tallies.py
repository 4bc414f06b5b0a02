"""From the frozen roster to counts: a fixed number of statements per examination, whatever its size."""

import zoneinfo
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, F, Max, Q, Sum
from django.db.models.functions import Coalesce, TruncDate

from exam_platform.api import database_now
from exam_platform.exams.models import Entry, Exam, Form, Window
from exam_platform.grading.models import Mark
from exam_platform.results.models import DayTally, ItemTally, Tally, TallyRequest, TallyRun
from exam_platform.results.statistics import BANDS
from exam_platform.sittings.models import Attempt

SHANGHAI = zoneinfo.ZoneInfo("Asia/Shanghai")
DEFAULT_FULL_POINTS = 10000
REQUESTS_AT_ONCE = 500

DUE = Q(standing__in=[Entry.Standing.DUE, Entry.Standing.LEAVE])
SAT = DUE & (Q(sat_main=True) | Q(sat_make_up=True))
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
    "passed": VALID & Q(verdict__in=Entry.PASSING),
    "passed_main": VALID & Q(main_verdict__in=Entry.PASSING),
    "passed_make_up": VALID & Q(make_up_verdict__in=Entry.PASSING),
    "excellent": VALID & Q(verdict=Entry.Verdict.EXCELLENT),
    "scored": SCORED,
}


def mark_due(*, exam_ids: list[int]) -> None:
    """To be called in the transaction that changes entries: the tally can then be late, but never forgotten.

    A rehearsal is not counted: no figure of any report could then hold one by mistake.
    """
    real = Exam.objects.filter(pk__in=exam_ids, is_rehearsal=False).values_list("pk", flat=True)
    TallyRequest.objects.bulk_create([TallyRequest(exam_id=exam_id) for exam_id in real])


def exams_due() -> list[int]:
    return list(TallyRequest.objects.order_by("exam_id").values_list("exam_id", flat=True).distinct()[:100])


@transaction.atomic
def tally_exam(*, exam_id: int) -> bool:
    """Count anew. Safe to run twice; False if nothing asks for it, or another worker is at it.

    What was requested before the counting began is counted; a request that commits meanwhile stays for the next time.
    """
    TallyRun.objects.bulk_create([TallyRun(exam_id=exam_id)], ignore_conflicts=True)
    if not TallyRun.objects.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked).filter(
        exam_id=exam_id
    ):
        return False
    requests = list(TallyRequest.objects.filter(exam_id=exam_id).values_list("pk", flat=True)[:REQUESTS_AT_ONCE])
    if not requests:
        return False
    _replace(Tally, exam_id, _unit_counts(exam_id))
    _replace(DayTally, exam_id, _day_counts(exam_id))
    _replace(ItemTally, exam_id, _item_counts(exam_id))
    TallyRequest.objects.filter(pk__in=requests).delete()
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
        .values("unit_id", "unit_path", "category", "is_leading")
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
