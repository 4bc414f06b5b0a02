"""QTI of 1EdTech (IMS): packages of single questions in versions 2.1, 2.2 and 3.0; written in 2.2 and 3.0. Pure.

All versions say the same in other words: inside, everything bears the names of version 2, and `versions.py` translates.
What QTI has no place for stands in a feedback that no rule ever shows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from questions.drafts import Draft
from questions.formats.blocks import NO_PICTURES, Block, Written
from questions.formats.qti.reading import read_blocks
from questions.formats.qti.versions import V2P2, V3P0, Version
from questions.formats.qti.writing import write_package

# a package holds a file for each question, and what reads packages takes 2,000 files
MOST_QUESTIONS = 1_900


@dataclass(frozen=True)
class Qti:
    """Reads every version, writes one."""

    version: Version
    MEDIA_TYPE = "application/zip"
    PLACE = "这是 QTI 文件,编号是试题在清单(imsmanifest.xml)中的序号。试题的标题(title)不导入。"
    HOLDS_PICTURES = True

    @property
    def EXTENSION(self) -> str:
        return f"{self.version.code}.zip"

    def read(self, data: bytes) -> list[Block]:
        return read_blocks(data)

    def write(self, drafts: Sequence[Draft], pictures: Mapping[str, bytes] = NO_PICTURES) -> Written:
        return write_package(drafts, pictures, self.version)


QTI_2P2, QTI_3P0 = Qti(V2P2), Qti(V3P0)
