from .entries import score_entries
from .grade import grade_attempts, waiting_attempts

__all__ = ["grade_attempts", "score_entries", "waiting_attempts"]
