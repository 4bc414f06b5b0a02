"""An examination with its rules, and the windows in which it can be sat."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from exam_platform.exams.life_cycle import ExamState
from exam_platform.people.models import Unit

_IN_USE = models.Q(cancelled_at=None)
_UNPUBLISHED = _IN_USE & models.Q(published_at=None)
_STATE_CONDITIONS = {
    ExamState.CANCELLED: models.Q(cancelled_at__isnull=False),
    ExamState.PUBLISHED: _IN_USE & models.Q(published_at__isnull=False),
    ExamState.DRAFT: _UNPUBLISHED & models.Q(roster_frozen_at=None),
    ExamState.FROZEN: _UNPUBLISHED & models.Q(roster_frozen_at__isnull=False, forms_assembled_at=None),
    ExamState.ASSEMBLED: _UNPUBLISHED & models.Q(roster_frozen_at__isnull=False, forms_assembled_at__isnull=False),
}


class ExamQuerySet(models.QuerySet["Exam"]):
    def in_state(self, state: ExamState) -> Self:
        """The twin of `life_cycle.exam_state`."""
        return self.filter(_STATE_CONDITIONS[state])

    def published(self) -> Self:
        return self.in_state(ExamState.PUBLISHED)


class Exam(models.Model):
    """What a person decided is kept as a fact with its time; what time decides is derived (`exams.life_cycle`)."""

    class Counting(models.TextChoices):
        BEST = "best", "取最高分"
        LAST = "last", "取最后一次"
        FIRST = "first", "取第一次"

    class MultipleChoiceRule(models.TextChoices):
        EXACT = "exact", "全部选对得分，少选、多选、错选不得分"
        PARTIAL = "partial", "全部选对得满分，少选得部分分，多选、错选不得分"
        PENALTY = "penalty", "每选对一项得一份，每错选一项扣一份，扣完为止"

    class BankOpenness(models.TextChoices):
        OPEN = "open", "公开题库"
        SECRET = "secret", "保密"

    class Release(models.TextChoices):
        AT_ONCE = "at_once", "交卷评分后即时公布"
        ON_PUBLICATION = "on_publication", "由考务管理员公布"
        AFTER_LAST_WINDOW = "after_last_window", "最后一个场次结束后公布"
        NEVER = "never", "不公布"

    title = models.CharField(max_length=120)
    rules_text = models.TextField(blank=True)
    year = models.PositiveSmallIntegerField()
    preset = models.CharField(max_length=40, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="exams")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    # What every paper of it adds up to (N74), in hundredths.
    full_points = models.PositiveIntegerField(default=10000)
    duration_minutes = models.PositiveSmallIntegerField(default=60)
    pass_points = models.PositiveIntegerField(default=6000)
    excellent_points = models.PositiveIntegerField(default=9000)
    attempts_allowed = models.PositiveSmallIntegerField(default=1)
    counting = models.CharField(max_length=10, choices=Counting, default=Counting.BEST)
    multiple_choice_rule = models.CharField(max_length=10, choices=MultipleChoiceRule, default=MultipleChoiceRule.EXACT)
    bank_openness = models.CharField(max_length=10, choices=BankOpenness, default=BankOpenness.OPEN)
    score_release = models.CharField(max_length=20, choices=Release, default=Release.AT_ONCE)
    review_release = models.CharField(max_length=20, choices=Release, default=Release.AFTER_LAST_WINDOW)
    # Minutes after a window's opening when entry ends; null: until the window closes.
    late_entry_minutes = models.PositiveSmallIntegerField(null=True)
    # How often a candidate may leave the page before she is told that it is too often; null: nobody watches. Evidence
    # for the officer: nothing follows by itself.
    leaving_limit = models.PositiveSmallIntegerField(null=True)
    # Copying and printing the paper are stopped in the browser: a hindrance, no protection.
    blocks_copying = models.BooleanField(default=False)
    shuffle_options = models.BooleanField(default=True)
    form_count = models.PositiveSmallIntegerField(default=20)
    leading_scores_to_district_only = models.BooleanField(default=False)
    is_rehearsal = models.BooleanField(default=False)

    roster_frozen_at = models.DateTimeField(null=True)
    forms_assembled_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=200, blank=True)
    results_published_at = models.DateTimeField(null=True)

    objects = ExamQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["year"])]

    def __str__(self) -> str:
        return self.title


class Window(models.Model):
    """场次: a period in which the examination can be sat."""

    class Kind(models.TextChoices):
        MAIN = "main", "正式"
        MAKE_UP = "make_up", "补考"
        MOCK = "mock", "模拟"

    exam = models.ForeignKey(Exam, on_delete=models.CASCADE, related_name="windows")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.MAIN)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()

    class Meta:
        ordering = ["opens_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")), name="window_closes_after_it_opens"
            )
        ]

    def __str__(self) -> str:
        return f"{self.exam_id}:{self.get_kind_display()}"
