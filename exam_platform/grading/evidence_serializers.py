"""The evidence of an examination on the wire (docs/api.md)."""

from typing import Any

from rest_framework import serializers

from exam_platform.api import StrictSerializer
from exam_platform.sittings.models import Attempt

MOST = 100


class EvidenceRequestSerializer(StrictSerializer):
    after = serializers.IntegerField(min_value=0, max_value=2**63 - 1, default=0)
    count = serializers.IntegerField(min_value=1, max_value=MOST, default=50)


class LogRowSerializer(serializers.Serializer[Any]):
    """A change of an answer, or an event of the browser; `counts`: it is what was marked for its position.

    What is `late` counts only where an officer `admitted` it.
    """

    seq = serializers.IntegerField()
    position = serializers.IntegerField(allow_null=True)
    answer = serializers.ListField(child=serializers.CharField(), allow_null=True)
    event = serializers.DictField(allow_null=True)
    flagged = serializers.BooleanField()
    received_at = serializers.DateTimeField()
    lease = serializers.IntegerField()
    counts = serializers.BooleanField()
    late = serializers.BooleanField()
    admitted = serializers.BooleanField()


class MarkSerializer(serializers.Serializer[Any]):
    position = serializers.IntegerField()
    seq = serializers.IntegerField(allow_null=True)
    points = serializers.IntegerField()


class AttemptEvidenceSerializer(serializers.Serializer[Any]):
    attempt = serializers.IntegerField()
    entry = serializers.IntegerField()
    number = serializers.IntegerField()
    form = serializers.IntegerField()
    state = serializers.ChoiceField(Attempt.State.choices)
    started_at = serializers.DateTimeField()
    deadline = serializers.DateTimeField()
    accepted_until = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    closed_by = serializers.CharField()
    receipt = serializers.CharField()
    graded_at = serializers.DateTimeField(allow_null=True)
    grading = serializers.IntegerField(allow_null=True)
    score = serializers.IntegerField(allow_null=True)
    log = LogRowSerializer(many=True)
    marks = MarkSerializer(many=True)


class EvidenceSerializer(serializers.Serializer[Any]):
    """`next` is what to ask for as `after`; null at the end."""

    results = AttemptEvidenceSerializer(many=True)
    next = serializers.IntegerField(allow_null=True)
