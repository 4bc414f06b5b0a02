"""What the benches need in a scratch database, made with Django in a process of its own; each returns plain JSON."""

from typing import Any


def attempts(count: int) -> dict[str, Any]:
    """So many started attempts of a paper of 80 questions, with their tokens, and the save's own SQL."""
    from django.db import connection

    from exam_platform.sittings.actions import save, start_attempt
    from exam_platform.sittings.papers import outline_of
    from exam_platform.sittings.token import make_token
    from tests.sittings.room import make_room

    room = make_room([("single", 4, 0, ["B"])] * 80, forms=1)
    tokens = {}
    for entry in room.entries(count):
        attempt, _ = start_attempt(person=entry.person, exam_id=room.exam.pk, number=1, device="desk", take_over=False)
        outline = outline_of(attempt.form_id, attempt.form.content_hash)
        tokens[attempt.pk] = make_token(attempt=attempt.pk, entry=entry.pk, lease=attempt.lease, outline=outline)
    sqlite = connection.vendor == "sqlite"
    # As Django hands it to sqlite3, whose parameters are question marks.
    sql = save.SAVE_SQLITE.replace("%s", "?").replace("%%", "%") if sqlite else save.SAVE_POSTGRESQL
    return {"tokens": tokens, "save": sql}


def rows_of(attempts: list[int]) -> list[Any]:
    """How many rows the logs of these attempts have, and of what kind: position, answer, lease, in time."""
    from django.db.models import Count, Min

    from exam_platform.sittings.models import Response

    rows = Response.objects.filter(attempt__in=attempts).values_list("lease", "after_closing", "flagged")
    kinds = rows.annotate(rows=Count("seq"), shortest=Min("answer"), lowest=Min("position")).order_by()
    return [list(row) for row in kinds]
