"""待复核: questions whose cited article says something else in a newer version, and a reviewer's word on them."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from questions.access import wrote_published
from questions.errors import NoStaleMark, OwnQuestion
from questions.laws.comparison import changed_places
from questions.library import texts_of
from questions.models import Citation, Law, LawVersion, Question, StaleMark
from questions.signals import tell

_Reason = StaleMark.Reason


def mark_stale(*, version: LawVersion) -> int:
    """The questions that cite an article of the version before that is no longer what it was.

    Only the newest version says that; one that comes in parts says nothing of what is missing. Where both versions came
    with one import, nobody wrote by the older one here: then only what is older than the newer one is marked.
    How many questions.
    """
    versions = LawVersion.objects.filter(law=version.law_id)
    previous = versions.filter(dated__lt=version.dated).order_by("-dated").first()
    if previous is None or versions.filter(dated__gt=version.dated).exists():
        return 0
    differences = changed_places(texts_of(previous), texts_of(version))
    citing = _citing(version.law).exclude(article=None)
    if previous.imported_at == version.imported_at:
        citing = citing.filter(revision__created_at__date__lt=version.dated)
    marks = []
    for revision, question, article, branch in citing.values_list(*_CITING):
        found = differences.get((article, branch or 0))
        if found is None or (found.kind == "gone" and version.parts):
            continue
        now = found.new.place if found.new else (0, 0)
        marks.append(
            StaleMark(
                revision_id=revision,
                question_id=question,
                reason=found.kind,
                previous=previous,
                version=version,
                article=article,
                branch=branch or 0,
                now_article=now[0],
                now_branch=now[1],
            )
        )
    return _store(marks)


def mark_repealed(*, law: Law) -> int:
    """Whatever of the law they cite."""
    version = law.versions.order_by("-dated").first()
    if version is None:
        return 0
    return _store(
        [
            StaleMark(
                revision_id=revision,
                question_id=question,
                reason=_Reason.REPEALED,
                previous=version,
                version=version,
                article=0,
            )
            for revision, question in set(_citing(law).values_list(*_CITING[:2]))
        ]
    )


def unmark_repealed(*, law: Law) -> None:
    StaleMark.objects.filter(version__law=law, reason=_Reason.REPEALED, settled_at=None).delete()


def confirm_citations(*, question: Question, marks: Sequence[int], reviewer: Any, comment: str = "") -> None:
    """ "Still right": settles the marks that the reviewer has seen, so that one that came since stays open."""
    with transaction.atomic():
        locked = (
            Question.objects.select_for_update(of=("self",)).select_related("published_revision").get(pk=question.pk)
        )
        if wrote_published(reviewer, locked):
            raise OwnQuestion
        settled = StaleMark.objects.open().filter(question=locked, pk__in=marks)
        found = list(settled.values_list("pk", flat=True))
        if len(found) != len(set(marks)):
            raise NoStaleMark
        StaleMark.objects.filter(pk__in=found).update(settled_at=Now(), settled_by=reviewer, comment=comment)
        tell("citations_confirmed", actor=reviewer, subject=f"question:{locked.pk}", marks=found, comment=comment)


_CITING = ("revision", "revision__question", "article", "branch")


def _citing(law: Law) -> Any:
    """The citations of the law in wordings that may be drawn, now or once they are approved or resumed.

    A mark on a draft says nothing until it is published as it stands: it was written before the law changed.
    """
    alive = Q(revision__question__published_revision=F("revision")) | Q(revision__question__current=F("revision"))
    return Citation.objects.filter(alive, short_title=law.short_title, revision__question__retired_at=None).order_by(
        "pk"
    )


def _store(marks: list[StaleMark]) -> int:
    """Each once, however often an article is cited; how many questions got a mark that they had not."""
    unique = {(mark.revision_id, mark.version_id, mark.article, mark.branch): mark for mark in marks}
    stored = StaleMark.objects.filter(version__in={mark.version_id for mark in marks})
    for place in stored.values_list("revision", "version", "article", "branch"):
        unique.pop(place, None)
    StaleMark.objects.bulk_create(unique.values(), ignore_conflicts=True)
    return len({mark.question_id for mark in unique.values()})
