"""The blueprint and the forms drawn by it."""

import gzip
import json
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from exam_platform.api import Pages, StrictQuery, database_now
from exam_platform.exams import actions, assembly, serializers, tasks
from exam_platform.exams.access import inspected_exam, managed_exam, may_see_papers
from exam_platform.exams.models import BlueprintRow, Exam, Form
from exam_platform.exams.pools import pools_of
from exam_platform.people.access import signed_in
from questions import selection

from .exams import read_body


class ByNumberPages(Pages):
    ordering = "number"


def described_blueprint(exam: Exam) -> list[dict[str, Any]]:
    """The rows with what the bank has for each now, and which rows of the same paper draw from the same questions."""
    rows = list(
        BlueprintRow.objects.filter(blueprint__exam=exam)
        .select_related("blueprint", "topic", "set_version")
        .order_by("order", "pk")
    )
    pools = pools_of(rows)
    overlaps = assembly.overlaps(pools)
    context = {
        "available": {row.pk: len(pool) for row, pool in zip(rows, pools, strict=True)},
        "overlaps": {
            row.pk: [other + 1 for other in others if rows[other].blueprint_id == row.blueprint_id]
            for row, others in zip(rows, overlaps, strict=True)
        },
    }
    return list(serializers.RowSerializer(rows, many=True, context=context).data)


class BlueprintView(APIView):
    @extend_schema(responses=serializers.RowSerializer(many=True))
    def get(self, request: Request, exam_id: int) -> Response:
        return Response(described_blueprint(inspected_exam(signed_in(request), exam_id)))

    @extend_schema(request=serializers.RowDraftSerializer(many=True), responses=serializers.RowSerializer(many=True))
    def put(self, request: Request, exam_id: int) -> Response:
        person = signed_in(request)
        exam = managed_exam(person, exam_id)
        rows = read_body(serializers.RowDraftSerializer, request, many=True, max_length=200)
        actions.set_blueprint(exam=exam, rows=rows, actor=person)
        return Response(described_blueprint(exam))


class PoolView(APIView):
    """How many questions such a row could draw from now: for the screen, while the blueprint is being written."""

    @extend_schema(parameters=[serializers.PoolQuery], responses=serializers.PoolSerializer)
    def get(self, request: Request, exam_id: int) -> Response:
        inspected_exam(signed_in(request), exam_id)
        query = serializers.PoolQuery.read(request)
        return Response({"available": selection.matching(selection.machine_marked(), **query).count()})


class FormsView(generics.ListAPIView[Form]):
    """The forms there are, and the newest job that assembles them."""

    serializer_class = serializers.FormSerializer
    pagination_class = ByNumberPages

    def get_queryset(self) -> QuerySet[Form]:
        StrictQuery.read(self.request)
        self.exam = inspected_exam(signed_in(self.request), self.kwargs["exam_id"])
        return self.exam.forms.select_related("blueprint").defer("content")

    @extend_schema(
        responses=forced_singular_serializer(serializers.FormsSerializer)  # type: ignore[no-untyped-call]  # theirs
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = super().get(request, *args, **kwargs)
        job = self.exam.assemblies.first()
        page.data["job"] = None if job is None else serializers.AssemblySerializer(job).data
        return page

    @extend_schema(request=serializers.AssemblyRequestSerializer, responses={202: serializers.AssemblySerializer})
    def post(self, request: Request, exam_id: int) -> Response:
        person = signed_in(request)
        exam = managed_exam(person, exam_id)
        job = actions.request_assembly(
            exam=exam, actor=person, **read_body(serializers.AssemblyRequestSerializer, request)
        )
        tasks.assemble_forms.nudge(assembly_id=job.pk)
        return Response(serializers.AssemblySerializer(job).data, status=status.HTTP_202_ACCEPTED)


class FormPreviewView(APIView):
    """A form as candidates receive it. By POST, for it goes on record."""

    @extend_schema(request=serializers.NothingSerializer, responses=serializers.FormContentSerializer)
    def post(self, request: Request, exam_id: int, form_id: int) -> Response:
        person = signed_in(request)
        exam = inspected_exam(person, exam_id)
        if not may_see_papers(person, exam, exam.windows.all(), database_now()):
            raise PermissionDenied
        read_body(serializers.NothingSerializer, request)
        form = generics.get_object_or_404(Form.objects.filter(exam=exam).select_related("exam__unit"), pk=form_id)
        actions.record_preview(form=form, actor=person)
        return Response(json.loads(gzip.decompress(form.content)))
