"""本题有误: what readers of a question object to, and what a trainer answers."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from questions.errors import AlreadyReported, ReportSettled, StillDrawn, StillTheSame, TooManyReports
from questions.models import Question, QuestionReport, Revision
from questions.signals import tell

MOST_IN_A_DAY = 20
_State = QuestionReport.State


def report_question(*, revision: Revision, reporter: Any, origin: str, fault: str, text: str) -> QuestionReport:
    """Once for a revision, and so many in a day; requests side by side may exceed that by their number."""
    sent = QuestionReport.objects.filter(reporter=reporter)
    if sent.filter(revision=revision).exists():
        raise AlreadyReported
    if sent.filter(reported_at__gt=Now() - dt.timedelta(days=1)).count() >= MOST_IN_A_DAY:
        raise TooManyReports
    report, created = QuestionReport.objects.get_or_create(
        revision=revision, reporter=reporter, defaults={"origin": origin, "fault": fault, "text": text}
    )
    if not created:
        raise AlreadyReported
    report.refresh_from_db(fields=["reported_at"])
    return report


def settle_report(*, report: QuestionReport, by: Any, state: str, answer: str) -> None:
    """What the reporter is told has to be so: a question said to be mended or withdrawn is."""
    with transaction.atomic():
        question = Question.objects.select_for_update().get(pk=report.revision.question_id)
        if state == _State.REVISED and question.published_revision_id in (None, report.revision_id):
            raise StillTheSame
        if state == _State.SUSPENDED and not (question.suspended_at or question.retired_at):
            raise StillDrawn
        settled = QuestionReport.objects.filter(pk=report.pk, state=_State.OPEN).update(
            state=state, answer=answer, settled_at=Now(), settled_by=by
        )
        if not settled:
            raise ReportSettled
        tell(
            "question_report_settled",
            actor=by,
            subject=f"question:{question.pk}",
            report=report.pk,
            state=state,
            answer=answer,
        )
