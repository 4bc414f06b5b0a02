"""What a list of 应知应会 comes to: the articles of its items as in force on a day, and the questions on them."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404

from questions.models import Citation, LawVersion, MustKnowItem, MustKnowVersion, Provision
from questions.selection import published


class Place(NamedTuple):
    """An article of a law, by the title that citations find it by."""

    law: str
    article: int
    branch: int


def version_of(must_know_list: str | int, number: str | int) -> MustKnowVersion:
    return get_object_or_404(MustKnowVersion, must_know_list=must_know_list, number=number)


def items_of(version: MustKnowVersion) -> QuerySet[MustKnowItem]:
    return MustKnowItem.objects.filter(version=version).select_related("law")


def articles_of(items: Sequence[MustKnowItem], day: dt.date) -> dict[int, list[Place]]:
    """By item; `law` of each must be loaded. One query. A law that is not in force on the day has none."""
    in_force = LawVersion.objects.in_force_on_day(day).filter(law__in={item.law_id for item in items})
    rows = Provision.objects.filter(version__in=in_force).order_by("article", "branch")
    by_law: dict[int, list[tuple[int, int]]] = {}
    for law, article, branch in rows.values_list("version__law", "article", "branch"):
        by_law.setdefault(law, []).append((article, branch))
    return {
        item.pk: [
            Place(item.law.short_title, article, branch)
            for article, branch in by_law.get(item.law_id, [])
            if item.holds(article, branch)
        ]
        for item in items
    }


def citations_of(items: Sequence[MustKnowItem]) -> QuerySet[Citation]:
    """The citations of articles that the items may hold: of their laws, in the ranges where they name some."""
    wanted = Q(pk__in=[])
    for item in items:
        one = Q(short_title=item.law.short_title, article__isnull=False)
        if item.first_article is not None:
            one &= Q(article__gte=item.first_article, article__lte=item.last_article)
        wanted |= one
    return Citation.objects.filter(wanted)


def questions_on(items: Sequence[MustKnowItem]) -> dict[Place, int]:
    """How many questions that may be drawn cite each article; counted by the database, in one query."""
    rows = (
        citations_of(items)
        .filter(revision__in=published().order_by())
        .order_by()
        .values_list("short_title", "article", Coalesce("branch", Value(0)))
        .annotate(questions=Count("revision", distinct=True))
    )
    return {Place(law, article or 0, branch): questions for law, article, branch, questions in rows}
