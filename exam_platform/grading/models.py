"""Marks, kept for every grading: a re-grade adds, it never overwrites (I13)."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from exam_platform.sittings.models import Attempt


class Grading(models.Model):
    """One grading of one attempt; `Attempt.grading` names the number that counts."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="gradings")
    number = models.PositiveSmallIntegerField()
    score = models.PositiveIntegerField()
    reason = models.CharField(max_length=200, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    graded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "number"], name="grading_number_once")]


class Mark(models.Model):
    """Points for one response of one grading, in hundredths."""

    pk = models.CompositePrimaryKey("attempt_id", "grading", "position")
    # The primary key begins with the attempt and serves as its index.
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="marks", db_index=False)
    grading = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    # The row of the log that counted; null where nothing was answered.
    seq = models.PositiveIntegerField(null=True)
    points = models.PositiveIntegerField()
    right = models.BooleanField()
