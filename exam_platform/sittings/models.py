"""A candidate's sitting, and the append-only log of what was answered."""

from django.db import models
from django.db.models.functions import Now

from exam_platform.exams.models import Entry, Form, Window


class Attempt(models.Model):
    """One candidate's sitting of one form. open → submitted → graded; or voided (`sittings.life_cycle`).

    Write-once: entry, number, form, window, order, started_at. `deadline` is `clock.deadline(...)` of started_at,
    duration, extra time and the window's end, kept here because the save's statement needs it; it is rewritten only
    where extra time is granted.
    """

    class State(models.TextChoices):
        OPEN = "open", "作答中"
        SUBMITTED = "submitted", "已交卷"
        GRADED = "graded", "已评分"
        VOIDED = "voided", "已作废"

    class ClosedBy(models.TextChoices):
        NOBODY = "", "—"
        CANDIDATE = "candidate", "考生交卷"
        CLOCK = "clock", "到时自动交卷"
        OFFICER = "officer", "考务收卷"

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="attempts")
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="attempts")
    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    # [[position, "BDAC"], ...]: the form's positions and option letters in the order this candidate sees them.
    order = models.JSONField()
    started_at = models.DateTimeField()
    deadline = models.DateTimeField()
    extra_seconds = models.PositiveIntegerField(default=0)
    lease = models.PositiveIntegerField(default=1)
    device = models.CharField(max_length=64, blank=True)

    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=10, choices=ClosedBy, blank=True)
    receipt = models.CharField(max_length=32, blank=True)
    graded_at = models.DateTimeField(null=True)
    # The number of the grading that counts, and its total in hundredths.
    grading = models.PositiveSmallIntegerField(null=True)
    score = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "number"], name="attempt_once_per_entry_and_number")]
        indexes = [
            # Read by the sweeper: what is overdue, and what waits to be graded.
            models.Index(fields=["deadline"], condition=models.Q(state="open"), name="attempt_open_by_deadline"),
            models.Index(fields=["id"], condition=models.Q(state="submitted"), name="attempt_waiting_for_grading"),
        ]


class Response(models.Model):
    """One row of an attempt's log. With a position: what was answered. Without: an event (focus lost, device)."""

    pk = models.CompositePrimaryKey("attempt_id", "seq")
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="responses")
    # The attempt's own counter, kept by the browser and continued from the server's highest on resume.
    seq = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField(null=True)
    # JSON text: a list of strings, or of an event {"kind", "at", "detail"}; client times are evidence only.
    answer = models.TextField()
    flagged = models.BooleanField(default=False)
    received_at = models.DateTimeField(db_default=Now())
    lease = models.PositiveIntegerField()
