"""Filling an empty platform's bank with what the project brings along."""

from typing import Any

from django.db import transaction

from questions.actions.question import create_questions
from questions.actions.review import review_question, submit_question
from questions.models import Question, Review
from questions.models.question import State
from questions.starter import starter_drafts


def load_starter_bank(*, author: Any, reviewer: Any) -> int:
    """Write and publish what is missing of the starter bank; how many questions were new. Loading again adds none.

    `reviewer` is another person than `author`, or OwnQuestion is raised.
    """
    with transaction.atomic():
        stored = set(Question.objects.filter(retired_at=None).values_list("fingerprint", flat=True))
        missing = [draft for draft in starter_drafts() if draft.fingerprint not in stored]
        for question in create_questions(author=author, drafts=missing):
            submit_question(question=question, by=author)
            question.refresh_from_db()
            if question.state == State.IN_REVIEW:
                review_question(question=question, reviewer=reviewer, decision=Review.Decision.APPROVE)
        return len(missing)
