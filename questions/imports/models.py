import json
from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

# longer than the child that reads a file may take (sandbox.WALL_SECONDS)
STALE_AFTER = timedelta(seconds=90)


class FileImportQuerySet(models.QuerySet[Any]):
    def without_file(self) -> Self:
        """For lists and states: leaves the file's bytes in the database."""
        return self.defer("content", "corrections")

    def waiting_for_worker(self) -> Self:
        """The record of work to do: jobs that a worker has to take further, and none has been at for a while."""
        return self.filter(state__in=[FileImport.State.PARSING, FileImport.State.COMMITTING]).filter(
            Q(heartbeat_at=None) | Q(heartbeat_at__lt=Now() - STALE_AFTER)
        )


class FileImport(models.Model):
    """An uploaded file and how far it has come.

    Subclass it, and ImportRow with a foreign key named `job` whose reverse is `rows`. Where files carry personal data
    override `seal` and `unseal`, which guard the file and the rows' payloads at rest.
    """

    class State(models.TextChoices):
        PARSING = "parsing", "正在检查"
        READY = "ready", "等待确认"
        COMMITTING = "committing", "正在导入"
        DONE = "done", "已完成"
        FAILED = "failed", "失败"
        CANCELLED = "cancelled", "已取消"

    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)
    file_name = models.CharField(max_length=255)
    content = models.BinaryField()
    # What its creator changed in the preview, sealed JSON: row number → {header as in the file: text}. The file stays.
    corrections = models.BinaryField(default=b"")
    state = models.CharField(max_length=12, choices=State, default=State.PARSING)
    processed = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    # Headers as they stand in the file: those that mean something, and the others.
    columns = models.JSONField(default=list)
    ignored_columns = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    sheet = models.CharField(max_length=100, blank=True)
    header_row = models.PositiveIntegerField(null=True)
    error_code = models.CharField(max_length=50, blank=True)
    error_detail = models.CharField(max_length=500, blank=True)
    attempts_to_run = models.PositiveIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True)

    objects = FileImportQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.get_state_display()})"

    @classmethod
    def seal(cls, plain: bytes) -> bytes:
        return plain

    @classmethod
    def unseal(cls, sealed: bytes) -> bytes:
        return sealed

    @property
    def file_bytes(self) -> bytes:
        return self.unseal(bytes(self.content))

    @property
    def corrected_cells(self) -> dict[int, dict[str, str]]:
        corrections = json.loads(self.unseal(bytes(self.corrections))) if self.corrections else {}
        return {int(row): cells for row, cells in corrections.items()}

    @property
    def is_finished(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED, self.State.CANCELLED)


class ImportRow(models.Model):
    """One row of a file. `row` is the number that the user's program shows.

    `change`: `{"kind": "new"}`, `{"kind": "changed", "columns": {column: [old, new]}}` or null.
    `notes`: `[{"column": header as in the file or null, "level": "error"|"warning"|"note", "code", "message"}]`.
    `payload`: what the confirmation needs, as JSON, sealed by the job's class.
    What `change`, `summary` and `notes` say is shown as it stands: personal data in them must be masked.
    """

    class Verdict(models.TextChoices):
        ACCEPT = "accept", "通过"
        REJECT = "reject", "有误"
        SKIP = "skip", "跳过"

    job: Any
    row = models.PositiveIntegerField()
    verdict = models.CharField(max_length=6, choices=Verdict)
    change = models.JSONField(null=True)
    summary = models.CharField(max_length=200, blank=True)
    notes = models.JSONField(default=list)
    has_warning = models.BooleanField(default=False)
    payload = models.BinaryField(default=b"")
    # Of a row that may be corrected in the preview: its cells by header as JSON, sealed by the job's class.
    cells = models.BinaryField(default=b"")

    class Meta:
        abstract = True
        ordering = ["row"]
        constraints = [models.UniqueConstraint(fields=["job", "row"], name="%(class)s_row_unique")]
        indexes = [models.Index(fields=["job", "verdict", "row"], name="%(class)s_verdict")]

    def __str__(self) -> str:
        return f"{self.row}: {self.verdict}"

    def content(self, job_class: type[FileImport]) -> Any:
        return json.loads(job_class.unseal(bytes(self.payload)))
