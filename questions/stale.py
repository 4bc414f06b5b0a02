"""The queue of stale questions, each with what has changed in the articles that it cites."""

from collections.abc import Sequence

from django.db.models import Prefetch

from questions.laws.comparison import Difference, Text
from questions.models import Provision, Question, QuestionQuerySet, StaleMark
from questions.selection import is_stale


def stale_questions(questions: QuestionQuerySet) -> QuestionQuerySet:
    """Of `questions`, those that wait; `open_marks` of each says for what."""
    marks = StaleMark.objects.open().select_related("version__law")
    return (
        questions.filter(is_stale())
        .select_related("published_revision__key", "author")
        .prefetch_related(Prefetch("stale_marks", marks, to_attr="open_marks"))
    )


def differences_of(questions: Sequence[Question]) -> dict[int, Difference]:
    """By mark: the article as it was cited, and where its words stand now. One query; nothing for a repealed law."""
    seen = [mark for question in questions for mark in question.open_marks]  # type: ignore[attr-defined]  # by Prefetch
    marks = [mark for mark in seen if mark.article]
    versions = {pk for mark in marks for pk in (mark.previous_id, mark.version_id)}
    articles = {number for mark in marks for number in (mark.article, mark.now_article)}
    rows = Provision.objects.filter(version__in=versions, article__in=articles)
    texts = {(one.version_id, one.article, one.branch): Text(one.article, one.branch, one.text) for one in rows}
    return {
        mark.pk: Difference(
            texts.get((mark.previous_id, mark.article, mark.branch)),
            texts.get((mark.version_id, mark.now_article, mark.now_branch)),
        )
        for mark in marks
    }
