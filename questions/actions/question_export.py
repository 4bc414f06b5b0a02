"""Questions with their keys as a file: who took what is on record."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, BinaryIO, NamedTuple

from django.db import transaction
from django.db.models import Sum

from questions.access import bank_access
from questions.actions.picture import bytes_of
from questions.drafts import Draft
from questions.errors import ExportInBackground, NothingToExport, TooManyToExport
from questions.filtering import filtered
from questions.formats.blocks import Left
from questions.formats.picture_reading import MOST_BYTES
from questions.formats.targets import TARGETS
from questions.models import Picture, QuestionQuerySet
from questions.signals import tell

# What one request writes while a person waits; more is made in the background.
MOST_AT_ONCE = 1_000
_BATCH = 500
# (done, total) after each batch; False once nobody wants the file any more
Progress = Callable[[int, int], bool]


class ExportStopped(Exception):
    """Nobody wants the file any more."""


class QuestionExport(NamedTuple):
    """`exported`: whose wordings are in the file; `held_back`: how many of those asked for a secret examination keeps
    in; `left`: question id and what of it the file does not hold."""

    exported: list[int]
    held_back: int
    left: list[tuple[int, Left]]

    @property
    def notes(self) -> dict[str, Any]:
        """What is to be said of the file (`serializers.ExportNotesSerializer`)."""
        left = [{"question": pk, "whole": one.whole, "what": one.what} for pk, one in self.left]
        return {"exported": len(self.exported), "held_back": self.held_back, "left": left}


def questions_asked_for(*, by: Any, code: str, filters: dict[str, Any]) -> tuple[QuestionQuerySet, int]:
    """What the filters find of that which she may take out of the bank, and how many, if the format takes as many."""
    questions = filtered(bank_access().exportable_questions(by), filters, by)
    total, most = questions.count(), TARGETS[code].most
    if not total:
        raise NothingToExport
    if total > most:
        raise TooManyToExport(f"这种格式一次最多导出 {most:,} 道试题,请用题型、知识点等条件分几次导出。")
    return questions, total


def export_questions(
    *, by: Any, code: str, filters: dict[str, Any], out: BinaryIO, progress: Progress | None = None
) -> QuestionExport:
    """The current wordings, the oldest question first. Without `progress` a person waits: then MOST_AT_ONCE holds."""
    questions, total = questions_asked_for(by=by, code=code, filters=filters)
    if progress is None and total > MOST_AT_ONCE:
        raise ExportInBackground
    found = filtered(bank_access().visible_questions(by), filters, by).count()
    ids: list[int] = []
    left = TARGETS[code].write(
        _drafts(questions, ids, lambda: progress is None or progress(len(ids), total)), out, _pictures
    )
    outside = {one.place for one in left if one.whole}
    exported = [pk for place, pk in enumerate(ids) if place not in outside]
    with transaction.atomic():
        tell("questions_exported", actor=by, subject="question_bank", format=code, questions=ranges(exported))
    return QuestionExport(exported, found - len(ids), [(ids[one.place], one) for one in left])


def still_exportable(*, by: Any, exported: str) -> bool:
    """Whether she may still take all of these out of the bank; `exported` as `ranges` writes it."""
    ids = {pk for run in exported.split(",") if run for pk in _run(run)}
    if not ids:
        return True
    between = bank_access().exportable_questions(by).filter(pk__range=(min(ids), max(ids)))
    return ids.issubset(between.order_by().values_list("pk", flat=True).iterator())


def _pictures(sha256s: Collection[str]) -> Mapping[str, bytes]:
    """As much as a file of questions may bring back."""
    size = Picture.objects.filter(pk__in=sha256s).aggregate(size=Sum("size"))["size"] or 0
    if size > MOST_BYTES:
        raise TooManyToExport(f"这些试题的图片合计超过了 {MOST_BYTES // 1024**2} MB,请用题型、知识点等条件分几次导出。")
    return bytes_of(sha256s)


def _drafts(questions: QuestionQuerySet, ids: list[int], wanted: Callable[[], bool]) -> Iterator[Draft]:
    """A batch a query; `ids` is filled with whose they are. Raises ExportStopped."""
    whole, last = questions.select_related("current__key", "current__topic").order_by("pk"), 0
    while batch := list(whole.filter(pk__gt=last)[:_BATCH]):
        for question in batch:
            if question.current:
                ids.append(question.pk)
                yield question.current.as_draft()
        last = batch[-1].pk
        if not wanted():
            raise ExportStopped


def ranges(ids: Sequence[int]) -> str:
    """Ascending numbers in few words: `1-600,605`."""
    runs = ([pk for _, pk in run] for _, run in groupby(enumerate(ids), lambda pair: pair[1] - pair[0]))
    return ",".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _run(text: str) -> range:
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)
