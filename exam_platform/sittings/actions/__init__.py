from .close import close_overdue
from .late import admit_late_changes
from .officer import collect_attempt, extend_time, void_attempt
from .refused import refusals_recorded
from .save import Saved, save_responses
from .start import Started, raise_leases, start_attempt
from .submit import submit_attempt

__all__ = [
    "Saved",
    "Started",
    "admit_late_changes",
    "close_overdue",
    "collect_attempt",
    "extend_time",
    "raise_leases",
    "refusals_recorded",
    "save_responses",
    "start_attempt",
    "submit_attempt",
    "void_attempt",
]
