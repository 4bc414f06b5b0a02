"""What an export may be asked for. Pure."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import BinaryIO, NamedTuple

from questions.drafts import Draft
from questions.formats.blocks import Format, Left
from questions.formats.excel_export import write_csv, write_excel
from questions.formats.qti import MOST_QUESTIONS
from questions.formats.recognition import FORMATS
from questions.imports.reading import XLSX

# rows are written as they come; the other formats hold the whole file
MOST_ROWS, MOST_BLOCKS = 100_000, 5_000
_MOST = {"qti22": MOST_QUESTIONS, "qti30": MOST_QUESTIONS}


class Target(NamedTuple):
    """`write` answers what the format cannot hold."""

    media_type: str
    extension: str
    most: int
    write: Callable[[Iterable[Draft], BinaryIO], list[Left]]


def _write_blocks(one: Format, drafts: Iterable[Draft], out: BinaryIO) -> list[Left]:
    written = one.write(list(drafts))
    out.write(written.content)
    return written.left


TARGETS = {
    "excel": Target(XLSX, "xlsx", MOST_ROWS, write_excel),
    "csv": Target("text/csv", "csv", MOST_ROWS, write_csv),
    **{
        code: Target(one.MEDIA_TYPE, one.EXTENSION, _MOST.get(code, MOST_BLOCKS), partial(_write_blocks, one))
        for code, one in FORMATS.items()
    },
}
