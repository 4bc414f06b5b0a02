"""Reading a file of questions that is no table in a child process with limits; this module is also that child.

It says `[number, draft, notes, summary]` for each question, and `{"picture": …}` before the first that shows it.
"""

import sys
from collections.abc import Iterator
from dataclasses import asdict

import orjson

from questions.drafts import Draft
from questions.formats import excel_pictures
from questions.formats.blocks import Block
from questions.formats.picture_reading import with_pictures
from questions.formats.recognition import FORMATS
from questions.imports.problems import Note
from questions.imports.sandbox import lines_of_child, speak
from questions.pictures import ReadPicture

EXCEL_PICTURES = "excel_pictures"
READERS = {**{code: one.read for code, one in FORMATS.items()}, EXCEL_PICTURES: excel_pictures.read}


def read_blocks_safely(data: bytes, format_code: str) -> list[Block]:
    """As a reader of READERS, but the file is opened by a child that may die of it. Raises FileProblem."""
    blocks, pictures = [], dict[str, ReadPicture]()
    for line in lines_of_child("questions.formats.extraction", data, [format_code]):
        said = orjson.loads(line)
        if isinstance(said, dict):
            picture = ReadPicture.said(said["picture"])
            pictures[picture.original] = picture
            continue
        number, draft, notes, summary = said
        read = Draft(**draft) if draft else None
        shown = [pictures[one["sha256"]] for one in read.pictures] if read else []
        blocks.append(Block(number, read, [Note(**one) for one in notes], summary, pictures=shown))
    return blocks


def _messages(data: bytes, format_code: str) -> Iterator[object]:
    said = set[str]()
    for one in with_pictures(READERS[format_code](data)):
        for picture in one.pictures:
            if picture.original not in said:
                said.add(picture.original)
                yield {"picture": picture.as_said()}
        draft = asdict(one.draft) if one.draft else None
        yield [one.number, draft, [note.as_dict() for note in one.notes], one.summary]


if __name__ == "__main__":
    speak(lambda data: _messages(data, sys.argv[1]))
