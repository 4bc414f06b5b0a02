"""组卷方案: how many questions of which kind, topic and difficulty, at how many points."""

from django.db import models

from questions.models import QuestionSetVersion, Topic

from .exam import Exam


class Blueprint(models.Model):
    """The plan of one paper. Papers by rank are several blueprints in the same examination."""

    class Paper(models.TextChoices):
        ALL = "all", "全体"
        LEADING = "leading", "领导干部"
        OTHERS = "others", "其他人员"

    exam = models.ForeignKey(Exam, on_delete=models.CASCADE, related_name="blueprints")
    paper = models.CharField(max_length=10, choices=Paper, default=Paper.ALL)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exam", "paper"], name="blueprint_once_per_paper")]

    def __str__(self) -> str:
        return f"{self.exam_id}:{self.get_paper_display()}"


class BlueprintRow(models.Model):
    blueprint = models.ForeignKey(Blueprint, on_delete=models.CASCADE, related_name="rows")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)
    # null / "": any.
    topic = models.ForeignKey(Topic, null=True, on_delete=models.PROTECT, related_name="+")
    difficulty = models.CharField(max_length=10, blank=True)
    set_version = models.ForeignKey(QuestionSetVersion, null=True, on_delete=models.PROTECT, related_name="+")
    count = models.PositiveSmallIntegerField()
    # Of each question, in hundredths.
    points = models.PositiveIntegerField()

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["blueprint", "order"], name="blueprint_row_order_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.count}×{self.points}"
