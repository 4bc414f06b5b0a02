"""The shapes of figures, lists and exports on the wire (docs/api.md, Figures)."""

from typing import Any

from rest_framework import serializers

from exam_platform.api import StrictModelSerializer, StrictQuery, StrictSerializer
from exam_platform.exams.models import Entry
from exam_platform.exams.serializers.entries import EntryPersonSerializer, EntryUnitSerializer
from exam_platform.people.models import Category
from exam_platform.people.serializers.named import NamedSerializer
from questions.must_know_serializers import CountedItemSerializer
from questions.serializers import ExportNotesSerializer

from .export_kinds import FIGURES
from .listings import OUTCOMES, is_hidden, outcome_of
from .models import Export


class RateSerializer(serializers.Serializer[Any]):
    numerator = serializers.IntegerField(allow_null=True)
    denominator = serializers.IntegerField(allow_null=True)
    percent = serializers.CharField(allow_null=True)


class FiguresSerializer(serializers.Serializer[Any]):
    roster = serializers.IntegerField()
    exempt = serializers.IntegerField()
    reduced = serializers.IntegerField()
    due = serializers.IntegerField()
    leave = serializers.IntegerField(allow_null=True)
    absent = serializers.IntegerField(allow_null=True)
    not_yet = serializers.IntegerField(allow_null=True)
    sat = serializers.IntegerField(allow_null=True)
    passed = serializers.IntegerField(allow_null=True)
    failed = serializers.IntegerField(allow_null=True)
    excellent = serializers.IntegerField(allow_null=True)
    cancelled = serializers.IntegerField(allow_null=True)
    average = serializers.IntegerField(allow_null=True, help_text="平均分,百分之一分")
    participation_rate = RateSerializer()
    pass_rate = RateSerializer()
    pass_rate_of_due = RateSerializer()
    excellent_rate = RateSerializer()
    first_pass_rate = RateSerializer()
    make_up_pass_rate = RateSerializer()
    suppressed = serializers.BooleanField()


class BranchSerializer(NamedSerializer):
    has_children = serializers.BooleanField()


class ChildFiguresSerializer(FiguresSerializer):
    unit = BranchSerializer()


class DefinitionSerializer(serializers.Serializer[Any]):
    term = serializers.CharField()
    text = serializers.CharField()


class BandSerializer(serializers.Serializer[Any]):
    to = serializers.IntegerField()
    count = serializers.IntegerField()

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {"from": serializers.IntegerField(), **super().get_fields()}


class DaySerializer(serializers.Serializer[Any]):
    date = serializers.DateField()
    sat = serializers.IntegerField()


class ItemSerializer(serializers.Serializer[Any]):
    revision = serializers.IntegerField()
    kind = serializers.CharField()
    stem = serializers.CharField()
    count = serializers.IntegerField()
    facility = serializers.CharField(allow_null=True, help_text="正答率(得分率)%")


class TopicFacilitySerializer(serializers.Serializer[Any]):
    topic = serializers.CharField()
    count = serializers.IntegerField()
    facility = serializers.CharField(allow_null=True)


class StatisticsSerializer(serializers.Serializer[Any]):
    exam = serializers.IntegerField()
    unit = NamedSerializer()
    category = serializers.CharField()
    as_of = serializers.DateTimeField(allow_null=True)
    is_due = serializers.BooleanField(help_text="有新成绩尚未计入")
    closed = serializers.BooleanField(help_text="最后一个场次已结束")
    definitions = DefinitionSerializer(many=True)
    totals = FiguresSerializer()
    own = FiguresSerializer()
    children = ChildFiguresSerializer(many=True)
    distribution = BandSerializer(many=True)
    by_day = DaySerializer(many=True)
    topics = TopicFacilitySerializer(many=True)
    questions = ItemSerializer(many=True)


class StatisticsQuery(StrictQuery):
    unit = serializers.IntegerField(required=False, min_value=1)
    category = serializers.ChoiceField(choices=Category.choices, required=False, default="", allow_blank=True)


class TestedQuery(StrictQuery):
    unit = serializers.IntegerField(required=False, min_value=1)
    person = serializers.IntegerField(required=False, min_value=1)


class TestedPageSerializer(serializers.Serializer[Any]):
    """Of the schema alone: the articles of a 应知应会 list with how many persons of the unit were tested on each.

    `persons`: how many were tested at all.
    """

    unit = NamedSerializer()
    persons = serializers.IntegerField()
    results = CountedItemSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class ResultsQuery(StatisticsQuery):
    verdict = serializers.ChoiceField(choices=list(OUTCOMES), required=False, default="", allow_blank=True)
    search = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)


class ResultSerializer(serializers.ModelSerializer[Entry]):
    person = EntryPersonSerializer(source="*")
    unit = EntryUnitSerializer(source="*")
    status = serializers.SerializerMethodField()
    verdict = serializers.SerializerMethodField()
    score = serializers.SerializerMethodField()
    main_score = serializers.SerializerMethodField()
    make_up_score = serializers.SerializerMethodField()

    class Meta:
        model = Entry
        fields = (
            "id",
            "person",
            "unit",
            "office",
            "category",
            "rank",
            "is_leading",
            "status",
            "main_score",
            "make_up_score",
            "score",
            "verdict",
        )

    def get_status(self, entry: Entry) -> str:
        return outcome_of(entry, hidden=self._is_hidden(entry))

    def get_verdict(self, entry: Entry) -> str:
        return Entry.Verdict.PASSED if self._is_hidden(entry) and entry.verdict in Entry.PASSING else entry.verdict

    def get_score(self, entry: Entry) -> int | None:
        return self._shown(entry, entry.score)

    def get_main_score(self, entry: Entry) -> int | None:
        return self._shown(entry, entry.main_score)

    def get_make_up_score(self, entry: Entry) -> int | None:
        return self._shown(entry, entry.make_up_score)

    def _shown(self, entry: Entry, score: int | None) -> int | None:
        return None if self._is_hidden(entry) else score

    def _is_hidden(self, entry: Entry) -> bool:
        return is_hidden(entry, self.context["hides_leading_scores"])


class ExportRequestSerializer(StrictSerializer):
    kind = serializers.ChoiceField(choices=list(FIGURES))
    exam = serializers.IntegerField(min_value=1)
    unit = serializers.IntegerField(min_value=1)
    category = serializers.ChoiceField(choices=Category.choices, required=False, default="", allow_blank=True)
    verdict = serializers.ChoiceField(choices=list(OUTCOMES), required=False, default="", allow_blank=True)
    search = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)


class ExportErrorSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    detail = serializers.CharField()


class ExportSerializer(StrictModelSerializer):
    error = ExportErrorSerializer(allow_null=True, read_only=True)

    class Meta:
        model = Export
        fields: tuple[str, ...] = (
            "id",
            "kind",
            "title",
            "state",
            "processed",
            "total",
            "file_name",
            "requested_at",
            "expires_at",
            "error",
        )
        read_only_fields = fields


class ExportWithNotesSerializer(ExportSerializer):
    notes = ExportNotesSerializer(allow_null=True, read_only=True)

    class Meta(ExportSerializer.Meta):
        fields = (*ExportSerializer.Meta.fields, "notes")
        read_only_fields = fields


class LinkSerializer(serializers.Serializer[Any]):
    url = serializers.CharField(help_text="相对于 API 根的下载地址,十分钟内可用一次")
