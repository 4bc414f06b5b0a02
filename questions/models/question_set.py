from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from questions.models.question import Question


class QuestionSet(models.Model):
    """题集: a list of questions, for practice or to draw papers from, once published."""

    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    published_at = models.DateTimeField(null=True)

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
