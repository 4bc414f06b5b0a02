"""Figures made from the frozen rosters, and the files people take away."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from exam_platform.exams.models import Exam
from exam_platform.people.models import Category, Unit
from questions.models import Revision


class Tally(models.Model):
    """One row per examination × unit × category × leading cadres or others: counts of persons of the unit itself.

    A subtree is the sum over the path prefix. `bands` holds eleven counts of final scores by percent of the full
    points: 0–9, 10–19, … 90–99, 100.
    """

    exam = models.ForeignKey(Exam, on_delete=models.CASCADE, related_name="tallies")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=255)
    category = models.CharField(max_length=40, choices=Category)
    # Leading cadres apart: an examination may keep their scores to the district.
    is_leading = models.BooleanField(default=False)
    roster = models.PositiveIntegerField(default=0)
    exempt = models.PositiveIntegerField(default=0)
    reduced = models.PositiveIntegerField(default=0)
    leave = models.PositiveIntegerField(default=0)
    cancelled = models.PositiveIntegerField(default=0)
    sat = models.PositiveIntegerField(default=0)
    sat_main = models.PositiveIntegerField(default=0)
    sat_make_up = models.PositiveIntegerField(default=0)
    passed = models.PositiveIntegerField(default=0)
    passed_main = models.PositiveIntegerField(default=0)
    passed_make_up = models.PositiveIntegerField(default=0)
    excellent = models.PositiveIntegerField(default=0)
    scored = models.PositiveIntegerField(default=0)
    score_sum = models.BigIntegerField(default=0)
    band_0 = models.PositiveIntegerField(default=0)
    band_10 = models.PositiveIntegerField(default=0)
    band_20 = models.PositiveIntegerField(default=0)
    band_30 = models.PositiveIntegerField(default=0)
    band_40 = models.PositiveIntegerField(default=0)
    band_50 = models.PositiveIntegerField(default=0)
    band_60 = models.PositiveIntegerField(default=0)
    band_70 = models.PositiveIntegerField(default=0)
    band_80 = models.PositiveIntegerField(default=0)
    band_90 = models.PositiveIntegerField(default=0)
    band_100 = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exam", "unit", "category", "is_leading"], name="tally_once")]
        indexes = [models.Index(fields=["exam", "unit_path"])]


class DayTally(models.Model):
    """How many sat for the first time on a day (Asia/Shanghai): examination × unit × category × date."""

    exam = models.ForeignKey(Exam, on_delete=models.CASCADE, related_name="day_tallies")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=255)
    category = models.CharField(max_length=40, choices=Category)
    date = models.DateField()
    sat = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exam", "unit", "category", "date"], name="day_tally_once")]
        indexes = [models.Index(fields=["exam", "unit_path"])]


class ItemTally(models.Model):
    """正答率 of one revision in one examination, over the graded attempts of main and make-up windows."""

    exam = models.ForeignKey(Exam, on_delete=models.CASCADE, related_name="item_tallies")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    count = models.PositiveIntegerField()
    right = models.PositiveIntegerField()
    points_sum = models.BigIntegerField()
    points_full = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exam", "revision"], name="item_tally_once")]


class TallyRequest(models.Model):
    """Entries have changed: inserted in the transaction that changes them, deleted by the tally that counts it.

    A row of its own each time: what grades never waits for what counts, nor for another that grades.
    """

    exam = models.ForeignKey(Exam, on_delete=models.CASCADE, related_name="tally_requests")


class TallyRun(models.Model):
    """When an examination was last tallied; whoever tallies holds this row."""

    exam = models.OneToOneField(Exam, on_delete=models.CASCADE, related_name="tally_run")
    tallied_at = models.DateTimeField(null=True)


class Export(models.Model):
    """A file made in the background for one person, taken by a one-use link (S24): figures of an examination and unit,
    or questions of the bank.

    `rights` are those it was made under: of figures `access.Rights`, of questions `{"questions": which}`. Whoever has
    lost one of them has lost the file. `notes` say of questions what the file does and does not hold.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "排队中"
        RUNNING = "running", "生成中"
        DONE = "done", "已完成"
        FAILED = "failed", "失败"
        CANCELLED = "cancelled", "已取消"

    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    exam = models.ForeignKey(Exam, on_delete=models.CASCADE, null=True, related_name="exports")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    parameters = models.JSONField(default=dict)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    processed = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    runs = models.PositiveSmallIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True)
    error = models.JSONField(null=True)
    file_name = models.CharField(max_length=200, blank=True)
    rights = models.JSONField(default=dict)
    notes = models.JSONField(null=True)
    expires_at = models.DateTimeField(null=True)
    download_token = models.CharField(max_length=64, blank=True)
    download_token_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="questions", exam=None, unit=None)
                | ~Q(kind="questions") & Q(exam__isnull=False, unit__isnull=False),
                name="export_of_exam_or_bank",
            )
        ]
