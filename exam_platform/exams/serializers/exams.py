"""An examination with its windows, and the presets it can be made from."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from exam_platform.api import InstantField
from exam_platform.exams.access import may_manage, may_see_papers
from exam_platform.exams.life_cycle import ExamState, exam_phase, exam_state, window_warnings
from exam_platform.exams.models import Exam, Window
from exam_platform.exams.presets import Preset
from exam_platform.exams.problems import Problem, find_problems
from exam_platform.people.serializers.named import NamedSerializer

from .forms import AssemblySerializer, RemarkSerializer
from .requests import RulesSerializer


class WindowSerializer(serializers.ModelSerializer[Window]):
    opens_at = InstantField()
    closes_at = InstantField()

    class Meta:
        model = Window
        fields = ["id", "kind", "opens_at", "closes_at"]


class WarnedWindowSerializer(WindowSerializer):
    warnings = RemarkSerializer(many=True)

    class Meta(WindowSerializer.Meta):
        fields = [*WindowSerializer.Meta.fields, "warnings"]


class ExamCountsSerializer(serializers.Serializer[Exam]):
    """Annotated by `views.exams.described_exams`."""

    entries = serializers.IntegerField(source="entry_count")
    exempt = serializers.IntegerField(source="exempt_count")
    forms = serializers.IntegerField(source="form_total")


class ExamPermissionsSerializer(serializers.Serializer[Any]):
    edit = serializers.BooleanField()
    publish = serializers.BooleanField()
    cancel = serializers.BooleanField()
    publish_results = serializers.BooleanField()
    manage_entries = serializers.BooleanField()
    see_papers = serializers.BooleanField()


class ExamSerializer(serializers.ModelSerializer[Exam]):
    """Wants `person` and `now` in the context; each line of a list."""

    state = serializers.SerializerMethodField()
    phase = serializers.SerializerMethodField()
    unit = NamedSerializer()
    created_by = NamedSerializer()
    windows = WindowSerializer(many=True)
    counts = ExamCountsSerializer(source="*")
    permissions = serializers.SerializerMethodField()

    class Meta:
        model = Exam
        fields = [
            "id", "title", "year", "rules_text", "state", "phase", "unit", "duration_minutes", "full_points",
            "pass_points", "excellent_points", "attempts_allowed", "counting", "multiple_choice_rule",
            "bank_openness", "score_release", "review_release", "late_entry_minutes", "leaving_limit",
            "blocks_copying", "shuffle_options", "form_count", "leading_scores_to_district_only", "preset",
            "created_by", "created_at", "published_at", "roster_frozen_at", "forms_assembled_at",
            "results_published_at", "cancelled_at", "cancel_reason",
            "windows", "counts", "permissions",
        ]  # fmt: skip

    def get_state(self, exam: Exam) -> ExamState:
        return exam_state(exam)

    def get_phase(self, exam: Exam) -> str:
        if exam_state(exam) != ExamState.PUBLISHED:
            return ""
        return exam_phase(exam.windows.all(), self.context["now"])

    @extend_schema_field(ExamPermissionsSerializer)
    def get_permissions(self, exam: Exam) -> dict[str, bool]:
        person, now = self.context["person"], self.context["now"]
        manages, state = may_manage(person, exam), exam_state(exam)
        drafting = manages and state not in (ExamState.PUBLISHED, ExamState.CANCELLED)
        published = manages and state == ExamState.PUBLISHED
        return {
            "edit": drafting,
            "publish": drafting,
            "cancel": published,
            "publish_results": published and exam.results_published_at is None,
            "manage_entries": manages and state != ExamState.CANCELLED,
            "see_papers": may_see_papers(person, exam, exam.windows.all(), now),
        }


class ExamDetailSerializer(ExamSerializer):
    problems = serializers.SerializerMethodField()
    assembly = serializers.SerializerMethodField()

    class Meta(ExamSerializer.Meta):
        fields = [*ExamSerializer.Meta.fields, "problems", "assembly"]

    @extend_schema_field(RemarkSerializer(many=True))
    def get_problems(self, exam: Exam) -> list[Problem]:
        drafting = exam_state(exam) not in (ExamState.PUBLISHED, ExamState.CANCELLED)
        return find_problems(exam, self.context["now"]) if drafting else []

    @extend_schema_field(AssemblySerializer(allow_null=True))
    def get_assembly(self, exam: Exam) -> dict[str, Any] | None:
        job = exam.assemblies.first()
        return None if job is None else AssemblySerializer(job).data


class PresetRowSerializer(serializers.Serializer[Any]):
    paper = serializers.CharField()
    kind = serializers.CharField()
    count = serializers.IntegerField()
    points = serializers.IntegerField()


class PresetSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    note = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # the name on the wire
    exam = serializers.SerializerMethodField()
    blueprint = PresetRowSerializer(many=True)

    @extend_schema_field(RulesSerializer)
    def get_exam(self, preset: Preset) -> dict[str, Any]:
        """All rules, with the defaults of what the preset leaves out."""
        return RulesSerializer(Exam(**preset.exam)).data


def warned(windows: list[Window], duration_minutes: int) -> list[dict[str, Any]]:
    """Windows with what the officer should know about them."""
    return [
        {
            "id": window.pk,
            "kind": window.kind,
            "opens_at": window.opens_at,
            "closes_at": window.closes_at,
            "warnings": [{"code": code, "detail": detail} for code, detail in warnings],
        }
        for window, warnings in zip(windows, window_warnings(windows, duration_minutes), strict=True)
    ]
