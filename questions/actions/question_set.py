"""题集: what a trainer lists, and each publication of it."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from questions.errors import NothingInSet, NotInUse, UnchangedSet
from questions.models import Question, QuestionSet, QuestionSetItem, QuestionSetVersion, QuestionSetVersionItem
from questions.signals import tell


def create_question_set(*, title: str, by: Any) -> QuestionSet:
    return QuestionSet.objects.create(title=title, created_by=by)


def change_question_set(*, question_set: QuestionSet, title: str, questions: Sequence[Question]) -> None:
    """What the next version will be: the questions in this order, instead of what it held."""
    with transaction.atomic():
        locked = QuestionSet.objects.select_for_update().get(pk=question_set.pk)
        locked.title = title
        locked.save(update_fields=["title"])
        locked.items.all().delete()
        QuestionSetItem.objects.bulk_create(
            QuestionSetItem(question_set=locked, question=question, position=position)
            for position, question in enumerate(questions, 1)
        )


def publish_question_set(*, question_set: QuestionSet, by: Any, cover: str) -> QuestionSetVersion:
    """The published wording of each of its questions as they are now; refused if one may not be drawn."""
    with transaction.atomic():
        locked = QuestionSet.objects.select_for_update().get(pk=question_set.pk)
        questions = [item.question for item in locked.items.select_related("question")]
        if not questions:
            raise NothingInSet
        if unfit := [question.pk for question in questions if not question.is_published]:
            raise NotInUse(questions=unfit)
        revisions = [pk for question in questions if (pk := question.published_revision_id)]
        newest = locked.versions.order_by("-number").first()
        if newest and (newest.title, newest.cover, _wordings(newest)) == (locked.title, cover, revisions):
            raise UnchangedSet
        number = newest.number + 1 if newest else 1
        version = QuestionSetVersion.objects.create(
            question_set=locked,
            number=number,
            title=locked.title,
            cover=cover,
            item_count=len(revisions),
            published_by=by,
        )
        QuestionSetVersionItem.objects.bulk_create(
            QuestionSetVersionItem(version=version, revision_id=revision, position=position)
            for position, revision in enumerate(revisions, 1)
        )
        tell("question_set_published", actor=by, subject=f"question_set:{locked.pk}", version=number)
    version.refresh_from_db(fields=["published_at"])
    return version


def _wordings(version: QuestionSetVersion) -> list[int]:
    return list(version.items.values_list("revision", flat=True))
