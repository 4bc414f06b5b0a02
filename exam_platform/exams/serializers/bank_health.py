"""How the bank stands, on the wire."""

from typing import Any

from rest_framework import serializers

from exam_platform.api import StrictQuery
from exam_platform.exams.bank_health import DIMENSIONS
from questions.kinds import KINDS

from .requests import DIFFICULTIES


class HealthQuery(StrictQuery):
    """`by`: names of dimensions with commas between them, `topic,kind`."""

    paging = frozenset()

    by = serializers.CharField(max_length=60, required=False, default="topic,kind")
    topic = serializers.IntegerField(min_value=1, max_value=2**53, required=False)
    kind = serializers.ChoiceField(list(KINDS), required=False)
    difficulty = serializers.ChoiceField(DIFFICULTIES, required=False)
    law = serializers.CharField(max_length=200, required=False, help_text="法律法规的简称")

    def validate_by(self, text: str) -> list[str]:
        names = list(dict.fromkeys(text.split(",")))
        if unknown := [name for name in names if name not in DIMENSIONS]:
            raise serializers.ValidationError(f"不认识的分组:{'、'.join(unknown)}。")
        return names


class HealthCountsSerializer(serializers.Serializer[Any]):
    """`published` are in use; `stale` of them wait for a reviewer; `never_used`: no paper that is known held them."""

    published = serializers.IntegerField()
    stale = serializers.IntegerField()
    never_used = serializers.IntegerField()


class HealthGroupSerializer(HealthCountsSerializer):
    """Of the dimensions those that were asked for; a topic is null where there is none, the others empty."""

    topic = serializers.IntegerField(allow_null=True, required=False)
    topic_path = serializers.CharField(allow_null=True, required=False)
    kind = serializers.CharField(required=False)
    difficulty = serializers.CharField(required=False)
    law = serializers.CharField(allow_null=True, required=False)


class HealthSerializer(serializers.Serializer[Any]):
    by = serializers.ListField(child=serializers.ChoiceField(list(DIMENSIONS)))
    totals = HealthCountsSerializer()
    groups = HealthGroupSerializer(many=True)
    cut = serializers.BooleanField()
