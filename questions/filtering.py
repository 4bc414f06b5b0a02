"""What the filters of the question list find.

Each filter has an index that is in the list's own order, the newest first, so that a page ends where it is full. Of
several, a database may choose the index of what is common and pass by all of it to find what is rare: so what is rare
is looked up first and named.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.shortcuts import get_object_or_404
from rest_framework.exceptions import PermissionDenied

from questions.access import bank_access
from questions.citing import citing
from questions.drafts import search_form
from questions.models import Law, Question, QuestionQuerySet, Revision, StaleMark
from questions.models.question import STATE_CONDITIONS, State
from questions.selection import is_stale, topics_below
from questions.text_index import FEW, candidates, containing


def filtered(questions: QuestionQuerySet, filters: dict[str, Any], user: Any) -> QuestionQuerySet:
    """Of `questions`, those that meet all of `filters` (`serializers.QuestionQuery`); a query for each of several."""
    conditions = list(_conditions(filters, user))
    words = [search_form(word) for word in filters.get("search", "").split()]
    if len(conditions) + bool(words) > 1:
        conditions = [_named_if_few(questions, condition) for condition in conditions]
    return _with_words(questions.filter(*conditions), words, user)


def _conditions(filters: dict[str, Any], user: Any) -> Iterator[Q]:
    for name in ("kind", "difficulty"):
        if filters.get(name):
            yield Q(**{f"current_{name}": filters[name]})
    if topic := filters.get("topic"):
        yield Q(current_topic__in=topics_below(topic))
    if state := filters.get("state"):
        yield STATE_CONDITIONS[State(state)]
    if filters.get("stale") is not None:
        yield Q(pk__in=StaleMark.objects.open().values("question")) if filters["stale"] else ~Q(is_stale())
    if filters.get("mine"):
        yield Q(author=user.pk)
    if law := filters.get("law"):
        if not bank_access().may_see_keys(user):
            raise PermissionDenied
        yield citing(get_object_or_404(Law, pk=law), filters.get("article"), filters.get("branch", 0))


def _named_if_few(questions: QuestionQuerySet, condition: Q) -> Q:
    found = questions.filter(condition).order_by("-pk").values_list("pk", flat=True)[: FEW + 1]
    return condition if len(found) > FEW else Q(pk__in=list(found))


def _with_words(questions: QuestionQuerySet, words: list[str], user: Any) -> QuestionQuerySet:
    if bank_access().may_see_keys(user):
        return questions.filter(containing(Question, "search_text", *words))
    # The searchable text holds explanations and citations. Its index may not even lead those who may not see them: how
    # long a search takes would tell.
    questions = questions.filter(candidates(Revision, "stem", words, key="current"))
    for word in words:
        questions = questions.filter(current__stem__icontains=word)
    return questions
