from .entries import score_entries
from .grade import grade_attempts, waiting_attempts
from .late_answers import admit_late_answers

__all__ = ["admit_late_answers", "grade_attempts", "score_entries", "waiting_attempts"]
