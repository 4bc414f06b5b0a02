"""What is drawn and what came of it: blueprint, assembly, forms."""

from typing import Any

from rest_framework import serializers

from exam_platform.exams.models import Assembly, Blueprint, BlueprintRow, Form
from questions.kinds import KINDS
from questions.serializers import ShownPictureSerializer


class RemarkSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    detail = serializers.CharField()


class AssemblySerializer(serializers.ModelSerializer[Assembly]):
    error = RemarkSerializer(allow_null=True)

    class Meta:
        model = Assembly
        fields = ["id", "state", "processed", "total", "error"]


class RowSerializer(serializers.Serializer[Any]):
    """Wants `available` and `overlaps`, by the row's id, in the context."""

    id = serializers.IntegerField()
    paper = serializers.ChoiceField(choices=Blueprint.Paper.choices, source="blueprint.paper")
    kind = serializers.ChoiceField(choices=[(kind.code, kind.label) for kind in KINDS.values()])
    topic = serializers.IntegerField(source="topic_id", allow_null=True)
    topic_name = serializers.CharField(source="topic.name", default="")
    difficulty = serializers.CharField()
    set_version = serializers.IntegerField(source="set_version_id", allow_null=True)
    set_name = serializers.SerializerMethodField()
    count = serializers.IntegerField()
    points = serializers.IntegerField()
    available = serializers.SerializerMethodField()
    overlaps_with = serializers.SerializerMethodField()

    def get_available(self, row: BlueprintRow) -> int:
        available: int = self.context["available"][row.pk]
        return available

    def get_set_name(self, row: BlueprintRow) -> str:
        return str(row.set_version or "")

    def get_overlaps_with(self, row: BlueprintRow) -> list[int]:
        overlaps: list[int] = self.context["overlaps"][row.pk]
        return overlaps


class PoolSerializer(serializers.Serializer[Any]):
    available = serializers.IntegerField()


class FormSerializer(serializers.ModelSerializer[Form]):
    paper = serializers.ChoiceField(choices=Blueprint.Paper.choices, source="blueprint.paper")
    question_count = serializers.SerializerMethodField()

    class Meta:
        model = Form
        fields = ["id", "number", "paper", "question_count", "full_points", "content_hash", "assembled_at"]

    def get_question_count(self, form: Form) -> int:
        return len(form.outline)


class FormsSerializer(serializers.Serializer[Any]):
    results = FormSerializer(many=True)
    next = serializers.CharField(allow_null=True)
    job = AssemblySerializer(allow_null=True)


class FormOptionSerializer(serializers.Serializer[Any]):
    letter = serializers.CharField()
    text = serializers.CharField()


class FormPartSerializer(serializers.Serializer[Any]):
    """A question as it is asked, or a sub-question of a case."""

    kind = serializers.CharField()
    stem = serializers.CharField()
    options = FormOptionSerializer(many=True)
    blanks = serializers.IntegerField()
    matches = serializers.ListField(child=serializers.CharField())


class FormQuestionSerializer(FormPartSerializer):
    position = serializers.IntegerField()
    section = serializers.CharField()
    points = serializers.IntegerField()
    parts = FormPartSerializer(many=True)
    pictures = ShownPictureSerializer(many=True, required=False)


class FormContentSerializer(serializers.Serializer[Any]):
    """Of the schema alone: the content is delivered as it was rendered."""

    form = serializers.CharField()
    questions = FormQuestionSerializer(many=True)
