"""I9: whatever was delivered how often, each attempt has one grading, one record of it, and one result."""

import json

from tests.faults.stacks import Stack

COUNT = """
import json
from django.db.models import Count
from exam_platform.audit.models import AuditRecord
from exam_platform.exams.models import Entry
from exam_platform.grading.models import Grading
from exam_platform.sittings.models import Attempt
attempts = Attempt.objects.count()
print(json.dumps({
    "attempts": attempts,
    "gradings": Grading.objects.count(),
    "records": AuditRecord.objects.filter(kind="attempt.graded").count(),
    "results": Entry.objects.exclude(verdict="").count(),
}))
"""
LAST_GRADED = """
from exam_platform.grading.models import Grading
print(Grading.objects.latest("graded_at").graded_at.timestamp())
"""


def effects(stack: Stack) -> dict[str, int]:
    counts: dict[str, int] = json.loads(stack.platform.python(COUNT).splitlines()[-1])
    return counts


def last_graded(stack: Stack) -> float:
    """Unix seconds: a fault after it met no attempt that waited for its marks."""
    return float(stack.platform.python(LAST_GRADED).splitlines()[-1])


def assert_each_once(stack: Stack, candidates: int) -> None:
    assert effects(stack) == dict.fromkeys(("attempts", "gradings", "records", "results"), candidates)
