from rest_framework import serializers

from exam_platform.api import StrictQuery, StrictSerializer
from exam_platform.people.models import PostRequest

from .units import UnitNameSerializer


class RequestedPersonSerializer(StrictSerializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    id_number_masked = serializers.CharField()


class PostRequestSerializer(StrictSerializer):
    id = serializers.IntegerField()
    person = RequestedPersonSerializer()
    unit = UnitNameSerializer()
    requested_by = serializers.CharField(source="requested_by.name")
    requested_at = serializers.DateTimeField()
    state = serializers.ChoiceField(PostRequest.State.choices)


class PostRequestQuery(StrictQuery):
    state = serializers.ChoiceField(PostRequest.State.choices, required=False, allow_blank=True)


class DecisionSerializer(StrictSerializer):
    decision = serializers.ChoiceField(["confirm", "decline"])
