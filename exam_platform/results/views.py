"""Figures, lists and exports: parse → access → read or act → shape."""

from typing import Any

from django.db.models import F
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from exam_platform.api import Pages, StrictQuery
from exam_platform.people.access import signed_in
from questions.must_know import items_of, version_of
from questions.must_know_serializers import counted
from questions.serializers import QuestionExportRequestSerializer
from questions.views import asked_export

from . import tasks
from .access import (
    figures_scope,
    hides_leading_scores,
    may_see_items,
    own_exports,
    readable_entries,
    readable_exam,
    readable_unit,
)
from .actions.exports import cancel_export, issue_link, request_export, request_question_export, spend_link
from .listings import select_entries
from .models import Export, ItemTally
from .must_know import persons_on, persons_tested, tested_entries
from .overview import Selection, overview
from .serializers import (
    ExportRequestSerializer,
    ExportSerializer,
    ExportWithNotesSerializer,
    ItemSerializer,
    LinkSerializer,
    ResultSerializer,
    ResultsQuery,
    StatisticsQuery,
    StatisticsSerializer,
    TestedPageSerializer,
    TestedQuery,
)
from .statistics import percent


class ByUnitPages(Pages):
    ordering: Any = ("unit_path", "id")


class ByRevisionPages(Pages):
    ordering = "revision_id"


class NewestFirstPages(Pages):
    ordering = "-id"


class ByPositionPages(Pages):
    ordering = "position"


class StatisticsView(APIView):
    @extend_schema(parameters=[StatisticsQuery], responses=StatisticsSerializer)
    def get(self, request: Request, exam_id: int) -> Response:
        person, query = signed_in(request), StatisticsQuery.read(request)
        exam = readable_exam(person, exam_id)
        unit = readable_unit(person, query.get("unit"))
        hides = hides_leading_scores(person, exam)
        selection = Selection(exam=exam, unit=unit, category=query["category"], leading_scores=not hides)
        page = overview(selection, scope=figures_scope(person), with_items=may_see_items(person, exam))
        return Response(StatisticsSerializer(page).data)


class ResultsView(generics.ListAPIView[Any]):
    serializer_class = ResultSerializer

    pagination_class = ByUnitPages

    @extend_schema(parameters=[ResultsQuery])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        person, query = signed_in(self.request), ResultsQuery.read(self.request)
        self.exam = readable_exam(person, self.kwargs["exam_id"])
        entries = readable_entries(person, self.exam, readable_unit(person, query.get("unit")))
        chosen = select_entries(
            entries,
            hides_leading_scores=hides_leading_scores(person, self.exam),
            category=query["category"],
            outcome=query["verdict"],
            search=query["search"],
        )
        return chosen.annotate(id_tail=F("person__id_number_tail"))

    def get_serializer_context(self) -> dict[str, Any]:
        hides = "exam" in self.__dict__ and hides_leading_scores(signed_in(self.request), self.exam)
        return {**super().get_serializer_context(), "hides_leading_scores": hides}


class ItemsView(generics.ListAPIView[Any]):
    """Item analysis: 正答率 of each question of the examination."""

    serializer_class = ItemSerializer

    pagination_class = ByRevisionPages

    def get_queryset(self) -> Any:
        StrictQuery.read(self.request)
        person = signed_in(self.request)
        exam = readable_exam(person, self.kwargs["exam_id"])
        if not may_see_items(person, exam):
            self.permission_denied(self.request)
        return ItemTally.objects.filter(exam=exam).select_related("revision")

    def get_serializer(self, rows: Any = (), *args: Any, **kwargs: Any) -> Any:
        return super().get_serializer(
            [
                {
                    "revision": row.revision_id,
                    "kind": row.revision.kind,
                    "stem": row.revision.stem,
                    "count": row.count,
                    "facility": percent(row.points_sum, row.points_full),
                }
                for row in rows
            ],
            *args,
            **kwargs,
        )


class ExportsView(generics.ListAPIView[Export]):
    serializer_class = ExportSerializer

    pagination_class = NewestFirstPages

    def get_queryset(self) -> Any:
        StrictQuery.read(self.request)
        return own_exports(signed_in(self.request)).defer("rights", "notes")

    @extend_schema(request=ExportRequestSerializer, responses={202: ExportSerializer})
    def post(self, request: Request) -> Response:
        person = signed_in(request)
        body = ExportRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        asked = body.validated_data
        exam = readable_exam(person, asked.pop("exam"))
        unit = readable_unit(person, asked.pop("unit"))
        export = request_export(person=person, exam=exam, unit=unit, **asked)
        return queued(export)


class QuestionExportsView(APIView):
    @extend_schema(request=QuestionExportRequestSerializer, responses={202: ExportSerializer})
    def post(self, request: Request) -> Response:
        """As `POST question-exports/`, of any number that the format takes, in the background."""
        return queued(request_question_export(person=signed_in(request), **asked_export(request)))


class ExportView(APIView):
    @extend_schema(responses=ExportWithNotesSerializer)
    def get(self, request: Request, export_id: int) -> Response:
        return Response(ExportWithNotesSerializer(own_export(request, export_id)).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, export_id: int) -> Response:
        cancel_export(export=own_export(request, export_id))
        return Response(status=status.HTTP_204_NO_CONTENT)


class ExportDownloadView(APIView):
    @extend_schema(request=None, responses=LinkSerializer)
    def post(self, request: Request, export_id: int) -> Response:
        token = issue_link(export=own_export(request, export_id))
        return Response({"url": f"exports/{export_id}/file/?token={token}"})


class ExportFileView(APIView):
    @extend_schema(
        parameters=[OpenApiParameter("token", str, required=True)],
        responses={(200, "application/octet-stream"): OpenApiResponse(OpenApiTypes.BINARY)},
    )
    def get(self, request: Request, export_id: int) -> FileResponse:
        export = own_export(request, export_id)
        path = spend_link(export=export, token=request.query_params.get("token", ""))
        return FileResponse(path.open("rb"), as_attachment=True, filename=export.file_name)


class TestedView(generics.GenericAPIView[Any]):
    """Which articles of a 应知应会 list the persons of a unit, or one of them, were tested on: `count` of each."""

    pagination_class = ByPositionPages

    @extend_schema(
        parameters=[TestedQuery],
        responses=forced_singular_serializer(TestedPageSerializer),  # type: ignore[no-untyped-call]  # theirs
    )
    def get(self, request: Request, list_id: int, number: int) -> Response:
        viewer, query = signed_in(request), TestedQuery.read(request)
        unit = readable_unit(viewer, query.get("unit"))
        entries = tested_entries(viewer, unit, query.get("person"))
        items = self.paginate_queryset(items_of(version_of(list_id, number))) or []
        page = self.get_paginated_response(counted(items, persons_on(items, entries)))
        page.data |= {"unit": {"id": unit.pk, "name": unit.name}, "persons": persons_tested(entries)}
        return page


def queued(export: Export) -> Response:
    tasks.make_export.nudge(export_id=export.pk)
    return Response(ExportSerializer(export).data, status=status.HTTP_202_ACCEPTED)


def own_export(request: Request, export_id: int) -> Export:
    return get_object_or_404(own_exports(signed_in(request)).select_related("requested_by", "unit"), pk=export_id)
