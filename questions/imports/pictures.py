"""A picture as a file has it, before anyone has looked into it. Pure."""

import zipfile
from typing import NamedTuple

from questions.imports.archive import DAMAGED
from questions.imports.problems import FileProblem
from questions.pictures import MAX_FILE_SIZE

# more than any picture may have: whoever reads it refuses it by its size
MOST_READ = MAX_FILE_SIZE + 1


class FilePicture(NamedTuple):
    """`alt` is what stands for it where it cannot be seen."""

    data: bytes
    alt: str = ""


class PictureEntries:
    """The pictures among an archive's entries, each read once however often it is shown."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.names = set(archive.namelist())
        self.read: dict[str, bytes] = {}

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def __getitem__(self, name: str) -> bytes:
        """No more of it than is needed to refuse it. Raises FileProblem."""
        if name not in self.read:
            try:
                with self.archive.open(name) as stream:
                    self.read[name] = stream.read(MOST_READ)
            except DAMAGED as wrong:
                message = "文件已损坏,其中的图片无法读取,请重新导出或另存后再上传。"
                raise FileProblem("damaged_file", message) from wrong
        return self.read[name]
