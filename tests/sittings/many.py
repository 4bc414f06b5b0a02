"""Many sittings at once, written straight into the tables."""

import datetime as dt
import random

import orjson
from django.utils import timezone

from exam_platform.sittings.models import Attempt, Response
from tests.sittings.room import Room


def many_attempts(room: Room, count: int, *, seed: int = 1) -> list[Attempt]:
    """Submitted attempts with an answer to every question, drawn by `seed`."""
    chance = random.Random(seed)
    now = timezone.now()
    attempts = Attempt.objects.bulk_create(
        Attempt(
            entry=entry,
            form=room.forms[place % len(room.forms)],
            window=room.window,
            number=1,
            order=[],
            started_at=now - dt.timedelta(hours=1),
            deadline=now,
            accepted_until=now + dt.timedelta(seconds=30),
            receipt=f"receipt-{entry.pk}",
            state="submitted",
            closed_by="candidate",
            closed_at=now,
        )
        for place, entry in enumerate(room.entries(count))
    )
    Response.objects.bulk_create(
        (
            Response(
                attempt=attempt,
                seq=position,
                position=position,
                answer=drawn(chance, kind, options),
                received_at=now,
                lease=1,
            )
            for attempt in attempts
            for position, kind, options in room.forms[0].outline
        ),
        batch_size=5000,
    )
    return attempts


def drawn(chance: random.Random, kind: str, options: int) -> str:
    letters = "ABCDEFGH"[:options]
    if kind == "multiple":
        return orjson.dumps(sorted(chance.sample(letters, chance.randint(1, options)))).decode()
    return orjson.dumps([chance.choice(letters or "TF")]).decode()
