from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from questions.imports.models import FileImport, ImportRow
from questions.strict import StrictQuery, StrictSerializer


class UploadSerializer(StrictSerializer):
    file = serializers.FileField(help_text="xlsx 或 csv,不超过 10 MB", allow_empty_file=True)


class CountsSerializer(StrictSerializer):
    accept = serializers.IntegerField(default=0)
    reject = serializers.IntegerField(default=0)
    skip = serializers.IntegerField(default=0)
    warning = serializers.IntegerField(default=0)
    empty = serializers.IntegerField(default=0)


class ImportErrorSerializer(StrictSerializer):
    code = serializers.CharField()
    detail = serializers.CharField()


class FileImportSerializer(StrictSerializer):
    id = serializers.IntegerField()
    file_name = serializers.CharField()
    state = serializers.ChoiceField(FileImport.State.choices)
    processed = serializers.IntegerField()
    total = serializers.IntegerField()
    counts = CountsSerializer()
    columns = serializers.ListField(child=serializers.CharField())
    ignored_columns = serializers.ListField(child=serializers.CharField())
    notes = serializers.ListField(child=serializers.CharField())
    error = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()
    created_by = serializers.SerializerMethodField()

    @extend_schema_field(ImportErrorSerializer(allow_null=True))
    def get_error(self, job: FileImport) -> dict[str, Any] | None:
        return {"code": job.error_code, "detail": job.error_detail} if job.error_code else None

    def get_created_by(self, job: FileImport) -> str:
        return str(job.created_by)


class NoteSerializer(StrictSerializer):
    column = serializers.CharField(allow_null=True)
    level = serializers.ChoiceField(["error", "warning", "note"])
    code = serializers.CharField()
    message = serializers.CharField()


class ChangeSerializer(StrictSerializer):
    kind = serializers.ChoiceField(["new", "changed"])
    columns = serializers.DictField(child=serializers.ListField(child=serializers.CharField()), required=False)


class ImportRowSerializer(StrictSerializer):
    row = serializers.IntegerField()
    verdict = serializers.ChoiceField(ImportRow.Verdict.choices)
    change = ChangeSerializer(allow_null=True)
    summary = serializers.CharField()
    notes = NoteSerializer(many=True)


class RowCellsSerializer(StrictSerializer):
    """The cells of one row by header as it stands in the file."""

    row = serializers.IntegerField(min_value=1, max_value=2_000_000)
    cells = serializers.DictField(
        child=serializers.CharField(max_length=10_000, allow_blank=True, trim_whitespace=False), allow_empty=False
    )


class RowQuery(StrictQuery):
    row = serializers.IntegerField(min_value=1, max_value=2_000_000)


class RowsQuery(StrictQuery):
    verdict = serializers.ChoiceField(ImportRow.Verdict.choices, required=False)
    level = serializers.ChoiceField(["warning"], required=False)
