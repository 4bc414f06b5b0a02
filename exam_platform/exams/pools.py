"""What the rows of a blueprint can draw from the bank now."""

from collections.abc import Sequence
from typing import Protocol

from questions.kinds import MACHINE_MARKED
from questions.models import Question, Topic


class DrawingRule(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def topic_id(self) -> int | None: ...
    @property
    def difficulty(self) -> str: ...


def pools_of(rows: Sequence[DrawingRule]) -> list[set[int]]:
    """For each row the published revisions that fit it. Two queries, however many rows.

    A topic stands for all below it. Kinds that a person has to mark are in no pool.
    """
    kinds = {row.kind for row in rows} & MACHINE_MARKED
    revisions = list(
        Question.objects.published()
        .filter(published_revision__kind__in=kinds)
        .values_list(
            "published_revision_id",
            "published_revision__kind",
            "published_revision__topic_id",
            "published_revision__difficulty",
        )
    )
    subtrees = topic_subtrees({row.topic_id for row in rows if row.topic_id is not None})
    return [
        {
            revision
            for revision, kind, topic, difficulty in revisions
            if revision is not None
            and kind == row.kind
            and (row.topic_id is None or topic in subtrees[row.topic_id])
            and row.difficulty in ("", difficulty)
        }
        for row in rows
    ]


def topic_subtrees(roots: set[int]) -> dict[int, set[int]]:
    """Each topic with all below it. One query."""
    if not roots:
        return {}
    children: dict[int | None, list[int]] = {}
    for topic, parent in Topic.objects.values_list("id", "parent_id"):
        children.setdefault(parent, []).append(topic)
    subtrees = {}
    for root in roots:
        found, rest = set(), [root]
        while rest:
            topic = rest.pop()
            found.add(topic)
            rest.extend(children.get(topic, ()))
        subtrees[root] = found
    return subtrees
