"""Who should sit: the audience, and the frozen roster that statistics read for ever after."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Prefetch, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Now

from exam_platform.exams.life_cycle import MAIN, MAKE_UP
from exam_platform.people.models import Category, Post, Unit

from .exam import Exam


class AudienceRule(models.Model):
    exam = models.ForeignKey(Exam, on_delete=models.CASCADE, related_name="audience")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=40, choices=Category)
    include_subtree = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exam", "unit", "category"], name="audience_rule_once")]

    def __str__(self) -> str:
        return f"{self.unit_id}:{self.get_category_display()}"


class Status(models.TextChoices):
    """What a line looks like on a screen: derived from standing, attempts and the clock, never stored (I18)."""

    EXEMPT = "exempt", "免考"
    REDUCED = "reduced", "核减"
    LEAVE = "leave", "请假"
    NOT_STARTED = "not_started", "未开始"
    OPEN = "open", "作答中"
    SUBMITTED = "submitted", "已交卷"
    GRADED = "graded", "已评分"
    VOIDED = "voided", "已作废"
    ABSENT = "absent", "缺考"


# Of the attempts, by the reverse relation that `sittings` gives to entries: a mock does not count.
_COUNTING = Q(attempts__window__kind__in=(MAIN, MAKE_UP))
_STATES = (Status.OPEN, Status.SUBMITTED, Status.GRADED, Status.VOIDED)


class EntryQuerySet(models.QuerySet["Entry"]):
    def with_status(self, *, is_over: bool) -> Self:
        """Adds `status`; `is_over`: the last window of the examination has ended."""
        # One filter call each: kind and state must hold of the same attempt.
        attempted = [
            When(
                Exists(Entry.objects.filter(_COUNTING, pk=OuterRef("pk"), attempts__state=state.value)),
                then=Value(state.value),
            )
            for state in _STATES
        ]
        return self.annotate(
            status=Case(
                When(standing=Entry.Standing.EXEMPT, then=Value(Status.EXEMPT.value)),
                When(standing=Entry.Standing.REDUCED, then=Value(Status.REDUCED.value)),
                *attempted,
                When(standing=Entry.Standing.LEAVE, then=Value(Status.LEAVE.value)),
                default=Value(Status.ABSENT.value if is_over else Status.NOT_STARTED.value),
            )
        )

    def with_attempt_count(self) -> Self:
        counted = Entry.objects.filter(_COUNTING, pk=OuterRef("pk")).order_by().values("pk")
        return self.annotate(
            attempt_count=Coalesce(Subquery(counted.annotate(number=Count("attempts")).values("number")), 0)
        )

    def with_attempts(self) -> Self:
        """Prefetches the attempts, of whatever window, the newest last. One query for any page."""
        attempt: Any = self.model._meta.get_field("attempts").related_model
        attempts = attempt.objects.select_related("window").defer("order").order_by("number")
        return self.prefetch_related(Prefetch("attempts", queryset=attempts))


class Entry(models.Model):
    """A candidate's line in the frozen roster: one per person, with unit, category and rank as of then.

    Grading writes the score columns; nothing else does. Names of units are copied, so that an annual figure can be
    reproduced after the tree has changed.
    """

    class Standing(models.TextChoices):
        DUE = "due", "应考"
        EXEMPT = "exempt", "免考"
        REDUCED = "reduced", "核减"
        LEAVE = "leave", "请假"

    class Verdict(models.TextChoices):
        NONE = "", "—"
        FAILED = "failed", "不合格"
        PASSED = "passed", "合格"
        EXCELLENT = "excellent", "优秀"

    # Who is 优秀 has passed too.
    PASSING = (Verdict.PASSED, Verdict.EXCELLENT)

    exam = models.ForeignKey(Exam, on_delete=models.CASCADE, related_name="entries")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="entries")
    post = models.ForeignKey(Post, null=True, on_delete=models.SET_NULL, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="entries")
    unit_path = models.CharField(max_length=255)
    unit_name = models.CharField(max_length=120)
    person_name = models.CharField(max_length=60)
    office = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=80, blank=True)
    category = models.CharField(max_length=40, choices=Category)
    rank = models.CharField(max_length=80, blank=True)
    is_leading = models.BooleanField(default=False)
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.DUE)
    extra_seconds = models.PositiveIntegerField(default=0)

    # 取消成绩 by the officer, with a reason in EntryChange.
    result_cancelled = models.BooleanField(default=False)
    main_score = models.PositiveIntegerField(null=True)
    main_verdict = models.CharField(max_length=10, choices=Verdict, blank=True)
    make_up_score = models.PositiveIntegerField(null=True)
    make_up_verdict = models.CharField(max_length=10, choices=Verdict, blank=True)
    # Main and make-up together: what the year counts.
    score = models.PositiveIntegerField(null=True)
    verdict = models.CharField(max_length=10, choices=Verdict, blank=True)
    # At least one attempt closed and not voided (实考), in the main or make-up window.
    sat_main = models.BooleanField(default=False)
    sat_make_up = models.BooleanField(default=False)
    sat_at = models.DateTimeField(null=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exam", "person"], name="entry_once_per_exam_and_person")]
        indexes = [
            models.Index(fields=["exam", "unit_path", "id"]),
            models.Index(fields=["exam", "category", "unit_path"]),
            models.Index(fields=["exam", "verdict", "id"]),
        ]

    def __str__(self) -> str:
        return f"{self.exam_id}:{self.person_id}"


class EntryChange(models.Model):
    """An act on a line of the frozen roster, with reason and document, or taking one back."""

    class Act(models.TextChoices):
        EXEMPT = "exempt", "免考"
        REDUCED = "reduced", "核减"
        LEAVE = "leave", "请假"
        TAKE_BACK = "take_back", "撤销免考、核减或请假"
        CANCEL_RESULT = "cancel_result", "取消成绩"
        RESTORE_RESULT = "restore_result", "恢复成绩"

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="changes")
    act = models.CharField(max_length=20, choices=Act)
    reason = models.CharField(max_length=200)
    document = models.CharField(max_length=200, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.entry_id}:{self.get_act_display()}"
