"""Question sets on the wire; questions in them without keys."""

from rest_framework import serializers

from questions.models import QuestionSet
from questions.strict import StrictSerializer

MOST_IN_SET = 500


class SetVersionSerializer(StrictSerializer):
    id = serializers.IntegerField()
    number = serializers.IntegerField()
    title = serializers.CharField()
    cover = serializers.CharField()
    question_count = serializers.IntegerField(source="item_count")
    published_by = serializers.CharField(source="published_by.name")
    published_at = serializers.DateTimeField()


class WordingSerializer(StrictSerializer):
    """The revision that was published with the version."""

    position = serializers.IntegerField()
    question = serializers.IntegerField(source="revision.question_id")
    number = serializers.IntegerField(source="revision.number")
    kind = serializers.CharField(source="revision.kind")
    stem = serializers.CharField(source="revision.stem")


class SetVersionDetailSerializer(SetVersionSerializer):
    items = WordingSerializer(many=True, source="items.all")


class SetSerializer(StrictSerializer):
    """`published_number` and `published_version` (its id) are of the newest version, null if none."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    question_count = serializers.IntegerField()
    published_number = serializers.IntegerField(allow_null=True)
    published_version = serializers.IntegerField(allow_null=True)
    created_by = serializers.CharField(source="created_by.name")
    created_at = serializers.DateTimeField()


class SetItemSerializer(StrictSerializer):
    position = serializers.IntegerField()
    question = serializers.IntegerField(source="question_id")
    state = serializers.CharField(source="question.state")
    kind = serializers.CharField(source="question.current.kind")
    stem = serializers.CharField(source="question.current.stem")


class SetDetailSerializer(SetSerializer):
    items = SetItemSerializer(many=True, source="items.all")


class NewSetSerializer(StrictSerializer):
    title = serializers.CharField(max_length=QuestionSet._meta.get_field("title").max_length)


class SetChangeSerializer(NewSetSerializer):
    questions = serializers.ListField(child=serializers.IntegerField(min_value=1), max_length=MOST_IN_SET)


class PublicationSerializer(StrictSerializer):
    cover = serializers.CharField(max_length=5000, allow_blank=True)
