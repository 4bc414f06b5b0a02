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
    @property
    def set_version_id(self) -> int | None: ...


def pools_of(rows: Sequence[DrawingRule]) -> list[set[int]]:
    """For each row the published, machine-marked revisions that fit it.

    One query for all rows, one for all sets, and one for each topic that they name: it stands for everything below it.
    Of a set, what may still be drawn: a wording that was replaced, suspended or is stale is not.
    """
    revisions = list(
        selection.machine_marked()
        .filter(kind__in={row.kind for row in rows})
        .values_list("pk", "kind", "topic_id", "difficulty")
    )
    subtrees: dict[int | None, set[int]] = {
        topic: selection.topics_below(topic) for topic in {row.topic_id for row in rows} if topic is not None
    }
    named = {row.set_version_id for row in rows if row.set_version_id is not None}
    sets = selection.wordings_of(named) if named else {}
    return [
        {
            revision
            for revision, kind, topic, difficulty in revisions
            if kind == row.kind
            and (row.topic_id is None or topic in subtrees[row.topic_id])
            and row.difficulty in ("", difficulty)
            and (row.set_version_id is None or revision in sets[row.set_version_id])
        }
        for row in rows
    ]
