"""The officer's acts and the monitor on the wire (docs/api.md)."""

from typing import Any

from rest_framework import serializers

from exam_platform.api import StrictQuery, StrictSerializer
from exam_platform.people.serializers.named import NamedSerializer
from exam_platform.sittings.late import Late
from exam_platform.sittings.models import Attempt


class OfUnitQuery(StrictQuery):
    unit = serializers.IntegerField(min_value=1, required=False)


class AttemptLineSerializer(serializers.Serializer[Any]):
    attempt = serializers.IntegerField()
    entry = serializers.IntegerField()
    person = NamedSerializer()
    unit = NamedSerializer()


class SilentAttemptSerializer(AttemptLineSerializer):
    """Of whom the server has heard nothing for long; `heard_at` is the start where nothing came at all."""

    heard_at = serializers.DateTimeField()
    silence_seconds = serializers.IntegerField()


class LeavingSerializer(AttemptLineSerializer):
    """How often a candidate left the page and for how many seconds in all, as her browser said."""

    times = serializers.IntegerField()
    seconds = serializers.IntegerField()


class MonitorSerializer(serializers.Serializer[Any]):
    roster = serializers.IntegerField()
    exempt = serializers.IntegerField()
    reduced = serializers.IntegerField()
    leave = serializers.IntegerField()
    not_started = serializers.IntegerField()
    open = serializers.IntegerField()
    submitted = serializers.IntegerField()
    graded = serializers.IntegerField()
    voided = serializers.IntegerField()
    absent = serializers.IntegerField()
    online = serializers.IntegerField()
    behind = serializers.IntegerField(help_text="正在作答而两分钟以上没有送到更改的人数")
    far_behind = serializers.IntegerField(help_text="其中五分钟以上的人数")
    longest_silence_seconds = serializers.IntegerField(allow_null=True)
    quietest = SilentAttemptSerializer(many=True)
    leaving_limit = serializers.IntegerField(allow_null=True)
    leavings = LeavingSerializer(many=True)
    late_changes = serializers.IntegerField()
    server_time = serializers.DateTimeField()


class ExtendedSerializer(serializers.Serializer[Any]):
    entries = serializers.IntegerField()
    extended = serializers.IntegerField()
    reopened = serializers.IntegerField()


class AttemptStateSerializer(serializers.Serializer[Any]):
    attempt = serializers.IntegerField()
    state = serializers.ChoiceField(Attempt.State.choices)
    closed_at = serializers.DateTimeField(allow_null=True)
    closed_by = serializers.CharField()
    receipt = serializers.CharField(allow_null=True)
    attempts_left = serializers.IntegerField()
    next_number = serializers.IntegerField(allow_null=True)


class LateAttemptSerializer(serializers.Serializer[Any]):
    """An attempt with changes that came late; `waiting` of them nobody has admitted."""

    attempt = serializers.IntegerField()
    number = serializers.IntegerField()
    entry = serializers.IntegerField()
    person = NamedSerializer()
    unit = NamedSerializer()
    state = serializers.ChoiceField(Attempt.State.choices)
    closed_at = serializers.DateTimeField(allow_null=True)
    closed_by = serializers.CharField()
    deadline = serializers.DateTimeField()
    score = serializers.IntegerField(allow_null=True)
    changes = serializers.IntegerField()
    waiting = serializers.IntegerField()
    first_at = serializers.DateTimeField()
    last_at = serializers.DateTimeField()


def late_attempt_shape(attempt: Attempt, late: Late, sees_score: bool) -> dict[str, Any]:
    entry = attempt.entry
    return {
        "attempt": attempt.pk,
        "number": attempt.number,
        "entry": entry.pk,
        "person": {"id": entry.person_id, "name": entry.person_name},
        "unit": {"id": entry.unit_id, "name": entry.unit_name},
        "state": attempt.state,
        "closed_at": attempt.closed_at,
        "closed_by": attempt.closed_by,
        "deadline": attempt.deadline,
        "score": attempt.score if sees_score else None,
        "changes": late.changes,
        "waiting": late.waiting,
        "first_at": late.first_at,
        "last_at": late.last_at,
    }


class ActReasonSerializer(StrictSerializer):
    reason = serializers.CharField(max_length=200)


class ExtensionSerializer(StrictSerializer):
    """For exactly one of: an entry, a unit with those below it, all."""

    entry = serializers.IntegerField(min_value=1, required=False)
    unit = serializers.IntegerField(min_value=1, required=False)
    all = serializers.BooleanField(required=False)
    minutes = serializers.IntegerField(min_value=1, max_value=600)
    reason = serializers.CharField(max_length=200)

    def validate(self, asked: dict[str, Any]) -> dict[str, Any]:
        if ("entry" in asked) + ("unit" in asked) + bool(asked.get("all")) != 1:
            raise serializers.ValidationError("须在 entry、unit、all 中指明一个。", code="one_of")
        return asked
