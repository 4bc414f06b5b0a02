from .close import close_overdue
from .save import Saved, save_responses
from .start import raise_leases, start_attempt
from .submit import submit_attempt

__all__ = [
    "Saved",
    "close_overdue",
    "raise_leases",
    "save_responses",
    "start_attempt",
    "submit_attempt",
]
