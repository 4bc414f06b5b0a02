"""Examinations, their windows and presets."""

from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from exam_platform.api import Pages, database_now
from exam_platform.exams import actions, serializers
from exam_platform.exams.access import (
    managed_exam,
    managing_scope,
    readable_exam,
    visible_entries,
    visible_exams,
)
from exam_platform.exams.life_cycle import ExamState
from exam_platform.exams.models import Entry, Exam, ExamQuerySet, Form
from exam_platform.exams.presets import PRESETS
from exam_platform.people.access import signed_in
from exam_platform.people.models import Person


class NewestFirstPages(Pages):
    ordering = "-id"


def read_body(shape: type[Any], request: Request, **options: Any) -> Any:
    """The validated body; 400 naming each place that is wrong."""
    body = shape(data=request.data, **options)
    body.is_valid(raise_exception=True)
    return body.validated_data


def described_exams(exams: ExamQuerySet, person: Person) -> ExamQuerySet:
    """With what a line of the list shows; entries are counted in the reader's scope."""

    def number(rows: QuerySet[Any]) -> Coalesce:
        counted = rows.filter(exam=OuterRef("pk")).order_by().values("exam").annotate(number=Count("pk"))
        return Coalesce(Subquery(counted.values("number"), output_field=IntegerField()), 0)

    entries = visible_entries(person)
    return (
        exams.select_related("unit", "created_by")
        .defer("created_by__id_number", "created_by__phone")
        .prefetch_related("windows")
        .annotate(
            entry_count=number(entries),
            exempt_count=number(entries.filter(standing=Entry.Standing.EXEMPT)),
            form_total=number(Form.objects.all()),
        )
    )


def exam_context(person: Person) -> dict[str, Any]:
    return {"person": person, "now": database_now()}


def exam_detail(exam: Exam, person: Person, code: int = status.HTTP_200_OK) -> Response:
    found = described_exams(visible_exams(person), person).get(pk=exam.pk)
    return Response(serializers.ExamDetailSerializer(found, context=exam_context(person)).data, status=code)


class PresetsView(APIView):
    @extend_schema(responses=serializers.PresetSerializer(many=True))
    def get(self, request: Request) -> Response:
        if not managing_scope(signed_in(request)):
            raise PermissionDenied
        return Response(serializers.PresetSerializer(PRESETS.values(), many=True).data)


class ExamsView(generics.ListAPIView[Exam]):
    serializer_class = serializers.ExamSerializer
    pagination_class = NewestFirstPages

    def get_queryset(self) -> ExamQuerySet:
        person, query = signed_in(self.request), serializers.ExamsQuery.read(self.request)
        exams = visible_exams(person)
        if "state" in query:
            exams = exams.in_state(ExamState(query["state"]))
        if "year" in query:
            exams = exams.filter(year=query["year"])
        return described_exams(exams.filter(title__contains=query.get("search", "")), person)

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), **exam_context(signed_in(self.request))}

    @extend_schema(parameters=[serializers.ExamsQuery])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(request=serializers.ExamDraftSerializer, responses={201: serializers.ExamDetailSerializer})
    def post(self, request: Request) -> Response:
        person = signed_in(request)
        if not managing_scope(person):
            raise PermissionDenied
        fields = read_body(serializers.ExamDraftSerializer, request)
        exam = actions.create_exam(actor=person, unit_id=fields.pop("unit", None), **fields)
        return exam_detail(exam, person, status.HTTP_201_CREATED)


class ExamView(APIView):
    @extend_schema(responses=serializers.ExamDetailSerializer)
    def get(self, request: Request, exam_id: int) -> Response:
        person = signed_in(request)
        return exam_detail(readable_exam(person, exam_id), person)

    @extend_schema(request=serializers.ExamChangesSerializer, responses=serializers.ExamDetailSerializer)
    def patch(self, request: Request, exam_id: int) -> Response:
        person = signed_in(request)
        exam = managed_exam(person, exam_id)
        actions.update_exam(exam=exam, actor=person, **read_body(serializers.ExamChangesSerializer, request))
        return exam_detail(exam, person)


class WindowsView(APIView):
    @extend_schema(responses=serializers.WarnedWindowSerializer(many=True))
    def get(self, request: Request, exam_id: int) -> Response:
        exam = readable_exam(signed_in(request), exam_id)
        return Response(serializers.warned(list(exam.windows.all()), exam.duration_minutes))

    @extend_schema(
        request=serializers.WindowDraftSerializer(many=True), responses=serializers.WarnedWindowSerializer(many=True)
    )
    def put(self, request: Request, exam_id: int) -> Response:
        person = signed_in(request)
        exam = managed_exam(person, exam_id)
        drafts = read_body(serializers.WindowDraftSerializer, request, many=True, max_length=50)
        windows = actions.set_windows(exam=exam, windows=drafts, actor=person)
        return Response(serializers.warned(windows, exam.duration_minutes))

    @extend_schema(request=serializers.WindowAdditionSerializer, responses={201: serializers.WarnedWindowSerializer})
    def post(self, request: Request, exam_id: int) -> Response:
        person = signed_in(request)
        exam = managed_exam(person, exam_id)
        fields = read_body(serializers.WindowAdditionSerializer, request)
        window = actions.add_window(exam=exam, actor=person, **fields)
        return Response(serializers.warned([window], exam.duration_minutes)[0], status=status.HTTP_201_CREATED)


class WindowView(APIView):
    @extend_schema(request=serializers.WindowChangeSerializer, responses=serializers.WarnedWindowSerializer)
    def patch(self, request: Request, exam_id: int, window_id: int) -> Response:
        person = signed_in(request)
        exam = managed_exam(person, exam_id)
        window = generics.get_object_or_404(exam.windows.all(), pk=window_id)
        fields = read_body(serializers.WindowChangeSerializer, request)
        window = actions.change_window(window=window, actor=person, **fields)
        return Response(serializers.warned([window], exam.duration_minutes)[0])


class PublicationView(APIView):
    @extend_schema(request=serializers.NothingSerializer, responses=serializers.ExamDetailSerializer)
    def post(self, request: Request, exam_id: int) -> Response:
        person = signed_in(request)
        exam = managed_exam(person, exam_id)
        read_body(serializers.NothingSerializer, request)
        return exam_detail(actions.publish_exam(exam=exam, actor=person), person)

    @extend_schema(request=serializers.ReasonSerializer, responses=serializers.ExamDetailSerializer)
    def delete(self, request: Request, exam_id: int) -> Response:
        person = signed_in(request)
        exam = managed_exam(person, exam_id)
        reason = read_body(serializers.ReasonSerializer, request)["reason"]
        return exam_detail(actions.cancel_exam(exam=exam, reason=reason, actor=person), person)


class ResultsPublicationView(APIView):
    @extend_schema(request=serializers.NothingSerializer, responses=serializers.ExamDetailSerializer)
    def post(self, request: Request, exam_id: int) -> Response:
        person = signed_in(request)
        exam = managed_exam(person, exam_id)
        read_body(serializers.NothingSerializer, request)
        return exam_detail(actions.publish_results(exam=exam, actor=person), person)
