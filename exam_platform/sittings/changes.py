"""Reading what a candidate's browser sends: changes of answers, and events, as rows for the attempt's log.

A body that cannot be read at all is `Unreadable` (400). A change that can be read but cannot be taken is refused by
its seq, and the others go on.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson

from questions.kinds import BadResponse, kind_of
from questions.kinds.shape import content_of_shape

MOST = 100
# Each row of a log has a seq of its own, so this bounds what a token can fill it with; two changes a second for
# the longest examination are fewer.
HIGHEST_SEQ = 100_000
HIGHEST_POSITION = 2**15 - 1
EVENT_KINDS = frozenset({"blur", "focus", "device", "online", "offline", "reload"})
LONGEST_TIME = 40
LARGEST_DETAIL = 1000

# (seq, position or None for an event, answer or event as JSON text, flagged)
Row = tuple[int, int | None, str, bool]
# position → the question's shape: all of a paper that a change is checked against.
Outline = dict[int, str]


class Unreadable(ValueError):
    def __init__(self, pointer: str, code: str, detail: str) -> None:
        super().__init__(detail)
        self.pointer, self.code, self.detail = pointer, code, detail


class TooMany(ValueError):
    """More than MOST changes, or more than MOST events."""


@dataclass
class Batch:
    """`rows` in their order, each once; two with one seq and other contents are both here, and the log decides.

    `refused` says which changes were not taken and why.
    """

    rows: dict[Row, None] = field(default_factory=dict)
    refused: list[dict[str, Any]] = field(default_factory=list)

    def take(self, row: Row) -> None:
        self.rows[row] = None

    def refuse(self, seq: int, position: int | None, code: str) -> None:
        self.refused.append({"seq": seq, "position": position, "code": code})


def read_changes(body: Any, outline: Outline) -> Batch:
    """`body` is `{"changes": […], "events": […]}`, both optional. Raises Unreadable, TooMany."""
    batch = Batch()
    _only(body, {"changes", "events"}, "")
    for pointer, change in _listed(body, "changes"):
        _read_change(batch, pointer, change, outline)
    for pointer, event in _listed(body, "events"):
        _read_event(batch, pointer, event)
    return batch


def _read_change(batch: Batch, pointer: str, change: Any, outline: Outline) -> None:
    _only(change, {"seq", "position", "answer", "flagged"}, pointer)
    seq = _whole(change, "seq", pointer, HIGHEST_SEQ)
    position = _whole(change, "position", pointer, HIGHEST_POSITION)
    flagged = change.get("flagged", False)
    if not isinstance(flagged, bool):
        raise Unreadable(f"{pointer}/flagged", "wrong_type", "须为 true 或 false。")
    if "answer" not in change:
        raise Unreadable(f"{pointer}/answer", "required", "必填。")
    if position not in outline:
        return batch.refuse(seq, position, "bad_position")
    kind, content = content_of_shape(outline[position])
    try:
        answer = kind_of(kind).check_response(content, change["answer"])
    except BadResponse as error:
        return batch.refuse(seq, position, error.code)
    return batch.take((seq, position, orjson.dumps(answer).decode(), flagged))


def _read_event(batch: Batch, pointer: str, event: Any) -> None:
    _only(event, {"seq", "kind", "at", "detail"}, pointer)
    seq = _whole(event, "seq", pointer, HIGHEST_SEQ)
    kind, at, detail = event.get("kind"), event.get("at"), event.get("detail", {})
    if not isinstance(kind, str) or kind not in EVENT_KINDS:
        return batch.refuse(seq, None, "bad_event")
    # The browser's time is evidence only: kept as it came, never read.
    if not (at is None or (isinstance(at, str) and len(at) <= LONGEST_TIME)) or not isinstance(detail, dict):
        return batch.refuse(seq, None, "bad_event")
    text = orjson.dumps({"kind": kind, "at": at, "detail": detail}, option=orjson.OPT_SORT_KEYS).decode()
    if len(text) > LARGEST_DETAIL:
        return batch.refuse(seq, None, "bad_event")
    return batch.take((seq, None, text, False))


def _listed(body: dict[str, Any], name: str) -> Iterator[tuple[str, Any]]:
    items = body.get(name, [])
    if not isinstance(items, list):
        raise Unreadable(f"/{name}", "wrong_type", "须为列表。")
    if len(items) > MOST:
        raise TooMany
    for place, item in enumerate(items):
        yield f"/{name}/{place}", item


def _only(found: Any, known: set[str], pointer: str) -> None:
    if not isinstance(found, dict):
        raise Unreadable(pointer, "wrong_type", "须为对象。")
    if not found.keys() <= known:
        name = min(found.keys() - known)
        raise Unreadable(f"{pointer}/{name}", "unknown_field", "不认识的字段。")


def _whole(found: dict[str, Any], name: str, pointer: str, highest: int) -> int:
    value = found.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= highest:
        code = "required" if name not in found else "invalid"
        raise Unreadable(f"{pointer}/{name}", code, f"须为 1 到 {highest} 的整数。")
    return value
