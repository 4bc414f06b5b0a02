"""The one resource shape of imports. A kind of import subclasses FileImportViews and says who may."""

from typing import Any, ClassVar
from urllib.parse import quote

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from questions.background import Nudged
from questions.imports.actions import cancel_import, confirm_import, correct_row, correctable_cells, create_import
from questions.imports.annotated import annotated_file
from questions.imports.errors import ImportFileTooLarge
from questions.imports.importer import Importer
from questions.imports.models import FileImportQuerySet
from questions.imports.reading import MAX_FILE_SIZE, XLSX
from questions.imports.serializers import (
    FileImportSerializer,
    ImportRowSerializer,
    RowCellsSerializer,
    RowQuery,
    RowsQuery,
    UploadSerializer,
)
from questions.imports.tasks import nudge_import
from questions.refusals import Refusal
from questions.strict import StrictJSONParser, StrictQuery, StrictSerializer

_FORM_OVERHEAD = 64 * 1024


class UploadParser(MultiPartParser):
    """Refuses a body that is too large before reading it."""

    def too_large(self) -> Refusal:
        return ImportFileTooLarge()

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        length = parser_context["request"].META.get("CONTENT_LENGTH") or "0"
        if length.isdigit() and int(length) > MAX_FILE_SIZE + _FORM_OVERHEAD:
            raise self.too_large()
        return super().parse(stream, media_type, parser_context)


class FileImportViews(viewsets.GenericViewSet[Any]):
    """Subclass: `importer`, `run_parse`, `run_commit`, `queryset` (the job model's), `may_import`."""

    importer: ClassVar[Importer[Any]]
    run_parse: ClassVar[Nudged]
    run_commit: ClassVar[Nudged]
    serializer_class = FileImportSerializer
    parser_classes = [UploadParser, StrictJSONParser]
    lookup_value_regex = "[0-9]{1,18}"

    def may_import(self) -> bool:
        """Whether the person may use this import at all; deny unless the subclass says otherwise."""
        return False

    def visible_imports(self) -> FileImportQuerySet:
        """The jobs she may see: her own."""
        return self.importer.job_model.objects.filter(created_by_id=self.request.user.pk)

    def on_created(self, job: Any) -> None:
        """For a record of the upload."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not self.may_import():
            raise PermissionDenied

    def get_queryset(self) -> QuerySet[Any]:
        return self.visible_imports().without_file().select_related("created_by").order_by("-id")

    @extend_schema(request=UploadSerializer, responses={201: FileImportSerializer})
    def create(self, request: Request) -> Response:
        upload = UploadSerializer(data=request.data)
        upload.is_valid(raise_exception=True)
        file = upload.validated_data["file"]
        if file.size > MAX_FILE_SIZE:
            raise ImportFileTooLarge
        job = create_import(
            importer=self.importer, created_by=request.user, file_name=file.name or "", content=file.read()
        )
        self.on_created(job)
        nudge_import(job, run_parse=self.run_parse, run_commit=self.run_commit)
        return Response(FileImportSerializer(job).data, status=201)

    @extend_schema(responses=FileImportSerializer(many=True))
    def list(self, request: Request) -> Response:
        StrictQuery.read(request)
        self.paginator.ordering = "-id"  # type: ignore[union-attr]  # the project's cursor pages; newest first
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(FileImportSerializer(page, many=True).data)

    @extend_schema(responses=FileImportSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(FileImportSerializer(self.get_object()).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        cancel_import(importer=self.importer, job=self.get_object())
        return Response(status=204)

    @extend_schema(parameters=[RowsQuery], responses=ImportRowSerializer(many=True))
    @action(detail=True, methods=["get"])
    def rows(self, request: Request, pk: str) -> Response:
        filters = RowsQuery.read(request)
        rows = self.importer.row_model.objects.filter(job_id=self.get_object().pk).defer("payload", "cells")
        if verdict := filters.get("verdict"):
            rows = rows.filter(verdict=verdict)
        if "level" in filters:
            rows = rows.filter(has_warning=True)
        self.paginator.ordering = "row"  # type: ignore[union-attr]  # the order of the file
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(ImportRowSerializer(page, many=True).data)

    @extend_schema(parameters=[RowQuery], responses=RowCellsSerializer)
    @action(detail=True, methods=["get"])
    def cells(self, request: Request, pk: str) -> Response:
        """What the row's cells say, for its creator to correct them."""
        job, row = self.get_object(), RowQuery.read(request)["row"]
        return Response({"row": row, "cells": correctable_cells(importer=self.importer, job=job, row=row)})

    @extend_schema(request=RowCellsSerializer, responses={202: FileImportSerializer})
    @cells.mapping.put
    def correct(self, request: Request, pk: str) -> Response:
        job, asked = self.get_object(), RowCellsSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        job = correct_row(importer=self.importer, job=job, **asked.validated_data)
        nudge_import(job, run_parse=self.run_parse, run_commit=self.run_commit)
        return Response(FileImportSerializer(job).data, status=202)

    @extend_schema(request=StrictSerializer, responses={202: FileImportSerializer})
    @action(detail=True, methods=["post"])
    def confirmation(self, request: Request, pk: str) -> Response:
        StrictSerializer(data=request.data).is_valid(raise_exception=True)
        job = self.get_object()
        confirm_import(importer=self.importer, job=job)
        job = self.get_object()
        nudge_import(job, run_parse=self.run_parse, run_commit=self.run_commit)
        return Response(FileImportSerializer(job).data, status=202)

    @extend_schema(responses={(200, XLSX): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"], url_path="annotated-file")
    def annotated_file(self, request: Request, pk: str) -> HttpResponse:
        job = self.importer.job_model.objects.get(pk=self.get_object().pk)
        rows = self.importer.row_model.objects.filter(job=job).values_list("row", "verdict", "notes")
        return file_response(annotated_file(job, rows), f"{job.file_name.rpartition('.')[0] or '导入'}-错误说明.xlsx")


def file_response(content: bytes, file_name: str, media_type: str = XLSX) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file_name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response
