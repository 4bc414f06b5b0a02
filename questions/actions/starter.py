"""Filling an empty platform's bank with what the project brings along."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from questions.actions.question import create_questions
from questions.errors import OwnQuestion
from questions.models import Question, Review, Revision
from questions.signals import tell
from questions.starter import starter_drafts

_BATCH = 500


def load_starter_bank(*, author: Any, reviewer: Any) -> int:
    """Write and publish what is missing of the starter bank; how many questions were new. Loading again adds none.

    What is held back stays a draft. One act on record for the whole of it. `reviewer` is another person than `author`,
    or OwnQuestion is raised.
    """
    if author.pk == reviewer.pk:
        raise OwnQuestion
    with transaction.atomic():
        stored = set(Question.objects.filter(retired_at=None).values_list("fingerprint", flat=True))
        sound, held = (
            create_questions(author=author, drafts=[draft for draft in drafts if draft.fingerprint not in stored])
            for drafts in (starter_drafts(), starter_drafts(held=True))
        )
        for start in range(0, len(sound), _BATCH):
            _approve(sound[start : start + _BATCH], reviewer)
        if sound or held:
            count = {"published": len(sound), "held": len(held), "reviewer": reviewer.pk}
            tell("starter_bank_loaded", actor=author, subject="questions", **count)
        return len(sound) + len(held)


def _approve(questions: Sequence[Question], reviewer: Any) -> None:
    """What submitting and reviewing each of them would come to."""
    Review.objects.bulk_create(
        Review(question=question, revision=question.current, reviewer=reviewer, decision=Review.Decision.APPROVE)
        for question in questions
    )
    Revision.objects.filter(question__in=questions).update(published_at=Now())
    Question.objects.filter(pk__in=[question.pk for question in questions]).update(
        published_revision=F("current"), updated_at=Now()
    )
