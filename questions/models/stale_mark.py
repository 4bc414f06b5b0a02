from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from questions.models.law import LawVersion
from questions.models.question import Question, Revision


class StaleMarkQuerySet(models.QuerySet["StaleMark"]):
    def open(self) -> Self:
        """What a reviewer still has to look at: of published wordings alone, so that a new one settles its question."""
        return self.filter(settled_at=None, revision=F("question__published_revision"), question__retired_at=None)


class StaleMark(models.Model):
    """待复核: the article that a published revision cites says something else in `version`, or nothing, or is repealed.

    `previous` is the version it was compared with; `article` is 0 where the law as a whole was repealed.
    """

    class Reason(models.TextChoices):
        CHANGED = "changed", "条文有修改"
        MOVED = "moved", "条文序号变动"
        GONE = "gone", "条文已删除"
        REPEALED = "repealed", "法律法规已废止"

    question = models.ForeignKey(Question, models.CASCADE, related_name="stale_marks")
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="stale_marks")
    reason = models.CharField(max_length=8, choices=Reason)
    previous = models.ForeignKey(LawVersion, models.PROTECT, related_name="+")
    version = models.ForeignKey(LawVersion, models.PROTECT, related_name="stale_marks")
    article = models.PositiveIntegerField()
    branch = models.PositiveIntegerField(default=0)
    # where the same or nearly the same words stand now; 0 if nowhere
    now_article = models.PositiveIntegerField(default=0)
    now_branch = models.PositiveIntegerField(default=0)
    marked_at = models.DateTimeField(db_default=Now())
    # a reviewer's word that the question still holds
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    comment = models.CharField(max_length=1000, blank=True)

    objects = StaleMarkQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "version", "article", "branch"], name="stale_mark_unique"),
        ]
        indexes = [models.Index(fields=["question"], condition=Q(settled_at=None), name="stale_mark_open")]

    def __str__(self) -> str:
        return f"{self.question_id}:{self.version_id}:{self.article}"
