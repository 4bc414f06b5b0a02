from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from questions.models.question import Question, Revision


class QuestionSet(models.Model):
    """题集: a list of questions, for practice or to draw papers from, once published.

    Its items are what the next version will hold; nothing but a version is ever given to anybody.
    """

    title = models.CharField(max_length=200)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title


class QuestionSetItem(models.Model):
    question_set = models.ForeignKey(QuestionSet, models.CASCADE, related_name="items")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["question_set", "question"], name="question_once_in_set"),
            models.UniqueConstraint(fields=["question_set", "position"], name="position_once_in_set"),
        ]

    def __str__(self) -> str:
        return f"{self.question_set_id}:{self.position}"


class QuestionSetVersion(models.Model):
    """What was published, with its cover text. Triggers refuse to change it or its items (migration 0004)."""

    question_set = models.ForeignKey(QuestionSet, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    cover = models.TextField(blank=True)
    # no item is ever added beyond these
    item_count = models.PositiveIntegerField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["question_set_id", "number"]
        constraints = [models.UniqueConstraint(fields=["question_set", "number"], name="question_set_version_unique")]

    def __str__(self) -> str:
        return f"{self.title} 第 {self.number} 版"


class QuestionSetVersionItem(models.Model):
    version = models.ForeignKey(QuestionSetVersion, models.PROTECT, related_name="items")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["version", "position"], name="position_once_in_version")]

    def __str__(self) -> str:
        return f"{self.version_id}:{self.position}"
