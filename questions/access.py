"""Who may do what with the bank. The setting QUESTION_BANK_ACCESS names a class with the words of BankAccess."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from questions.models import Question, QuestionQuerySet


class BankAccess:
    """Denies all but a superuser; a project subclasses it. Every word is asked anew with each request."""

    def may_read(self, user: Any) -> bool:
        """To see questions at all."""
        return bool(getattr(user, "is_superuser", False))

    def may_see_keys(self, user: Any) -> bool:
        """To see keys, explanations and citations with them."""
        return self.may_write(user) or self.may_review(user)

    def may_write(self, user: Any) -> bool:
        """To write, edit, import, submit and suspend questions."""
        return bool(getattr(user, "is_superuser", False))

    def may_review(self, user: Any) -> bool:
        """To approve or return what others wrote."""
        return bool(getattr(user, "is_superuser", False))

    def visible_questions(self, user: Any) -> QuestionQuerySet:
        """The questions that she may see; everything that is fetched for her comes through here."""
        return Question.objects.of_the_bank() if self.may_read(user) else Question.objects.none()

    def listed_questions(self, user: Any) -> QuestionQuerySet:
        """Of the visible ones, those that lists, searches and look-ups show her."""
        return self.visible_questions(user)

    def exportable_questions(self, user: Any) -> QuestionQuerySet:
        """Of the visible ones, those that may leave the bank in a file, keys and all."""
        return self.visible_questions(user) if self.may_see_keys(user) else Question.objects.none()


@lru_cache(maxsize=8)
def _access(path: str) -> BankAccess:
    found: BankAccess = import_string(path)()
    return found


def bank_access() -> BankAccess:
    return _access(getattr(settings, "QUESTION_BANK_ACCESS", "questions.access.BankAccess"))


def is_own(user: Any, question: Question) -> bool:
    """Whether she wrote the question or its current wording: then she may not review it. `current` must be loaded."""
    return user.pk in (question.author_id, question.current.created_by_id if question.current else None)


def wrote_published(user: Any, question: Question) -> bool:
    """As `is_own`, of the wording that may be drawn. `published_revision` must be loaded."""
    published = question.published_revision
    return user.pk in (question.author_id, published.created_by_id if published else None)
