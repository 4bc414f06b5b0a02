"""How the bank stands: what is published, what of it waits for review, what no paper has ever held.

Counted by the database, so that it takes as many queries for a hundred thousand questions as for ten.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q

from questions.models import QuestionQuerySet, StaleMark
from questions.selection import topics_below

from .bank_access import secret_exams
from .models import FormItem

WORDING = "published_revision__"
DIMENSIONS = {
    "topic": f"{WORDING}topic",
    "kind": f"{WORDING}kind",
    "difficulty": f"{WORDING}difficulty",
    "law": f"{WORDING}citations__short_title",
}
MOST_GROUPS = 1000


@dataclass(frozen=True)
class Health:
    totals: dict[str, int]
    groups: list[dict[str, Any]]
    # there are more groups than are shown
    cut: bool


def bank_health(questions: QuestionQuerySet, *, by: Sequence[str], **filters: Any) -> Health:
    """Of the questions that are in use, by some of the dimensions. Two queries, and one where a topic is asked for.

    A question that cites several laws counts with each of them, and once in the totals.
    """
    asked = {DIMENSIONS[name]: value for name, value in filters.items() if value and name != "topic"}
    if topic := filters.get("topic"):
        asked[f"{DIMENSIONS['topic']}__in"] = topics_below(topic)
    found = questions.published().filter(**asked).order_by()
    dimensions = {name: F(DIMENSIONS[name]) for name in by}
    if "topic" in by:
        dimensions["topic_path"] = F(f"{DIMENSIONS['topic']}__path")
    order = [F("topic_path" if name == "topic" else name).asc(nulls_last=True) for name in by]
    groups = found.values(**dimensions).annotate(**counts(repeated="law" in by)).order_by(*order)
    rows: list[dict[str, Any]] = [dict(group) for group in groups[: MOST_GROUPS + 1]]
    totals = found.aggregate(**counts(repeated=bool(filters.get("law"))))
    return Health(totals=totals, groups=rows[:MOST_GROUPS], cut=len(rows) > MOST_GROUPS)


def counts(*, repeated: bool) -> dict[str, Count]:
    """`repeated`: a question stands in several rows, one for each article that it cites.

    What the forms of a secret examination hold counts as never used until it is over, or the figure would tell of it.
    """
    stale = StaleMark.objects.open().values("question")
    used = FormItem.objects.filter(form__exam__is_rehearsal=False).exclude(form__exam__in=secret_exams())
    return {
        "published": Count("pk", distinct=repeated),
        "stale": Count("pk", distinct=repeated, filter=Q(pk__in=stale)),
        "never_used": Count("pk", distinct=repeated, filter=~Q(pk__in=used.values("revision__question"))),
    }
