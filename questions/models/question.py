from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from questions.drafts import Draft
from questions.kinds import Content
from questions.models.topic import Topic


class State(models.TextChoices):
    """What a question's facts amount to; derived, never stored."""

    DRAFT = "draft", "草稿"
    IN_REVIEW = "in_review", "待审"
    PUBLISHED = "published", "已发布"
    SUSPENDED = "suspended", "已停用"
    RETIRED = "retired", "已退出"


_IN_USE = Q(retired_at=None, suspended_at=None)
STATE_CONDITIONS = {
    State.RETIRED: Q(retired_at__isnull=False),
    State.SUSPENDED: Q(retired_at=None, suspended_at__isnull=False),
    State.IN_REVIEW: _IN_USE & Q(submitted_at__isnull=False),
    State.PUBLISHED: _IN_USE
    & Q(
        submitted_at=None,
        published_revision__isnull=False,
        published_revision=F("current"),
    ),
    State.DRAFT: _IN_USE & Q(submitted_at=None) & (Q(published_revision=None) | ~Q(published_revision=F("current"))),
}


_OF_THE_BANK = Q(is_rehearsal=False)


def _listed(*fields: str, name: str, condition: Q | None = None) -> models.Index:
    """Of the questions that lists show."""
    return models.Index(fields=fields, name=name, condition=_OF_THE_BANK & (condition or Q()))


class QuestionQuerySet(models.QuerySet["Question"]):
    def in_state(self, state: State) -> Self:
        return self.filter(STATE_CONDITIONS[state])

    def published(self) -> Self:
        """What may be drawn now: the twin of `is_published`. A newer draft does not withdraw what is published."""
        return self.of_the_bank().filter(_IN_USE, published_revision__isnull=False)

    def of_the_bank(self) -> Self:
        """Without the questions of rehearsals."""
        return self.filter(_OF_THE_BANK)


# What a question keeps of its current wording: no index spans two tables, and lists are filtered by these.
WORDED = ["current", "current_kind", "current_topic", "current_difficulty"]


def worded(revision: "Revision") -> dict[str, Any]:
    """The values of WORDED for a question whose current wording this is. Reads `topic`."""
    return dict(zip(WORDED, [revision, revision.kind, revision.topic, revision.difficulty], strict=True))


class Question(models.Model):
    """A question keeps its identity; each change of what a candidate sees, or of the key, is a new revision.

    `current` is the latest revision, `published_revision` the one that may be drawn; the state follows from the facts.
    """

    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())
    current = models.ForeignKey("Revision", models.PROTECT, null=True, related_name="+")
    published_revision = models.ForeignKey("Revision", models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    suspended_at = models.DateTimeField(null=True)
    suspension_reason = models.CharField(max_length=500, blank=True)
    retired_at = models.DateTimeField(null=True)
    fingerprint = models.CharField(max_length=64)
    search_text = models.TextField(blank=True)
    # of the current wording (`worded`)
    current_kind = models.CharField(max_length=16, blank=True)
    current_topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="+", db_index=False)
    current_difficulty = models.CharField(max_length=8, blank=True)
    # Of a rehearsal: never drawn and in no list (`QuestionQuerySet.of_the_bank`).
    is_rehearsal = models.BooleanField(default=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint"],
                condition=Q(retired_at=None),
                name="question_fingerprint_unique",
            ),
        ]
        # Each filter of the list has an index in the list's own order, so that a page ends where it is full.
        indexes = [
            _listed("current_kind", "id", "current_topic", "current_difficulty", name="question_kind"),
            _listed("current_topic", "id", "current_kind", "current_difficulty", name="question_topic"),
            _listed("current_difficulty", "id", "current_kind", "current_topic", name="question_difficulty"),
            models.Index(fields=["author", "id"], name="question_author"),
            *(_listed("id", name=f"question_{state}", condition=met) for state, met in STATE_CONDITIONS.items()),
        ]

    def __str__(self) -> str:
        return f"试题 {self.pk}"

    @property
    def state(self) -> State:
        if self.retired_at:
            return State.RETIRED
        if self.suspended_at:
            return State.SUSPENDED
        if self.submitted_at:
            return State.IN_REVIEW
        if self.published_revision_id and self.published_revision_id == self.current_id:
            return State.PUBLISHED
        return State.DRAFT

    @property
    def is_published(self) -> bool:
        return bool(self.published_revision_id) and not self.suspended_at and not self.retired_at


class Revision(models.Model):
    """One immutable wording of a question. Its key lies in a table of its own, so that content can be read without it.

    `options` is `[{"letter": "A", "text": "…"}, …]`; `details` is what else the kind asks with, {} for most
    (`kinds.contract.Details`); `points` are hundredths of a point, or null for the blueprint's.
    A trigger refuses to change the content of a published revision (migration 0002).
    """

    class Difficulty(models.TextChoices):
        EASY = "easy", "易"
        MEDIUM = "medium", "中"
        HARD = "hard", "难"

    question = models.ForeignKey(Question, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=16)
    stem = models.TextField()
    options = models.JSONField(default=list)
    details = models.JSONField(default=dict, blank=True)
    # a case may have sub-questions that only a person can mark; for all other kinds the kind decides
    machine_marked = models.BooleanField(default=True)
    explanation = models.TextField(blank=True)
    difficulty = models.CharField(max_length=8, choices=Difficulty, blank=True)
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="revisions")
    # as it was written; the provisions it names are Citation rows
    citation = models.TextField(blank=True)
    audience = models.CharField(max_length=100, blank=True)
    source = models.CharField(max_length=200, blank=True)
    points = models.PositiveIntegerField(null=True)
    fingerprint = models.CharField(max_length=64, db_index=True)
    stem_fingerprint = models.CharField(max_length=64, db_index=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["question_id", "number"]
        constraints = [models.UniqueConstraint(fields=["question", "number"], name="revision_number_unique")]
        indexes = [
            # for what a blueprint can draw: counts by kind, topic and difficulty
            models.Index(fields=["kind", "topic", "difficulty"], name="revision_blueprint"),
        ]

    def __str__(self) -> str:
        return f"试题 {self.question_id} 第 {self.number} 版"

    @property
    def content(self) -> Content:
        """What the kinds work on; without the key."""
        return {"stem": self.stem, "options": self.options, "details": self.details}

    def as_draft(self) -> Draft:
        """The revision as it was written. Reads `key` and `topic`: a query each unless they are loaded."""
        return Draft(
            kind=self.kind,
            stem=self.stem,
            options=self.options,
            key=self.key.answer,
            details=self.details,
            explanation=self.explanation,
            difficulty=self.difficulty,
            topic=self.topic.path if self.topic else "",
            citation=self.citation,
            audience=self.audience,
            source=self.source,
            points=self.points,
        )


class Review(models.Model):
    """A reviewer's decision on one revision; never the author's."""

    class Decision(models.TextChoices):
        APPROVE = "approve", "通过"
        RETURN = "return", "退回"

    question = models.ForeignKey(Question, models.PROTECT, related_name="reviews")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decision = models.CharField(max_length=8, choices=Decision)
    comment = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.revision}:{self.get_decision_display()}"
