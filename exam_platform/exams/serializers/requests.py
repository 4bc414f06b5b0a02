"""What people send: the bodies and query parameters of the examinations' doors."""

from rest_framework import serializers

from exam_platform.api import InstantField, StrictQuery, StrictSerializer
from exam_platform.exams.life_cycle import ExamState
from exam_platform.exams.models import Blueprint, Entry, Exam, Status, Window
from exam_platform.people.models import Category

MOST_POINTS = 100_000
DIFFICULTIES = ("easy", "medium", "hard")


class RulesSerializer(StrictSerializer):
    """The rules of an examination, each with what it may be at all; how they go together `actions.check_rules` says."""

    rules_text = serializers.CharField(max_length=10_000, allow_blank=True, required=False)
    full_points = serializers.IntegerField(min_value=100, max_value=MOST_POINTS, required=False)
    duration_minutes = serializers.IntegerField(min_value=1, max_value=600, required=False)
    pass_points = serializers.IntegerField(min_value=1, max_value=MOST_POINTS, required=False)
    excellent_points = serializers.IntegerField(min_value=1, max_value=MOST_POINTS, required=False)
    attempts_allowed = serializers.IntegerField(min_value=1, max_value=10, required=False)
    counting = serializers.ChoiceField(choices=Exam.Counting.choices, required=False)
    multiple_choice_rule = serializers.ChoiceField(choices=Exam.MultipleChoiceRule.choices, required=False)
    bank_openness = serializers.ChoiceField(choices=Exam.BankOpenness.choices, required=False)
    score_release = serializers.ChoiceField(choices=Exam.Release.choices, required=False)
    review_release = serializers.ChoiceField(choices=Exam.Release.choices, required=False)
    late_entry_minutes = serializers.IntegerField(min_value=1, max_value=600, allow_null=True, required=False)
    leaving_limit = serializers.IntegerField(min_value=1, max_value=100, allow_null=True, required=False)
    blocks_copying = serializers.BooleanField(required=False)
    shuffle_options = serializers.BooleanField(required=False)
    form_count = serializers.IntegerField(min_value=1, max_value=200, required=False)
    leading_scores_to_district_only = serializers.BooleanField(required=False)


class ExamChangesSerializer(RulesSerializer):
    title = serializers.CharField(max_length=120, required=False)
    year = serializers.IntegerField(min_value=2000, max_value=2100, required=False)


class ExamDraftSerializer(ExamChangesSerializer):
    title = serializers.CharField(max_length=120)
    preset = serializers.CharField(max_length=40, required=False)
    unit = serializers.IntegerField(min_value=1, required=False, help_text="省略时为本人角色所在的单位")


class WindowDraftSerializer(StrictSerializer):
    id = serializers.IntegerField(min_value=1, required=False)
    kind = serializers.ChoiceField(choices=Window.Kind.choices)
    opens_at = InstantField()
    closes_at = InstantField()


class WindowAdditionSerializer(StrictSerializer):
    kind = serializers.ChoiceField(choices=Window.Kind.choices)
    opens_at = InstantField()
    closes_at = InstantField()
    reason = serializers.CharField(max_length=200)


class WindowChangeSerializer(StrictSerializer):
    opens_at = InstantField(required=False)
    closes_at = InstantField(required=False)
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)


class RowDraftSerializer(StrictSerializer):
    paper = serializers.ChoiceField(choices=Blueprint.Paper.choices, default=Blueprint.Paper.ALL)
    kind = serializers.CharField(max_length=20)
    topic = serializers.IntegerField(min_value=1, allow_null=True, default=None)
    difficulty = serializers.ChoiceField(choices=DIFFICULTIES, allow_blank=True, default="")
    set_version = serializers.IntegerField(min_value=1, max_value=2**53, allow_null=True, default=None)
    count = serializers.IntegerField(min_value=1, max_value=200)
    points = serializers.IntegerField(min_value=1, max_value=MOST_POINTS)


class PoolQuery(StrictQuery):
    kind = serializers.CharField(max_length=20)
    topic = serializers.IntegerField(min_value=1, max_value=2**53, required=False)
    difficulty = serializers.ChoiceField(choices=DIFFICULTIES, allow_blank=True, required=False, default="")
    set_version = serializers.IntegerField(min_value=1, max_value=2**53, required=False)


class RuleDraftSerializer(StrictSerializer):
    unit = serializers.IntegerField(min_value=1)
    category = serializers.ChoiceField(choices=Category.choices)
    include_subtree = serializers.BooleanField(default=True)


class ExcuseSerializer(StrictSerializer):
    kind = serializers.ChoiceField(
        choices=[choice for choice in Entry.Standing.choices if choice[0] != Entry.Standing.DUE]
    )
    reason = serializers.CharField(max_length=200)
    document = serializers.CharField(max_length=200, required=False, allow_blank=True)


class CancellationSerializer(StrictSerializer):
    reason = serializers.CharField(max_length=200)
    document = serializers.CharField(max_length=200, required=False, allow_blank=True)


class ReasonSerializer(StrictSerializer):
    reason = serializers.CharField(max_length=200)


class OptionalReasonSerializer(StrictSerializer):
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)


class AssemblyRequestSerializer(StrictSerializer):
    count = serializers.IntegerField(min_value=1, max_value=200, required=False)


class NothingSerializer(StrictSerializer):
    """A body that says nothing but that it is meant."""


class ExamsQuery(StrictQuery):
    state = serializers.ChoiceField(choices=[state.value for state in ExamState], required=False)
    year = serializers.IntegerField(min_value=2000, max_value=2100, required=False)
    search = serializers.CharField(max_length=100, required=False, allow_blank=True)


class EntriesQuery(StrictQuery):
    unit = serializers.IntegerField(min_value=1, required=False)
    category = serializers.ChoiceField(choices=Category.choices, required=False)
    status = serializers.ChoiceField(choices=Status.choices, required=False)
    search = serializers.CharField(max_length=60, required=False, allow_blank=True)
