"""Questions with their keys as a file: who took what is on record."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any, NamedTuple

from django.db import transaction

from questions.errors import NothingToExport, TooManyToExport
from questions.formats.blocks import Left
from questions.formats.recognition import FORMATS
from questions.models import QuestionQuerySet
from questions.signals import tell

MOST_EXPORTED = 5_000


class QuestionExport(NamedTuple):
    """`left`: question id and what of it the file does not hold."""

    text: str
    exported: int
    left: list[tuple[int, Left]]


def export_questions(*, by: Any, questions: QuestionQuerySet, code: str) -> QuestionExport:
    """The current wordings, the oldest question first. `questions`: those that she may take out of the bank."""
    found = list(questions.select_related("current__key", "current__topic").order_by("pk")[: MOST_EXPORTED + 1])
    if not found:
        raise NothingToExport
    if len(found) > MOST_EXPORTED:
        raise TooManyToExport
    written = FORMATS[code].write([question.current.as_draft() for question in found if question.current])
    outside = {left.place for left in written.left if left.whole}
    taken = [question.pk for place, question in enumerate(found) if place not in outside]
    with transaction.atomic():
        tell("questions_exported", actor=by, subject="question_bank", format=code, questions=ranges(taken))
    return QuestionExport(written.text, len(taken), [(found[left.place].pk, left) for left in written.left])


def ranges(ids: Sequence[int]) -> str:
    """Ascending numbers in few words: `1-600,605`."""
    runs = ([pk for _, pk in run] for _, run in groupby(enumerate(ids), lambda pair: pair[1] - pair[0]))
    return ",".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
