"""What should have come of a rehearsal, worked out anew from the ledger and the keys, and where the platform differs.

A second opinion: nothing here is shared with what counts and marks on the platform (an import contract sees to it).
Pure.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

CLOSED = ("submitted", "graded", "voided")


class Item(NamedTuple):
    """A question of a form with its key; points in hundredths."""

    position: int
    kind: str
    points: int
    key: list[str]


@dataclass
class History:
    """Of one attempt, by the ledger. A seq may have been sent with two contents, from two devices."""

    sent: defaultdict[int, list[tuple[Any, ...]]] = field(default_factory=lambda: defaultdict(list))
    acked: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    receipts: set[str] = field(default_factory=set)
    lease: int = 0
    submitted: bool = False
    refused_wrongly: int = 0
    failed: int = 0


@dataclass
class Counts:
    """Every one but the first five should be nought."""

    started: int = 0
    sent: int = 0
    acknowledged: int = 0
    closed: int = 0
    graded: int = 0
    missing: int = 0
    doubled: int = 0
    refused_wrongly: int = 0
    late_wrongly: int = 0
    counted_wrongly: int = 0
    wrong_score: int = 0
    receipts_differing: int = 0
    closed_at_wrong: int = 0
    failed: int = 0


def read_histories(lines: Iterable[dict[str, Any]]) -> dict[int, History]:
    """In the order of the ledger."""
    histories: defaultdict[int, History] = defaultdict(History)
    for line in lines:
        history, what = histories[line["attempt"]], line["what"]
        for seq, *content in line.get("changes", ()):
            if what == "sent" and _content(content) not in history.sent[seq]:
                history.sent[seq].append(_content(content))
            elif what == "acked":
                history.acked[seq] = _content(content)
        if what == "started":
            history.lease = max(history.lease, line["lease"])
        elif what == "submitted":
            history.submitted = True
        elif what == "receipt":
            history.receipts.add(line["receipt"])
        elif what == "failed":
            history.failed += 1
        elif what == "refused" and not _rightly_refused(line, history):
            history.refused_wrongly += max(1, len(line["changes"]))
    return dict(histories)


def _content(change: Sequence[Any]) -> tuple[Any, ...]:
    position, answer, flagged = change
    return position, tuple(answer) if isinstance(answer, list) else answer, flagged


def _rightly_refused(line: Mapping[str, Any], history: History) -> bool:
    """The candidates send nothing that is not sound, so only an older lease and the end are reasons."""
    if line["code"] == "lease_lost":
        return bool(line["lease"] < history.lease)
    if line["code"] == "closed":
        told = line["server_time"] and line["deadline"]
        over = told and _instant(line["server_time"]) > _instant(line["deadline"])
        return history.submitted or bool(over)
    return False


def compare(
    histories: Mapping[int, History],
    evidence: Iterable[Mapping[str, Any]] | None,
    papers: Mapping[int, Sequence[Item]],
    *,
    partial: bool,
) -> Counts:
    """`papers` by form; `partial`: part of a right multiple choice earns half of its points.

    Without evidence only what the ledger itself says is counted.
    """
    counts = Counts(failed=sum(history.failed for history in histories.values()))
    found: dict[int, Mapping[str, Any]] = {}
    entries: set[int] = set()
    for attempt in evidence or ():
        counts.doubled += (attempt["attempt"] in found) + (attempt["entry"] in entries)
        found[attempt["attempt"]] = attempt
        entries.add(attempt["entry"])
    counts.started = len(found)
    for number in sorted(histories.keys() | found.keys()):
        history = histories.get(number, History())
        counts.sent += len(history.sent)
        counts.acknowledged += len(history.acked)
        counts.refused_wrongly += history.refused_wrongly
        if number in found:
            _compare_attempt(counts, history, found[number], papers, partial)
        elif evidence is not None:
            counts.missing += len(history.acked)
    return counts


def _compare_attempt(
    counts: Counts,
    history: History,
    attempt: Mapping[str, Any],
    papers: Mapping[int, Sequence[Item]],
    partial: bool,
) -> None:
    rows: dict[int, Mapping[str, Any]] = {}
    for row in attempt["log"]:
        seq, content = row["seq"], _content_of_row(row)
        # What nobody sent is in the log twice too: once as it was sent, once as it was not.
        counts.doubled += seq in rows or content not in history.sent.get(seq, ())
        rows[seq] = row
    counts.missing += sum(
        seq not in rows or _content_of_row(rows[seq]) != content for seq, content in history.acked.items()
    )
    end = _end(attempt)
    in_time = {seq for seq, row in rows.items() if _instant(row["received_at"]) <= end}
    admitted = {seq for seq, row in rows.items() if row["admitted"]}
    counts.late_wrongly += sum(rows[seq]["late"] for seq in in_time)
    counts.late_wrongly += sum(seq in rows and seq not in in_time for seq in history.acked)
    expected = counting([*(rows[seq] for seq in in_time | admitted), *_lost(history, rows)])
    told = {row["position"]: row["seq"] for row in rows.values() if row["counts"]}
    counts.counted_wrongly += {position: row["seq"] for position, row in expected.items()} != told
    counts.closed += attempt["state"] in CLOSED
    counts.closed_at_wrong += attempt["closed_by"] == "clock" and attempt["closed_at"] != attempt["deadline"]
    counts.receipts_differing += bool(history.receipts - {attempt["receipt"]})
    if attempt["state"] == "graded":
        counts.graded += 1
        answers = {position: row["answer"] for position, row in expected.items()}
        marks = {
            item.position: mark(item, answers.get(item.position) or [], partial) for item in papers[attempt["form"]]
        }
        given = {row["position"]: row["points"] for row in attempt["marks"]}
        counts.wrong_score += marks != given or sum(marks.values()) != attempt["score"]


def _content_of_row(row: Mapping[str, Any]) -> tuple[Any, ...]:
    if row["position"] is None:
        return None, row["event"]["kind"], False
    return _content((row["position"], row["answer"], row["flagged"]))


def _lost(history: History, rows: Mapping[int, Any]) -> Iterator[Mapping[str, Any]]:
    """What was acknowledged and is not in the log: it should have counted all the same."""
    for seq, (position, answer, _) in history.acked.items():
        if seq not in rows and position is not None:
            yield {"seq": seq, "position": position, "answer": list(answer)}


def _end(attempt: Mapping[str, Any]) -> dt.datetime:
    """The last instant at which a change counts: of the grace, or when the candidate or the officer closed before."""
    end, closed_at = _instant(attempt["accepted_until"]), attempt["closed_at"]
    # Closing within the grace is written as at the deadline; nothing is sent afterwards.
    if attempt["closed_by"] in ("candidate", "officer") and closed_at != attempt["deadline"]:
        return min(end, _instant(closed_at))
    return end


def counting(rows: Iterable[Mapping[str, Any]]) -> dict[int, Mapping[str, Any]]:
    """By position the row of the highest seq."""
    best: dict[int, Mapping[str, Any]] = {}
    for row in rows:
        position = row["position"]
        if position is not None and (position not in best or row["seq"] > best[position]["seq"]):
            best[position] = row
    return best


def mark(item: Item, answer: Sequence[str], partial: bool) -> int:
    """Points in hundredths. The rehearsal's own questions are of four kinds."""
    if item.kind == "multiple":
        chosen, right = set(answer), set(item.key)
        if chosen == right:
            return item.points
        return item.points // 2 if partial and chosen and chosen < right else 0
    if item.kind == "fill_in":
        share = sum(given == wanted for given, wanted in zip(answer, item.key, strict=False))
        return item.points * share // len(item.key)
    return item.points if list(answer) == item.key else 0


def _instant(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)
