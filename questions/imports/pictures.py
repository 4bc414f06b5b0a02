"""A picture as a file has it, before anyone has looked into it. Pure."""

import zipfile
import zlib
from typing import NamedTuple

from questions.imports.problems import FileProblem

# more than any picture may have: whoever reads it refuses it by its size
MOST_READ = 8 * 1024 * 1024


class FilePicture(NamedTuple):
    """`alt` is what stands for it where it cannot be seen."""

    data: bytes
    alt: str = ""


def picture_entry(archive: zipfile.ZipFile, name: str) -> bytes:
    """The bytes of an archive's entry, no more than are needed to refuse it. KeyError if there is none; FileProblem."""
    try:
        with archive.open(name) as stream:
            return stream.read(MOST_READ)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError) as wrong:
        raise FileProblem("damaged_file", "文件已损坏,其中的图片无法读取,请重新导出或另存后再上传。") from wrong
