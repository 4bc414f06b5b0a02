"""Questions with their keys as a file: who took what is on record."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, BinaryIO, NamedTuple

from django.db import transaction
from django.db.models import Sum

from questions.actions.picture import bytes_of
from questions.drafts import Draft
from questions.errors import NothingToExport, TooManyToExport
from questions.formats.blocks import Left
from questions.formats.picture_reading import MOST_BYTES
from questions.formats.targets import TARGETS
from questions.models import Picture, QuestionQuerySet
from questions.signals import tell

_BATCH = 500


class QuestionExport(NamedTuple):
    """`left`: question id and what of it the file does not hold."""

    exported: int
    left: list[tuple[int, Left]]


def export_questions(*, by: Any, questions: QuestionQuerySet, code: str, out: BinaryIO) -> QuestionExport:
    """The current wordings, the oldest question first. `questions`: those that she may take out of the bank."""
    target, total = TARGETS[code], questions.count()
    if not total:
        raise NothingToExport
    if total > target.most:
        raise TooManyToExport(f"这种格式一次最多导出 {target.most:,} 道试题,请用题型、知识点等条件分几次导出。")
    ids: list[int] = []
    left = target.write(_drafts(questions, ids), out, _pictures)
    outside = {one.place for one in left if one.whole}
    taken = [pk for place, pk in enumerate(ids) if place not in outside]
    with transaction.atomic():
        tell("questions_exported", actor=by, subject="question_bank", format=code, questions=ranges(taken))
    return QuestionExport(len(taken), [(ids[one.place], one) for one in left])


def _pictures(sha256s: Collection[str]) -> Mapping[str, bytes]:
    """As much as a file of questions may bring back."""
    size = Picture.objects.filter(pk__in=sha256s).aggregate(size=Sum("size"))["size"] or 0
    if size > MOST_BYTES:
        raise TooManyToExport(f"这些试题的图片合计超过了 {MOST_BYTES // 1024**2} MB,请用题型、知识点等条件分几次导出。")
    return bytes_of(sha256s)


def _drafts(questions: QuestionQuerySet, ids: list[int]) -> Iterator[Draft]:
    """A batch a query; `ids` is filled with whose they are."""
    whole, last = questions.select_related("current__key", "current__topic").order_by("pk"), 0
    while batch := list(whole.filter(pk__gt=last)[:_BATCH]):
        for question in batch:
            if question.current:
                ids.append(question.pk)
                yield question.current.as_draft()
        last = batch[-1].pk


def ranges(ids: Sequence[int]) -> str:
    """Ascending numbers in few words: `1-600,605`."""
    runs = ([pk for _, pk in run] for _, run in groupby(enumerate(ids), lambda pair: pair[1] - pair[0]))
    return ",".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
