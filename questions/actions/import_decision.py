"""A row of a file whose stem is like that of a stored question or an earlier row: kept, skipped, put in its place."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from questions.drafts import Draft
from questions.errors import QuestionOverwritten
from questions.formats.blocks import DEFAULTS
from questions.formats.excel import ANY_ORDER, COLUMNS, FIELD_COLUMNS
from questions.imports.actions import row_of
from questions.imports.errors import ImportNotReady, RowNotComparable
from questions.imports.importer import NEW, Importer, Judged, changed
from questions.imports.problems import Note
from questions.imports.reading import plain_header
from questions.models import Question, QuestionImport, QuestionImportRow, Revision

KEEP, SKIP, OVERWRITE = "keep", "skip", "overwrite"
_DIFFICULTIES = dict(Revision.Difficulty.choices)
_ACCEPT = QuestionImportRow.Verdict.ACCEPT


@dataclass(frozen=True, slots=True)
class Comparison:
    """Side by side: the row, and the question or the earlier row that it is like."""

    row: int
    likeness: float
    decision: str
    own: Draft
    question: int | None
    other_row: int | None
    other: Draft | None


def is_comparable(payload: Any) -> bool:
    return bool(payload) and "similar" in payload


def decided(judged: Judged, decision: str, headers: Mapping[str, str]) -> Judged:
    """`judged` is of a comparable row, whatever was decided on it before; `headers` as in Table."""
    payload = {"draft": _own(judged.payload), "similar": judged.payload["similar"]}
    fresh = replace(judged, skip=decision == SKIP, change=NEW, payload=payload)
    question = payload["similar"].get("question")
    if decision != OVERWRITE or not question:
        return fresh
    stored = Question.objects.select_related("current__key", "current__topic").get(pk=question)
    assert stored.current
    old, draft = stored.current.as_draft(), Draft(**payload["draft"])
    # what the file leaves empty stays as it is stored
    for name in FIELD_COLUMNS.keys() - {"details", "key"}:
        if getattr(draft, name) == getattr(DEFAULTS, name):
            setattr(draft, name, getattr(old, name))
    if old.pictures and not draft.pictures:
        draft.details = {**draft.details, "pictures": old.pictures}
    columns = {
        headers.get(column, column): (shown(old, name), shown(draft, name))
        for name, column in {**FIELD_COLUMNS, "options": "选项"}.items()
        if shown(old, name) != shown(draft, name)
    }
    over = {"draft": draft.as_dict(), "own": payload["draft"], "question": stored.pk, "revision": stored.current.pk}
    return replace(fresh, change=changed(columns), payload=payload | over)


def _own(payload: Mapping[str, Any]) -> Any:
    return payload.get("own") or payload["draft"]


def shown(draft: Draft, name: str) -> str:
    value = getattr(draft, name)
    if name == "key":
        return "|".join(value)
    if name == "options":
        return "|".join(f"{option['letter']}. {option['text']}" for option in value)
    if name == "details":
        pictures = [f"图片:{one['alt']}" for one in draft.pictures]
        return "|".join([*([ANY_ORDER] if value.get("any_order") else value.get("matches", [])), *pictures])
    if name == "points":
        return "" if value is None else f"{value // 100}.{value % 100:02}".rstrip("0").rstrip(".")
    return str(_DIFFICULTIES.get(value, value) if name == "difficulty" else value)


def compare_row(*, job: Any, row: int) -> Comparison:
    """Raises RowNotComparable."""
    stored, payload = _comparable(job, row)
    similar = payload["similar"]
    question, other_row = similar.get("question"), similar.get("row")
    other = None
    if question:
        found = Question.objects.select_related("current__key", "current__topic").get(pk=question)
        other = found.current.as_draft() if found.current else None
    elif before := QuestionImportRow.objects.filter(job=job, row=other_row).first():
        other = Draft(**_own(before.content(QuestionImport)))
    decision = SKIP if stored.verdict == QuestionImportRow.Verdict.SKIP else OVERWRITE if "own" in payload else KEEP
    return Comparison(row, similar["likeness"], decision, Draft(**_own(payload)), question, other_row, other)


def decide_row(*, importer: Importer[Any], job: Any, row: int, decision: str) -> None:
    """Until the import is confirmed. Raises ImportNotReady, RowNotComparable, QuestionOverwritten."""
    with transaction.atomic():
        locked = QuestionImport.objects.without_file().select_for_update().get(pk=job.pk)
        if locked.state != QuestionImport.State.READY:
            raise ImportNotReady
        stored, payload = _comparable(locked, row)
        if decision == OVERWRITE:
            _check_overwritable(locked, row, payload["similar"].get("question"))
        notes = [Note(**one) for one in stored.notes]
        headers = {COLUMNS.by_header[plain_header(header)]: header for header in locked.columns}
        judged = decided(Judged(row, notes, summary=stored.summary, payload=payload), decision, headers)
        fresh = row_of(importer, locked, judged)
        fresh.pk, fresh.cells = stored.pk, stored.cells
        fresh.save()
        for one, step in ((stored, -1), (fresh, 1)):
            locked.counts[one.verdict] += step
            locked.counts["warning"] += step * (one.has_warning and one.verdict == _ACCEPT)
        locked.decisions[str(row)] = decision
        locked.save(update_fields=["counts", "decisions"])


def _check_overwritable(job: Any, row: int, question: int | None) -> None:
    """One question takes the place of a stored one: another row would be lost."""
    others = QuestionImportRow.objects.filter(job=job, verdict=_ACCEPT, change__kind="changed").exclude(row=row)
    if not question or any(other.content(QuestionImport).get("question") == question for other in others):
        raise QuestionOverwritten


def _comparable(job: Any, row: int) -> tuple[QuestionImportRow, dict[str, Any]]:
    stored = QuestionImportRow.objects.filter(job=job, row=row).exclude(payload=b"").first()
    payload = stored.content(QuestionImport) if stored else {}
    if not stored or not is_comparable(payload):
        raise RowNotComparable
    return stored, payload
