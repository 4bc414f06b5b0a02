"""What examinations add to the bank's rights (the setting QUESTION_BANK_ACCESS names this class)."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from exam_platform.people.bank_access import PeopleBankAccess
from questions.models import QuestionQuerySet

from .access import managing_scope
from .models import Exam, ExamQuerySet, FormItem, Window


class ExamBankAccess(PeopleBankAccess):
    """What the forms of secret examinations hold, in whatever wording, is kept in until the last window has ended."""

    def visible_questions(self, user: Any) -> QuestionQuerySet:
        """Who writes or reviews goes on mending what she knows of; the others see nothing of it."""
        questions = super().visible_questions(user)
        return questions if self.may_see_keys(user) else _in_no_secret(questions, user)

    def listed_questions(self, user: Any) -> QuestionQuerySet:
        return _in_no_secret(super().listed_questions(user), user)

    def exportable_questions(self, user: Any) -> QuestionQuerySet:
        return super().exportable_questions(user).exclude(pk__in=_held_by(secret_exams()))


def _in_no_secret(questions: QuestionQuerySet, user: Any) -> QuestionQuerySet:
    """Those that are no secret to her: she wrote them, or no secret examination that others run holds them."""
    managing = managing_scope(user)
    if managing.everywhere:
        return questions
    held = _held_by(secret_exams().exclude(managing.within("unit__path")))
    return questions.filter(Q(author=user.pk) | ~Q(pk__in=held))


def _held_by(exams: ExamQuerySet) -> Any:
    """A subquery of the questions."""
    return FormItem.objects.filter(form__exam__in=exams).values("revision__question")


def secret_exams() -> ExamQuerySet:
    """Those that keep their questions to themselves: 保密, and the last window has not ended."""
    windows = Window.objects.filter(exam=OuterRef("pk"))
    return Exam.objects.filter(
        Q(~Exists(windows)) | Exists(windows.filter(closes_at__gt=Now())), bank_openness=Exam.BankOpenness.SECRET
    )
