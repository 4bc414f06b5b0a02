"""The pictures of a table's rows: a block for each row that has any, with nothing else in it. Pure."""

from itertools import groupby

from questions.drafts import Draft
from questions.formats.blocks import Block
from questions.formats.pictures import unread
from questions.imports.problems import Note, error, warning
from questions.imports.sheet_pictures import Anchored, sheet_pictures

# an archive's directory is never compressed
_DRAWN = b"xl/drawings/drawing"


def has_drawings(data: bytes) -> bool:
    return data.startswith(b"PK") and _DRAWN in data


def read(data: bytes) -> list[Block]:
    """`number` is the row, `summary` the sheet's name. Raises FileProblem."""
    found = sorted(sheet_pictures(data), key=_place)
    return [_block(sheet, row, list(group)) for (sheet, row), group in groupby(found, key=_place)]


def _place(one: Anchored) -> tuple[str, int]:
    return one.sheet, one.first


def _block(sheet: str, row: int, found: list[Anchored]) -> Block:
    notes = [note for one in found for note in _notes(one)]
    if any(note.level == "error" for note in notes):
        return Block(row, None, notes, sheet)
    pictures = tuple(picture for one in found for picture in one.pictures)
    shown, said = unread(pictures)
    return Block(row, Draft(kind="", stem="", details={"pictures": shown}), [*notes, *said], sheet, pictures)


def _notes(one: Anchored) -> list[Note]:
    if not one.is_picture:
        return [warning(None, "graphic", "这一行有图形(如文本框、图表),没有导入。")]
    if one.lost:
        return [error(None, "media", f"含有{one.lost},不能导入。")]
    if one.last > one.first:
        message = f"图片盖住了第 {one.first} 至 {one.last} 行,不知属于哪一行,请缩到一行之内(可以先加高这一行)。"
        return [error(None, "picture_misplaced", message)]
    return []
