"""Papers: assembled ahead, frozen, and delivered as prepared bytes."""

from django.db import models
from django.db.models.functions import Now

from questions.models import Revision

from .blueprint import Blueprint
from .exam import Exam


class Form(models.Model):
    """One assembled paper. `content` is what a candidate receives (no keys), gzip-compressed once.

    `content_hash` is the SHA-256 of the JSON before compression.
    """

    exam = models.ForeignKey(Exam, on_delete=models.CASCADE, related_name="forms")
    blueprint = models.ForeignKey(Blueprint, on_delete=models.PROTECT, related_name="forms")
    number = models.PositiveSmallIntegerField()
    content = models.BinaryField()
    content_hash = models.CharField(max_length=64)
    # What an attempt's own order is drawn from: [[position, kind, number of options], ...].
    outline = models.JSONField()
    full_points = models.PositiveIntegerField()
    assembled_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["exam", "number"], name="form_number_once_per_exam")]

    def __str__(self) -> str:
        return f"{self.exam_id}:{self.number}"


class FormItem(models.Model):
    """A question of a form: the revision is frozen here, whatever later becomes of the question."""

    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="form_items")
    points = models.PositiveIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["form", "position"], name="form_item_position_once"),
            models.UniqueConstraint(fields=["form", "revision"], name="form_item_revision_once"),
        ]

    def __str__(self) -> str:
        return f"{self.form_id}:{self.position}"


class Assembly(models.Model):
    """The job that assembles an examination's forms; the newest counts."""

    class State(models.TextChoices):
        QUEUED = "queued", "排队中"
        RUNNING = "running", "组卷中"
        DONE = "done", "已完成"
        FAILED = "failed", "失败"
        CANCELLED = "cancelled", "已取消"

    exam = models.ForeignKey(Exam, on_delete=models.CASCADE, related_name="assemblies")
    count = models.PositiveSmallIntegerField()
    seed = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    processed = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    runs = models.PositiveSmallIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True)
    error = models.JSONField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.exam_id}:{self.state}"
