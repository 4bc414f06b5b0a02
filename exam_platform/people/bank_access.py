"""Which roles may do what with the question bank; what examinations add: exams/bank_access.py."""

from typing import Any

from questions.access import BankAccess

from .access import has_role
from .models import Role

_WRITERS = (Role.TRAINER, Role.DISTRICT_ADMINISTRATOR)
_REVIEWERS = (Role.REVIEWER, Role.DISTRICT_ADMINISTRATOR)


class PeopleBankAccess(BankAccess):
    """The bank is the district's: a role over any unit opens all of it. Officers and auditors see no keys."""

    def may_read(self, user: Any) -> bool:
        return has_role(user, *_WRITERS, *_REVIEWERS, Role.OFFICER, Role.AUDITOR)

    def may_write(self, user: Any) -> bool:
        return has_role(user, *_WRITERS)

    def may_review(self, user: Any) -> bool:
        return has_role(user, *_REVIEWERS)
