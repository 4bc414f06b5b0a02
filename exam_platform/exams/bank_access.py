"""What examinations add to the bank's rights (the setting QUESTION_BANK_ACCESS names this class)."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from exam_platform.people.bank_access import PeopleBankAccess
from questions.models import QuestionQuerySet

from .models import Exam, ExamQuerySet, FormItem, Window


class ExamBankAccess(PeopleBankAccess):
    def exportable_questions(self, user: Any) -> QuestionQuerySet:
        """Not those that a form of a secret examination holds, in whatever wording, until its last window has ended."""
        held = FormItem.objects.filter(form__exam__in=secret_exams())
        return super().exportable_questions(user).exclude(pk__in=held.values("revision__question"))


def secret_exams() -> ExamQuerySet:
    """Those that keep their questions to themselves: 保密, and the last window has not ended."""
    windows = Window.objects.filter(exam=OuterRef("pk"))
    return Exam.objects.filter(
        Q(~Exists(windows)) | Exists(windows.filter(closes_at__gt=Now())), bank_openness=Exam.BankOpenness.SECRET
    )
