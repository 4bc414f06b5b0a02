"""A file of questions as rows with what they say, its pictures kept until the preview is confirmed."""

from dataclasses import dataclass, field, fields
from datetime import timedelta
from typing import Any

from questions.actions.picture import keep_pictures
from questions.drafts import check_draft
from questions.formats.blocks import Block, present_in
from questions.formats.excel import RowReading, read_rows
from questions.formats.extraction import EXCEL_PICTURES, read_blocks_safely
from questions.formats.recognition import FORMATS
from questions.imports.actions import READY_FOR
from questions.imports.problems import error
from questions.imports.reading import Row, Table

# a preview that is confirmed in its last moment finds them still
_PICTURES_FOR = READY_FOR + timedelta(days=1)


@dataclass(slots=True)
class Blocks(Table):
    """The questions of a file that is no table: rows without cells, so that none is corrected in the preview."""

    blocks: dict[int, Block] = field(default_factory=dict)


@dataclass(slots=True)
class Illustrated(Table):
    """A table with the pictures of its rows."""

    pictures: dict[int, Block] = field(default_factory=dict)


def illustrated(table: Table, data: bytes, *, by: Any) -> Illustrated:
    found = read_blocks_safely(data, EXCEL_PICTURES)
    rows = {row.number for row in table.rows}
    own = [one for one in found if one.summary == table.sheet and one.number in rows]
    if len(own) < len(found):
        table.notes.append("工作表中有的图片或图形不在试题所在的行里,没有导入。")
    if count := _keep_brought(own, by=by):
        table.notes.append(_pictures_said(count))
    held = {each.name: getattr(table, each.name) for each in fields(table)}
    return Illustrated(**held, pictures={one.number: one for one in own})


def _pictures_said(count: int) -> str:
    return f"文件里的试题共有 {count} 张图片,随试题一起导入。"


def _with_pictures(reading: RowReading, one: Block | None) -> RowReading:
    if one is None:
        return reading
    draft, notes = reading.draft, [*reading.notes, *one.notes]
    if draft and one.draft:
        draft.details = {**draft.details, "pictures": one.draft.pictures} if one.draft.pictures else draft.details
        notes += [error(None, problem.code, problem.message) for problem in check_draft(draft)]
    refused = any(note.level == "error" for note in notes)
    return RowReading(None if refused else draft, notes, reading.present)


def _keep_brought(found: list[Block], *, by: Any) -> int:
    """Keep the pictures of a file's questions until its preview is confirmed, and name them as they are kept here."""
    brought = {one.original: one for block in found for one in block.pictures}
    kept = keep_pictures(pictures=list(brought.values()), by=by, kept_for=_PICTURES_FOR) if brought else {}
    for block in found:
        if block.draft and block.draft.pictures:
            pictures = [kept[one["sha256"]].shown(one["alt"]) for one in block.draft.pictures]
            block.draft.details = {**block.draft.details, "pictures": pictures}
    return len(brought)


def blocks_table(code: str, data: bytes, *, by: Any) -> Blocks:
    """Raises FileProblem."""
    found = read_blocks_safely(data, code)
    pictures = _keep_brought(found, by=by)
    return Blocks(
        headers={},
        header_row=0,
        rows=[Row(one.number, {}) for one in found],
        notes=[FORMATS[code].PLACE, *([_pictures_said(pictures)] if pictures else [])],
        blocks={one.number: one for one in found},
    )


def _block_readings(table: Blocks) -> list[tuple[Row, RowReading]]:
    """As `read_rows`: a block says what its draft has."""
    readings = []
    for row in table.rows:
        one = table.blocks[row.number]
        readings.append((row, RowReading(one.draft, one.notes, present_in(one.draft))))
    return readings


def readings_of(table: Table) -> list[tuple[Row, RowReading]]:
    if isinstance(table, Blocks):
        return _block_readings(table)
    if isinstance(table, Illustrated):
        return [(row, _with_pictures(reading, table.pictures.get(row.number))) for row, reading in read_rows(table)]
    return list(read_rows(table))
