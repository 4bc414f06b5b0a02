"""What an export may be asked for. Pure."""

from collections.abc import Callable, Iterable
from functools import partial
from types import ModuleType
from typing import BinaryIO, NamedTuple

from questions.drafts import Draft
from questions.formats.blocks import Left
from questions.formats.excel_export import write_csv, write_excel
from questions.formats.recognition import FORMATS
from questions.imports.reading import XLSX

# rows are written as they come; the other formats hold the whole file
MOST_ROWS, MOST_BLOCKS = 100_000, 5_000


class Target(NamedTuple):
    """`write` answers what the format cannot hold."""

    media_type: str
    extension: str
    most: int
    write: Callable[[Iterable[Draft], BinaryIO], list[Left]]


def _write_blocks(module: ModuleType, drafts: Iterable[Draft], out: BinaryIO) -> list[Left]:
    written = module.write(list(drafts))
    out.write(written.text.encode())
    left: list[Left] = written.left
    return left


TARGETS = {
    "excel": Target(XLSX, "xlsx", MOST_ROWS, write_excel),
    "csv": Target("text/csv", "csv", MOST_ROWS, write_csv),
    **{
        code: Target(module.MEDIA_TYPE, module.EXTENSION, MOST_BLOCKS, partial(_write_blocks, module))
        for code, module in FORMATS.items()
    },
}
