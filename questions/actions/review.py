"""The life of a question: draft → in_review → published → suspended → retired, by guarded verbs."""

from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from questions.access import is_own
from questions.errors import NotDraft, NotInReview, NotPublished, NotSuspended, OwnQuestion, QuestionRetired
from questions.models import Question, Review, Revision
from questions.models.question import State
from questions.refusals import Refusal
from questions.signals import tell


def submit_question(*, question: Question, by: Any) -> None:
    """For review; where the setting REVIEW_BY_SECOND_PERSON is off the question is published at once."""
    with transaction.atomic():
        locked = _locked(question)
        if locked.state != State.DRAFT or locked.current is None:
            raise NotDraft
        if getattr(settings, "REVIEW_BY_SECOND_PERSON", True):
            Question.objects.filter(pk=locked.pk).update(submitted_at=Now(), submitted_by=by, updated_at=Now())
            tell("question_submitted", actor=by, subject=f"question:{locked.pk}", revision=locked.current.number)
        else:
            _publish(locked, locked.current, by)


def review_question(*, question: Question, reviewer: Any, decision: str, comment: str = "") -> None:
    """Approve and publish, or return to its author as a draft. Never one's own."""
    with transaction.atomic():
        locked = _locked(question)
        if locked.state != State.IN_REVIEW or locked.current is None:
            raise NotInReview
        if is_own(reviewer, locked):
            raise OwnQuestion
        Review.objects.create(
            question=locked, revision=locked.current, reviewer=reviewer, decision=decision, comment=comment
        )
        if decision == Review.Decision.APPROVE:
            _publish(locked, locked.current, reviewer)
        else:
            Question.objects.filter(pk=locked.pk).update(submitted_at=None, submitted_by=None, updated_at=Now())
            tell("question_returned", actor=reviewer, subject=f"question:{locked.pk}", revision=locked.current.number)


def suspend_question(*, question: Question, by: Any, reason: str) -> None:
    """No form may draw it until it is resumed, or a new revision approved; forms that have it keep it."""
    with transaction.atomic():
        locked = _locked(question)
        if not locked.is_published:
            raise NotPublished
        Question.objects.filter(pk=locked.pk).update(
            suspended_at=Now(), suspension_reason=reason, submitted_at=None, submitted_by=None, updated_at=Now()
        )
        tell("question_suspended", actor=by, subject=f"question:{locked.pk}", reason=reason)


def resume_question(*, question: Question, by: Any) -> None:
    with transaction.atomic():
        locked = _locked(question)
        if locked.state != State.SUSPENDED:
            raise NotSuspended
        Question.objects.filter(pk=locked.pk).update(suspended_at=None, suspension_reason="", updated_at=Now())
        tell("question_resumed", actor=by, subject=f"question:{locked.pk}")


def retire_question(*, question: Question, by: Any, reason: str) -> None:
    """For good; its identity is free for a new question."""
    with transaction.atomic():
        locked = _locked(question)
        if locked.retired_at:
            raise QuestionRetired
        Question.objects.filter(pk=locked.pk).update(
            retired_at=Now(), submitted_at=None, submitted_by=None, updated_at=Now()
        )
        tell("question_retired", actor=by, subject=f"question:{locked.pk}", reason=reason)


def each_question(
    questions: Sequence[Question], act: Callable[[Question], None]
) -> tuple[list[int], list[tuple[int, Refusal]]]:
    """The ids of the questions for which `act` succeeded, and the refusals of the others."""
    done, refused = [], []
    for question in questions:
        try:
            act(question)
            done.append(question.pk)
        except Refusal as refusal:
            refused.append((question.pk, refusal))
    return done, refused


def _locked(question: Question) -> Question:
    """Waits for whoever is changing it, and reads what is true after that."""
    return Question.objects.select_for_update(of=("self",)).select_related("current").get(pk=question.pk)


def _publish(question: Question, revision: Revision, by: Any) -> None:
    Revision.objects.filter(pk=revision.pk, published_at=None).update(published_at=Now())
    Question.objects.filter(pk=question.pk).update(
        published_revision=revision,
        submitted_at=None,
        submitted_by=None,
        suspended_at=None,
        suspension_reason="",
        updated_at=Now(),
    )
    tell("question_published", actor=by, subject=f"question:{question.pk}", revision=revision.number)
