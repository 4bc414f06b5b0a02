"""What an export may be asked for. Pure."""

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from typing import BinaryIO, NamedTuple

from questions.drafts import Draft
from questions.formats.blocks import NO_PICTURES, Format, Left
from questions.formats.excel_export import write_csv, write_excel
from questions.formats.qti import MOST_QUESTIONS
from questions.formats.recognition import FORMATS
from questions.imports.reading import XLSX

# rows are written as they come; the other formats hold the whole file
MOST_ROWS, MOST_BLOCKS = 100_000, 5_000
_MOST = {"qti22": MOST_QUESTIONS, "qti30": MOST_QUESTIONS}
# the bytes of pictures by sha256
BytesOf = Callable[[Collection[str]], Mapping[str, bytes]]


class Target(NamedTuple):
    """`write` answers what the format cannot hold."""

    media_type: str
    extension: str
    most: int
    write: Callable[[Iterable[Draft], BinaryIO, BytesOf], list[Left]]


def _write_rows(
    write: Callable[[Iterable[Draft], BinaryIO], list[Left]], drafts: Iterable[Draft], out: BinaryIO, bytes_of: BytesOf
) -> list[Left]:
    return write(drafts, out)


def _write_blocks(one: Format, drafts: Iterable[Draft], out: BinaryIO, bytes_of: BytesOf) -> list[Left]:
    held = list(drafts)
    shown = {picture["sha256"] for draft in held for picture in draft.pictures} if one.HOLDS_PICTURES else set()
    written = one.write(held, bytes_of(shown) if shown else NO_PICTURES)
    out.write(written.content)
    return written.left


TARGETS = {
    "excel": Target(XLSX, "xlsx", MOST_ROWS, partial(_write_rows, write_excel)),
    "csv": Target("text/csv", "csv", MOST_ROWS, partial(_write_rows, write_csv)),
    **{
        code: Target(one.MEDIA_TYPE, one.EXTENSION, _MOST.get(code, MOST_BLOCKS), partial(_write_blocks, one))
        for code, one in FORMATS.items()
    },
}
