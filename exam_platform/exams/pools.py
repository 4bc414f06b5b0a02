"""What the rows of a blueprint can draw from the bank now."""

from collections.abc import Sequence
from typing import Protocol

from questions import selection


class DrawingRule(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def topic_id(self) -> int | None: ...
    @property
    def difficulty(self) -> str: ...


def pools_of(rows: Sequence[DrawingRule]) -> list[set[int]]:
    """For each row the published, machine-marked revisions that fit it.

    One query for all rows, and one for each topic that they name: it stands for everything below it.
    """
    revisions = list(
        selection.machine_marked()
        .filter(kind__in={row.kind for row in rows})
        .values_list("pk", "kind", "topic_id", "difficulty")
    )
    subtrees: dict[int | None, set[int]] = {
        topic: selection.topics_below(topic) for topic in {row.topic_id for row in rows} if topic is not None
    }
    return [
        {
            revision
            for revision, kind, topic, difficulty in revisions
            if kind == row.kind
            and (row.topic_id is None or topic in subtrees[row.topic_id])
            and row.difficulty in ("", difficulty)
        }
        for row in rows
    ]
