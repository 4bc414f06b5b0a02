"""The audience, the frozen roster, and acts on its lines."""

from typing import Any

from django.db.models import F
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from exam_platform.api import Pages, database_now
from exam_platform.exams import actions, serializers
from exam_platform.exams.access import inspected_exam, managed_exam, readable_exam, visible_entries, visible_entries_of
from exam_platform.exams.life_cycle import last_window_end
from exam_platform.exams.models import Entry, EntryQuerySet, Exam
from exam_platform.people.access import below, signed_in, visible_units
from exam_platform.people.models import Person
from questions.text_index import containing

from .exams import read_body


class ByUnitPages(Pages):
    # A tuple of both: the cursor goes by the first, ties are broken by the second.
    ordering: Any = ("unit_path", "id")


def described_audience(exam: Exam) -> list[dict[str, Any]]:
    rules = list(exam.audience.select_related("unit").order_by("pk"))
    counts = actions.count_persons(exam, rules) if rules else []
    return [
        {
            "id": rule.pk,
            "unit": {"id": rule.unit_id, "name": rule.unit.name},
            "category": rule.category,
            "include_subtree": rule.include_subtree,
            "persons": count,
        }
        for rule, count in zip(rules, counts, strict=True)
    ]


class AudienceView(APIView):
    @extend_schema(responses=serializers.RuleSerializer(many=True))
    def get(self, request: Request, exam_id: int) -> Response:
        return Response(described_audience(inspected_exam(signed_in(request), exam_id)))

    @extend_schema(request=serializers.RuleDraftSerializer(many=True), responses=serializers.RuleSerializer(many=True))
    def put(self, request: Request, exam_id: int) -> Response:
        person = signed_in(request)
        exam = managed_exam(person, exam_id)
        rules = read_body(serializers.RuleDraftSerializer, request, many=True, max_length=500)
        actions.set_audience(exam=exam, rules=rules, actor=person)
        return Response(described_audience(exam))


class RosterView(APIView):
    @extend_schema(request=serializers.NothingSerializer, responses=serializers.FrozenSerializer)
    def post(self, request: Request, exam_id: int) -> Response:
        person = signed_in(request)
        exam = managed_exam(person, exam_id)
        read_body(serializers.NothingSerializer, request)
        return Response({"entries": actions.freeze_roster(exam=exam, actor=person)})


def described_entries(entries: EntryQuerySet, exam: Exam) -> EntryQuerySet:
    """With what a line of the list shows, as of now."""
    end = last_window_end(exam.windows.all())
    is_over = end is not None and end <= database_now()
    described = entries.with_status(is_over=is_over).with_attempt_count().with_attempts()
    return described.annotate(id_tail=F("person__id_number_tail")).prefetch_related("changes")


class EntriesView(generics.ListAPIView[Entry]):
    serializer_class = serializers.EntrySerializer
    pagination_class = ByUnitPages

    def get_queryset(self) -> EntryQuerySet:
        person, query = signed_in(self.request), serializers.EntriesQuery.read(self.request)
        self.exam = readable_exam(person, self.kwargs["exam_id"])
        entries = described_entries(visible_entries_of(person, self.exam), self.exam)
        if "unit" in query:
            unit = generics.get_object_or_404(visible_units(person), pk=query["unit"])
            entries = entries.filter(below("unit_path", unit.path))
        chosen = {name: query[name] for name in ("category", "status") if name in query}
        if search := query.get("search"):
            entries = entries.filter(containing(Entry, "person_name", search))
        return entries.filter(**chosen)

    def get_serializer_context(self) -> dict[str, Any]:
        exam = getattr(self, "exam", None)
        return {**super().get_serializer_context(), "person": self.request.user, "exam": exam}

    @extend_schema(parameters=[serializers.EntriesQuery])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


def managed_entry(person: Person, exam_id: int, entry_id: int) -> tuple[Exam, Entry]:
    exam = managed_exam(person, exam_id)
    return exam, generics.get_object_or_404(visible_entries(person).filter(exam=exam), pk=entry_id)


def entry_detail(exam: Exam, entry: Entry, person: Person) -> Response:
    found = described_entries(visible_entries(person).filter(pk=entry.pk), exam).get()
    return Response(serializers.EntrySerializer(found, context={"person": person, "exam": exam}).data)


class ExemptionView(APIView):
    @extend_schema(request=serializers.ExcuseSerializer, responses=serializers.EntrySerializer)
    def post(self, request: Request, exam_id: int, entry_id: int) -> Response:
        person = signed_in(request)
        exam, entry = managed_entry(person, exam_id, entry_id)
        fields = read_body(serializers.ExcuseSerializer, request)
        kind = Entry.Standing(fields.pop("kind"))
        return entry_detail(exam, actions.excuse_entry(entry=entry, kind=kind, actor=person, **fields), person)

    @extend_schema(request=serializers.OptionalReasonSerializer, responses=serializers.EntrySerializer)
    def delete(self, request: Request, exam_id: int, entry_id: int) -> Response:
        person = signed_in(request)
        exam, entry = managed_entry(person, exam_id, entry_id)
        fields = read_body(serializers.OptionalReasonSerializer, request)
        return entry_detail(exam, actions.take_back_standing(entry=entry, actor=person, **fields), person)


class ResultCancellationView(APIView):
    @extend_schema(request=serializers.CancellationSerializer, responses=serializers.EntrySerializer)
    def post(self, request: Request, exam_id: int, entry_id: int) -> Response:
        person = signed_in(request)
        exam, entry = managed_entry(person, exam_id, entry_id)
        fields = read_body(serializers.CancellationSerializer, request)
        return entry_detail(exam, actions.cancel_result(entry=entry, actor=person, **fields), person)

    @extend_schema(request=serializers.ReasonSerializer, responses=serializers.EntrySerializer)
    def delete(self, request: Request, exam_id: int, entry_id: int) -> Response:
        person = signed_in(request)
        exam, entry = managed_entry(person, exam_id, entry_id)
        fields = read_body(serializers.ReasonSerializer, request)
        return entry_detail(exam, actions.restore_result(entry=entry, actor=person, **fields), person)
