"""An entry's result from all its attempts: read by every statistic, written here alone."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import connection, transaction

from exam_platform.exams.models import Entry
from exam_platform.grading.scoring import Result, Rules, Sitting, final_result
from exam_platform.grading.signals import entries_scored
from exam_platform.sittings.dialect import Given
from exam_platform.sittings.models import Attempt

COLUMNS = {
    "main_score": "int",
    "main_verdict": "text",
    "make_up_score": "int",
    "make_up_verdict": "text",
    "score": "int",
    "verdict": "text",
    "sat_main": "bool",
    "sat_make_up": "bool",
    "sat_at": "timestamptz",
}
assert tuple(COLUMNS) == Result._fields
RESULTS = Given("given", entry_id="bigint", **COLUMNS)
SET_RESULTS = f"""
UPDATE exams_entry SET {", ".join(f"{name} = given.{name}" for name in COLUMNS)}
FROM {{given}} WHERE exams_entry.id = given.entry_id
"""


@transaction.atomic
def score_entries(*, entry_ids: Iterable[int]) -> None:
    """Write the result of each entry anew from its attempts. Three statements.

    The entries are locked first and their attempts read after, so that of two batches with attempts of one entry the
    later sees what the earlier wrote.
    """
    entries = list(
        Entry.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=list(entry_ids))
        .order_by("pk")
        .values_list("pk", "exam", "exam__counting", "exam__pass_points", "exam__excellent_points")
    )
    if not entries:
        return
    sittings: dict[int, list[Sitting]] = defaultdict(list)
    of_these = Attempt.objects.filter(entry__in=[entry for entry, *_ in entries])
    for entry, *sitting in of_these.values_list("entry", "number", "window__kind", "state", "score", "closed_at"):
        sittings[entry].append(Sitting._make(sitting))
    results = [(entry, *final_result(sittings[entry], Rules._make(rules))) for entry, _, *rules in entries]
    with connection.cursor() as cursor:
        cursor.execute(SET_RESULTS.format(given=RESULTS), RESULTS.parameters(results))
    entries_scored.send(sender=Entry, exam_ids=sorted({exam for _, exam, *_ in entries}))
