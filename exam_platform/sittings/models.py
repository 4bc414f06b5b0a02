"""A candidate's sitting, and the append-only log of what was answered."""

from django.db import models
from django.db.models.functions import Now

from exam_platform.exams.models import Entry, Form, Window


class Attempt(models.Model):
    """One candidate's sitting of one form. open → submitted → graded; or voided (`sittings.life_cycle`).

    Write-once: entry, number, form, window, order, receipt, started_at. `deadline` is `clock.deadline(...)` of
    started_at, duration, extra time and the window's end, kept here because the save's statement needs it; it and
    `accepted_until` are rewritten only where extra time is granted.
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
    # The deadline plus the grace in force at the start: what is received later is late. Kept, so that a setting
    # changed next year moves no score of this year.
    accepted_until = models.DateTimeField()
    extra_seconds = models.PositiveIntegerField(default=0)
    lease = models.PositiveIntegerField(default=1)
    device = models.CharField(max_length=64, blank=True)

    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=10, choices=ClosedBy, blank=True)
    # Drawn at the start and shown once closed, so that closing has nothing to invent.
    receipt = models.CharField(max_length=32, unique=True)
    graded_at = models.DateTimeField(null=True)
    # The number of the grading that counts, and its total in hundredths.
    grading = models.PositiveSmallIntegerField(null=True)
    score = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "number"], name="attempt_once_per_entry_and_number")]
        indexes = [
            # Read by the sweeper: what is overdue, and what waits to be graded.
            models.Index(fields=["accepted_until"], condition=models.Q(state="open"), name="attempt_open_by_time"),
            models.Index(fields=["id"], condition=models.Q(state="submitted"), name="attempt_waiting_for_grading"),
        ]

    @property
    def kind(self) -> str:
        """Of its window, which has to be selected along."""
        return self.window.kind


class Response(models.Model):
    """One row of an attempt's log. With a position: what was answered. Without: an event (focus lost, device)."""

    pk = models.CompositePrimaryKey("attempt_id", "seq")
    # The primary key begins with the attempt: an index of its own would only cost at each save.
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="responses", db_index=False)
    # The attempt's own counter, kept by the browser and continued from the server's highest on resume.
    seq = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField(null=True)
    # JSON text: a list of strings, or of an event {"kind", "at", "detail"}; client times are evidence only.
    answer = models.TextField()
    flagged = models.BooleanField(default=False)
    received_at = models.DateTimeField(db_default=Now())
    lease = models.PositiveIntegerField()
    # Came after the candidate or the officer had closed the attempt: decided under the attempt's lock when the row
    # was written, so that no tie and no step of a clock can blur it.
    after_closing = models.BooleanField(default=False)
    # Late, and counts all the same: an officer's act said so (I3). Nothing else of a row ever changes.
    admitted = models.BooleanField(default=False, db_default=False)
