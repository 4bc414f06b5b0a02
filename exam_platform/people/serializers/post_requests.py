from typing import Any

from rest_framework import serializers

from exam_platform.api import StrictQuery, StrictSerializer
from exam_platform.people.models import PostRequest

from .named import NamedSerializer


class RequestedPersonSerializer(StrictSerializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    id_number_masked = serializers.CharField()


class RequestedPostSerializer(StrictSerializer):
    """What the asking unit's file says of the post."""

    office = serializers.CharField(allow_blank=True)
    title = serializers.CharField(allow_blank=True)
    categories = serializers.ListField(child=serializers.CharField())


class PostRequestSerializer(StrictSerializer):
    id = serializers.IntegerField()
    person = RequestedPersonSerializer()
    unit = NamedSerializer()
    post = RequestedPostSerializer(source="content")
    requested_by = serializers.CharField(source="requested_by.name")
    requested_at = serializers.DateTimeField()
    state = serializers.ChoiceField(PostRequest.State.choices)
    decided_by = serializers.CharField(source="decided_by.name", default=None, allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    decision_reason = serializers.CharField(allow_blank=True)


class PostRequestQuery(StrictQuery):
    state = serializers.ChoiceField(PostRequest.State.choices, required=False, allow_blank=True)


class DecisionSerializer(StrictSerializer):
    """A refusal says why."""

    decision = serializers.ChoiceField(["confirm", "decline"])
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")

    def validate(self, asked: dict[str, Any]) -> dict[str, Any]:
        if asked["decision"] == "decline" and not asked["reason"]:
            raise serializers.ValidationError({"reason": "请写明不同意的理由。"}, code="required")
        return asked
