"""Statutes on their way into the library: each against what is stored and the texts before it, then all in one go."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from questions.actions.law import known_laws, store_statute
from questions.actions.staleness import mark_stale
from questions.imports.importer import NEW, Accepted, Importer, Judged, changed
from questions.imports.problems import FileProblem, Note, error, note, warning
from questions.imports.reading import Cell, Columns, Row, Table
from questions.laws.documents import Document
from questions.laws.extraction import read_documents_safely
from questions.laws.history import date_in
from questions.laws.placing import Placing, Shelf, titles_of
from questions.laws.reading import NotAStatute, read_statute
from questions.laws.statute import Statute
from questions.models import LawImport, LawImportRow, LawVersion
from questions.signals import tell

FILE, PUBLISHED, IN_FORCE = "文件", "公布日期", "施行日期"
_NAME_DATE = re.compile(r"(?<![0-9])([0-9]{4})[-.年]?([0-9]{2})[-.月]?([0-9]{2})(?![0-9])")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")


@dataclass(slots=True)
class Texts(Table):
    """The texts of an upload as rows, by whose cells what a text leaves out can be added in the preview."""

    documents: dict[int, tuple[str, tuple[str, str] | None]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """`statute` with the day that it is stored under, or what keeps it out."""

    notes: list[Note]
    statute: Statute | None = None
    dated: dt.date | None = None
    payload: dict[str, Any] | None = None


class LawImporter(Importer[list[tuple[Statute, dt.date]]]):
    job_model = LawImport
    row_model = LawImportRow
    columns = Columns(aliases={FILE: (), PUBLISHED: (), IN_FORCE: ()}, required=())

    def read(self, job: Any) -> Table:
        return texts_table(read_documents_safely(job.file_bytes, job.file_name))

    def judge(self, job: Any, table: Table) -> Iterator[Judged]:
        assert isinstance(table, Texts)
        readings = [(row, _read(row, *table.documents[row.number])) for row in table.rows]
        shelf = Shelf(known_laws(titles_of(reading.statute for _, reading in readings if reading.statute)))
        for row, reading in readings:
            yield _judged(row, reading, shelf)

    def prepare(self, job: Any, rows: Iterator[Accepted]) -> list[tuple[Statute, dt.date]]:
        return [statute_of(accepted.payload) for accepted in rows]

    def commit(self, job: Any, prepared: list[tuple[Statute, dt.date]]) -> None:
        store_texts(prepared, by=job.created_by, subject=f"law_import:{job.pk}")


def texts_table(found: Iterable[Document]) -> Texts:
    """The texts as the rows of an import."""
    documents = dict(enumerate(found, start=1))
    return Texts(
        headers={name: name for name in (FILE, PUBLISHED, IN_FORCE)},
        header_row=0,
        rows=[Row(number, {FILE: Cell("text", one.name)}) for number, one in documents.items()],
        documents={number: (one.text, one.problem) for number, one in documents.items()},
    )


def store_texts(texts: Sequence[tuple[Statute, dt.date]], *, by: Any, subject: str) -> None:
    """All of them, and the marks on questions that follow. Raises FileProblem unless each still has its place."""
    shelf = Shelf(known_laws(titles_of(statute for statute, _ in texts)))
    touched: dict[int, LawVersion] = {}
    now = timezone.now()
    for statute, dated in texts:
        if not shelf.place(statute, dated).is_taken:
            raise FileProblem("library_changed", "检查之后法律法规库有了变动,未导入任何文本,请重新上传该文件。")
        shelf.take(statute, dated)
        version = store_statute(statute=statute, dated=dated, imported_by=by, imported_at=now)
        touched[version.pk] = version
    marked = sum(mark_stale(version=version) for version in touched.values())
    tell(
        "laws_imported",
        actor=by,
        subject=subject,
        texts=len(texts),
        versions=sorted(touched),
        questions_marked=marked,
    )


def statute_of(payload: dict[str, Any]) -> tuple[Statute, dt.date]:
    """What the preview read, read again: the text and the days that were given beside it."""
    days = {name: dt.date.fromisoformat(payload[name]) if payload[name] else None for name in ("published", "in_force")}
    statute = read_statute(payload["text"], published_on=days["published"], in_force_on=days["in_force"])
    assert statute.dated
    return statute, statute.dated


def _read(row: Row, text: str, problem: tuple[str, str] | None) -> Reading:
    if problem:
        return Reading([error(FILE, *problem)])
    notes: list[Note] = []
    published = _day(row, PUBLISHED, notes) or _day_of_name(row.text(FILE))
    in_force = _day(row, IN_FORCE, notes)
    try:
        statute = read_statute(text, published_on=published, in_force_on=in_force)
    except NotAStatute as refused:
        return Reading([*notes, error(FILE, refused.code, refused.detail)])
    if statute.dated is None:
        detail = "题注、文件名和最后几条都没有日期,无法确定是哪个版本,请填写公布日期(如 2021-01-22)。"
        notes.append(error(PUBLISHED, "no_date", detail))
    payload = {
        "text": text,
        "published": published.isoformat() if published else "",
        "in_force": in_force.isoformat() if in_force else "",
    }
    return Reading(notes, statute, statute.dated, payload)


def _judged(row: Row, reading: Reading, shelf: Shelf) -> Judged:
    statute, dated = reading.statute, reading.dated
    if statute is None:
        return Judged(row.number, reading.notes, summary=row.text(FILE)[:200])
    part = f" {statute.part}" if statute.part else ""
    summary = f"《{statute.title}》{part} {dated or ''} {len(statute.articles)} 条"
    if dated is None or any(each.level == "error" for each in reading.notes):
        return Judged(row.number, reading.notes, summary=summary)
    placing = shelf.place(statute, dated)
    if placing.kind == "differs":
        named = "、".join(placing.differing)
        wrong = f"库中已有同一日期({dated})的版本,但{named}文字不同。请核对文件;如确为新的修改,请填写正确的公布日期。"
        return Judged(row.number, [*reading.notes, error(FILE, "text_differs", wrong)], summary=summary)
    if placing.kind == "stored":
        same = note(None, "already_stored", f"库中已有 {dated} 的版本,条文相同。")
        return Judged(row.number, [*reading.notes, same], summary=summary, skip=True)
    shelf.take(statute, dated)
    notes = [*reading.notes, *_about(statute, dated, placing)]
    return Judged(row.number, notes, change=_change(dated, placing), summary=summary, payload=reading.payload)


def _about(statute: Statute, dated: dt.date, placing: Placing) -> Iterator[Note]:
    if placing.kind == "new_version":
        newer = not placing.others or dated > placing.others[-1]
        days = "、".join(map(str, placing.others))
        code, what = ("newer_version", "新的版本") if newer else ("older_version", "较早的版本")
        yield note(None, code, f"库中已有该法 {days} 的版本,这是{what}。")
    if placing.kind == "more_articles":
        yield note(None, "more_articles", f"库中该版本已有 {placing.stored} 条,将补充 {placing.added} 条。")
    if missing := statute.gaps():
        yield warning(FILE, "missing_articles", f"条文序号不连续,缺少{'、'.join(missing[:10])},请核对文件是否完整。")
    if not placing.in_force_known:
        detail = f"文件没有写明这一版本的施行日期,暂以 {dated} 为准,导入后可在版本信息中更正。"
        yield warning(IN_FORCE, "in_force_assumed", detail)


def _change(dated: dt.date, placing: Placing) -> dict[str, Any]:
    if placing.kind == "new_law":
        return NEW
    if placing.kind == "new_version":
        return changed({"版本": ("、".join(map(str, placing.others)), str(dated))})
    return changed({"条文": (f"{placing.stored} 条", f"{placing.stored + placing.added} 条")})


def _day(row: Row, column: str, notes: list[Note]) -> dt.date | None:
    """A day that was added in the preview."""
    text = row.text(column)
    if not text:
        return None
    found = _ISO.fullmatch(text)
    day = _sound_day(*map(int, found.groups())) if found else date_in(text)
    if day is None:
        notes.append(error(column, "bad_date", "日期应写成 2021-01-22 或 2021年1月22日。"))
    return day


def _day_of_name(name: str) -> dt.date | None:
    """行政处罚法(2021-01-22).md, 中华人民共和国行政处罚法_20210122.docx."""
    found = _NAME_DATE.search(name)
    return _sound_day(*map(int, found.groups())) if found else None


def _sound_day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day) if 1900 <= year <= 2200 else None
    except ValueError:
        return None
