from .entries import score_entries
from .grade import grade_attempts, waiting_attempts
from .late_answers import admit_late_answers
from .report import report_reviewed_question

__all__ = ["admit_late_answers", "grade_attempts", "report_reviewed_question", "score_entries", "waiting_attempts"]
