from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from questions.models.question import Revision


class QuestionReport(models.Model):
    """本题有误: someone who read a revision says that it is wrong, and what a trainer answers; once per revision.

    `origin` is the project's word for where it was read (`attempt:12`); it means nothing to the bank.
    """

    class Fault(models.TextChoices):
        WORDING = "wording", "题干或选项有误"
        KEY = "key", "答案有误"
        EXPLANATION = "explanation", "解析有误"
        CITATION = "citation", "法条依据有误或已失效"
        OTHER = "other", "其他"

    class State(models.TextChoices):
        OPEN = "open", "待处理"
        FALSE_ALARM = "false_alarm", "误报"
        REVISED = "revised", "已修订"
        SUSPENDED = "suspended", "已停用"

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="reports")
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    origin = models.CharField(max_length=40)
    fault = models.CharField(max_length=12, choices=Fault)
    text = models.CharField(max_length=500)
    reported_at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    answer = models.CharField(max_length=500, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["revision", "reporter"], name="question_report_once")]
        indexes = [
            models.Index(fields=["id"], condition=Q(state="open"), name="question_report_open"),
            # for how many she sent of late
            models.Index(fields=["reporter", "reported_at"], name="question_report_of_late"),
        ]

    def __str__(self) -> str:
        return f"{self.revision_id}:{self.get_state_display()}"
