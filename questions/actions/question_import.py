"""Question files: each row against the bank and the rows before it, then new questions and new revisions in one go."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from questions.actions.import_decision import decided, is_comparable, shown
from questions.actions.import_reading import Blocks, blocks_table, illustrated, readings_of
from questions.actions.picture import unknown_pictures
from questions.actions.question import create_questions, store_revisions
from questions.drafts import Draft, differences
from questions.formats.excel import COLUMNS, FIELD_COLUMNS, RowReading
from questions.formats.excel_pictures import has_drawings
from questions.formats.recognition import format_of
from questions.imports.importer import NEW, Accepted, Importer, Judged, changed
from questions.imports.problems import FileProblem, Note, error, note, warning
from questions.imports.reading import Row, Table
from questions.models import Question, QuestionImport, QuestionImportRow
from questions.signals import tell
from questions.similar import similar_in_bank
from questions.similarity import StemIndex

_LOOK_UP = 500


@dataclass(slots=True)
class Prepared:
    """`revised`: question id, the id of the revision that the preview compared with, the draft."""

    new: list[Draft] = field(default_factory=list)
    revised: list[tuple[int, int, Draft]] = field(default_factory=list)


class QuestionImporter(Importer[Prepared]):
    job_model = QuestionImport
    row_model = QuestionImportRow
    columns = COLUMNS

    def read(self, job: Any) -> Table:
        data, by = job.file_bytes, job.created_by
        if code := format_of(data, job.file_name):
            return blocks_table(code, data, by=by)
        table = super().read(job)
        return illustrated(table, data, by=by) if has_drawings(data) else table

    def judge(self, job: Any, table: Table) -> Iterator[Judged]:
        readings = readings_of(table)
        known = _Known({row.number: reading.draft for row, reading in readings if reading.draft})
        for row, reading in readings:
            judged = _judged(row, reading, known, table)
            decision = job.decisions.get(str(row.number), "")
            yield decided(judged, decision, table.headers) if is_comparable(judged.payload) else judged

    def prepare(self, job: Any, rows: Iterator[Accepted]) -> Prepared:
        prepared = Prepared()
        for accepted in rows:
            draft = Draft(**accepted.payload["draft"])
            if accepted.payload.get("question"):
                prepared.revised.append((accepted.payload["question"], accepted.payload["revision"], draft))
            else:
                prepared.new.append(draft)
        return prepared

    def commit(self, job: Any, prepared: Prepared) -> None:
        _check_unchanged(prepared)
        made = create_questions(author=job.created_by, drafts=prepared.new)
        store_revisions(author=job.created_by, drafts=[(pk, draft) for pk, _, draft in prepared.revised])
        tell(
            "questions_imported",
            actor=job.created_by,
            subject=f"question_import:{job.pk}",
            new=len(made),
            revised=len(prepared.revised),
        )


class _Known:
    """What the bank holds of the drafts' identities and stems, and what the rows so far have brought."""

    def __init__(self, by_row: dict[int, Draft]) -> None:
        drafts = list(by_row.values())
        self.numbers = list(by_row)
        self.places = {number: place for place, number in enumerate(by_row)}
        self.file_stems = StemIndex([draft.stem for draft in drafts])
        self.similar = similar_in_bank(self.file_stems)
        self.new_rows: set[int] = set()
        self.stored: dict[str, Question] = {}
        self.stems: dict[str, int] = {}
        self.rows: dict[str, tuple[int, Draft]] = {}
        self.row_stems: dict[str, int] = {}
        fingerprints = sorted({draft.fingerprint for draft in drafts})
        stems = sorted({draft.stem_fingerprint for draft in drafts})
        for start in range(0, len(fingerprints), _LOOK_UP):
            found = Question.objects.filter(fingerprint__in=fingerprints[start : start + _LOOK_UP], retired_at=None)
            for question in found.select_related("current__key", "current__topic"):
                self.stored[question.fingerprint] = question
        for start in range(0, len(stems), _LOOK_UP):
            found_stems = Question.objects.filter(
                current__stem_fingerprint__in=stems[start : start + _LOOK_UP], retired_at=None
            )
            self.stems.update(found_stems.values_list("current__stem_fingerprint", "pk"))


def _judged(row: Row, reading: RowReading, known: _Known, table: Table) -> Judged:
    draft = reading.draft
    summary = (table.blocks[row.number].summary if isinstance(table, Blocks) else row.text("题干"))[:200]
    if draft is None:
        # a passage of a paper that is no question has no error
        return Judged(row.number, reading.notes, summary=summary, skip=True)
    earlier = known.rows.get(draft.fingerprint)
    if earlier:
        return _repeated(row, earlier, draft, table, summary)
    known.rows[draft.fingerprint] = (row.number, draft)
    if stored := known.stored.get(draft.fingerprint):
        return _against_stored(row, reading, draft, stored, table, summary)
    similar = _similar(row.number, draft, known)
    known.row_stems.setdefault(draft.stem_fingerprint, row.number)
    known.new_rows.add(row.number)
    notes = [*reading.notes, *([_warned(similar)] if similar else [])]
    payload = {"draft": draft.as_dict(), **({"similar": similar} if similar else {})}
    return Judged(row.number, notes, change=NEW, summary=summary, payload=payload)


def _repeated(row: Row, earlier: tuple[int, Draft], draft: Draft, table: Table, summary: str) -> Judged:
    number, first = earlier
    if "key" in differences(first, draft):
        conflict = error(table.header("答案"), "key_conflict", f"与第 {number} 行是同一道试题,但答案不同。")
        return Judged(row.number, [conflict], summary=summary)
    same = note(None, "same_as_row", f"与第 {number} 行相同。")
    return Judged(row.number, [same], summary=summary, skip=True)


def _against_stored(
    row: Row, reading: RowReading, draft: Draft, stored: Question, table: Table, summary: str
) -> Judged:
    """What the file leaves empty stays as it is stored."""
    revision = stored.current
    assert revision is not None
    old = revision.as_draft()
    fields = [name for name in differences(old, draft) if FIELD_COLUMNS[name] in reading.present]
    if not fields:
        same = note(None, "same_as_question", f"与试题 {stored.pk} 相同。")
        return Judged(row.number, [same], summary=summary, skip=True)
    # a key names options and matches by the order in which the file has them
    kept = {"key", "stem", "kind", *(["details"] if FIELD_COLUMNS["details"] in reading.present else [])}
    for name in FIELD_COLUMNS.keys() - set(fields) - kept:
        setattr(draft, name, getattr(old, name))
    columns = {table.header(FIELD_COLUMNS[name]): (shown(old, name), shown(draft, name)) for name in fields}
    notes = [*reading.notes, _revises(stored, fields)]
    payload = {"draft": draft.as_dict(), "question": stored.pk, "revision": revision.pk}
    return Judged(row.number, notes, change=changed(columns), summary=summary, payload=payload)


def _revises(stored: Question, fields: list[str]) -> Note:
    what = "答案不同" if "key" in fields else "内容有变化"
    return warning(None, "revises_question", f"与试题 {stored.pk} 相同但{what},导入后生成新版本,需重新审核。")


def _similar(number: int, draft: Draft, known: _Known) -> dict[str, Any]:
    """The question, or the earlier row, whose stem is the same (with other options) or nearly; {} if there is none."""
    if question := known.stems.get(draft.stem_fingerprint):
        return {"question": question, "likeness": 1}
    if row := known.row_stems.get(draft.stem_fingerprint):
        return {"row": row, "likeness": 1}
    if stored := known.similar.get(known.places[number]):
        return {"question": stored.question, "likeness": min(stored.likeness, 0.99)}
    alike = known.file_stems.like(draft.stem)
    rows = {known.numbers[place]: much for place, much in alike.items() if known.numbers[place] in known.new_rows}
    return {"row": (row := max(rows, key=lambda one: rows[one])), "likeness": min(rows[row], 0.99)} if rows else {}


def _warned(similar: dict[str, Any]) -> Note:
    other = f"试题 {similar['question']} " if "question" in similar else f"第 {similar['row']} 行"
    if similar["likeness"] == 1:
        return warning(None, "same_stem", f"题干与{other}相同,选项或图片不同,请核对。")
    return warning(None, "similar_stem", f"题干与{other}相似({similar['likeness']:.0%}),请核对。")


def _check_unchanged(prepared: Prepared) -> None:
    """That the bank is still what the preview was compared with, and keeps the pictures that it showed.

    Locks the questions that get new revisions, and the pictures.
    """
    wanted = {pk: revision for pk, revision, _ in prepared.revised}
    drafts = [*prepared.new, *(draft for _, _, draft in prepared.revised)]
    fingerprints = [draft.fingerprint for draft in drafts]
    taken = any(
        pk not in wanted
        for start in range(0, len(fingerprints), _LOOK_UP)
        for pk in Question.objects.filter(
            fingerprint__in=fingerprints[start : start + _LOOK_UP], retired_at=None
        ).values_list("pk", flat=True)
    )
    now = Question.objects.select_for_update().filter(pk__in=wanted, retired_at=None)
    if taken or len(set(fingerprints)) < len(fingerprints) or dict(now.values_list("pk", "current_id")) != wanted:
        raise FileProblem("bank_changed", "检查之后题库有了变动,未导入任何试题,请重新上传该文件。")
    if unknown_pictures(drafts):
        raise FileProblem("pictures_gone", "检查之后有图片被清理,未导入任何试题,请重新上传该文件。")
