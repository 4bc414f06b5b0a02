from exam_platform.api import database_now
from exam_platform.exams.models import FormItem
from exam_platform.grading.errors import NoSuchPosition, ReviewNotOpen
from exam_platform.grading.results import review_open
from exam_platform.sittings.models import Attempt
from questions.actions import report_question
from questions.models import QuestionReport


def report_reviewed_question(*, attempt: Attempt, position: int, fault: str, text: str) -> QuestionReport:
    """本题有误: by its candidate, of the wording that she was given. `attempt` as `review_open` wants it."""
    if not review_open(attempt, database_now()):
        raise ReviewNotOpen
    item = FormItem.objects.select_related("revision").filter(form=attempt.form_id, position=position).first()
    if item is None:
        raise NoSuchPosition
    return report_question(
        revision=item.revision,
        reporter=attempt.entry.person,
        origin=f"attempt:{attempt.pk}",
        fault=fault,
        text=text,
    )
