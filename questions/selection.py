"""What the bank gives to those who assemble and mark papers. Only published questions; keys by their own door."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from questions.kinds import MACHINE_MARKED
from questions.models import Key, Question, QuestionSetVersionItem, Revision, StaleMark, Topic


class Available(NamedTuple):
    kind: str
    topic: int | None
    difficulty: str
    questions: int


def published() -> QuerySet[Revision]:
    """The revisions that may be drawn now: one of each published question that is not stale, in a fixed order."""
    drawn = Question.objects.published().exclude(is_stale())
    return Revision.objects.filter(pk__in=drawn.values("published_revision")).order_by("pk")


def is_stale() -> Exists:
    """待复核, of a question in a query: what it cites has changed, and no reviewer has said that it still holds."""
    return Exists(StaleMark.objects.open().filter(question=OuterRef("pk")))


def machine_marked() -> QuerySet[Revision]:
    """Of those, the ones that need no person to mark them."""
    return published().filter(kind__in=MACHINE_MARKED, machine_marked=True)


def matching(
    revisions: QuerySet[Revision],
    *,
    kind: str,
    topic: int | None = None,
    difficulty: str = "",
    set_version: int | None = None,
) -> QuerySet[Revision]:
    """Of `revisions`, those that a row of a blueprint admits; a topic stands for everything below it."""
    condition = Q(kind=kind)
    if topic is not None:
        condition &= Q(topic__in=topics_below(topic))
    if difficulty:
        condition &= Q(difficulty=difficulty)
    if set_version is not None:
        condition &= Q(pk__in=QuestionSetVersionItem.objects.filter(version=set_version).values("revision"))
    return revisions.filter(condition)


def wordings_of(set_versions: Iterable[int]) -> dict[int, set[int]]:
    """The revisions of versions of question sets; one query."""
    found: dict[int, set[int]] = {version: set() for version in set_versions}
    items = QuestionSetVersionItem.objects.filter(version__in=found).order_by()
    for version, revision in items.values_list("version", "revision"):
        found[version].add(revision)
    return found


def counts_by(revisions: QuerySet[Revision]) -> list[Available]:
    """How many of each kind, topic and difficulty; one query."""
    rows = revisions.order_by().values_list("kind", "topic", "difficulty").annotate(questions=Count("pk"))
    return [Available(*row) for row in rows.order_by("kind", "topic", "difficulty")]


def topics_below(topic: int) -> set[int]:
    """The ids of a topic and everything below it; one query."""
    children: dict[int | None, list[int]] = {}
    for pk, parent in Topic.objects.order_by().values_list("pk", "parent"):
        children.setdefault(parent, []).append(pk)
    found, rest = set[int](), [topic]
    while rest:
        one = rest.pop()
        if one not in found:
            found.add(one)
            rest.extend(children.get(one, []))
    return found


def keys_of(revision_ids: Iterable[int]) -> dict[int, list[str]]:
    """The keys for marking, by revision; one query."""
    return dict(Key.objects.filter(revision__in=set(revision_ids)).values_list("revision", "answer"))
