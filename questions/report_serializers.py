"""Reports of wrong questions on the wire: never who sent one, nor where."""

from rest_framework import serializers

from questions.models import QuestionReport
from questions.strict import StrictQuery, StrictSerializer

_State = QuestionReport.State


class ReportedQuestionSerializer(StrictSerializer):
    """`number` is the revision that was read, `published_number` the one drawn now."""

    id = serializers.IntegerField(source="question_id")
    number = serializers.IntegerField()
    published_number = serializers.IntegerField(source="question.published_revision.number", allow_null=True)
    state = serializers.CharField(source="question.state")
    kind = serializers.CharField()
    stem = serializers.CharField()


class QuestionReportSerializer(StrictSerializer):
    id = serializers.IntegerField()
    question = ReportedQuestionSerializer(source="revision")
    fault = serializers.ChoiceField(QuestionReport.Fault.choices)
    text = serializers.CharField()
    reported_at = serializers.DateTimeField()
    state = serializers.ChoiceField(_State.choices)
    answer = serializers.CharField()
    settled_at = serializers.DateTimeField(allow_null=True)
    settled_by = serializers.CharField(source="settled_by.name", allow_null=True)


class SettlementSerializer(StrictSerializer):
    state = serializers.ChoiceField([choice for choice in _State.choices if choice[0] != _State.OPEN])
    answer = serializers.CharField(max_length=500)


class ReportQuery(StrictQuery):
    state = serializers.ChoiceField(_State.choices, required=False)
    question = serializers.IntegerField(min_value=1, max_value=2**53, required=False)
