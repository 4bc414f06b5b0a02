"""Reading a file of questions that is no table in a child process with limits; this module is also that child.

It says `[number, draft, notes, summary]` for each question.
"""

import sys
from collections.abc import Iterator
from dataclasses import asdict

import orjson

from questions.drafts import Draft
from questions.formats.blocks import Block
from questions.formats.recognition import FORMATS
from questions.imports.problems import Note
from questions.imports.sandbox import lines_of_child, speak


def read_blocks_safely(data: bytes, format_code: str) -> list[Block]:
    """As the format's own `read`, but the file is opened by a child that may die of it. Raises FileProblem."""
    blocks = []
    for line in lines_of_child("questions.formats.extraction", data, [format_code]):
        number, draft, notes, summary = orjson.loads(line)
        read = Draft(**draft) if draft else None
        blocks.append(Block(number, read, [Note(**one) for one in notes], summary))
    return blocks


def _messages(data: bytes, format_code: str) -> Iterator[object]:
    for one in FORMATS[format_code].read(data):
        draft = asdict(one.draft) if one.draft else None
        yield [one.number, draft, [asdict(note) for note in one.notes], one.summary]


if __name__ == "__main__":
    speak(lambda data: _messages(data, sys.argv[1]))
