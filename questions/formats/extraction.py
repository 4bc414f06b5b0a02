"""Reading a file of questions that is no table in a child process with limits; this module is also that child.

It says one JSON line for each question, or `{"problem": [code, detail]}`.
"""

import json
import sys
from dataclasses import asdict

import orjson

from questions.drafts import Draft
from questions.formats.blocks import Block
from questions.formats.recognition import FORMATS
from questions.imports.extraction import set_limits
from questions.imports.problems import FileProblem, Note
from questions.imports.sandbox import lines_of_child


def read_blocks_safely(data: bytes, format_code: str) -> list[Block]:
    """As the format's own `read`, but the file is opened by a child that may die of it. Raises FileProblem."""
    blocks = []
    for line in lines_of_child("questions.formats.extraction", data, [format_code]):
        said = orjson.loads(line)
        if isinstance(said, dict):
            raise FileProblem(*said["problem"])
        number, draft, notes, summary = said
        read = Draft(**draft) if draft else None
        blocks.append(Block(number, read, [Note(**one) for one in notes], summary))
    return blocks


def main(format_code: str) -> None:
    set_limits()
    try:
        for one in FORMATS[format_code].read(sys.stdin.buffer.read()):
            draft = asdict(one.draft) if one.draft else None
            _say([one.number, draft, [asdict(note) for note in one.notes], one.summary])
    except FileProblem as problem:
        _say({"problem": [problem.code, problem.detail]})
    except (MemoryError, RecursionError):
        _say({"problem": ["too_large", "文件内容过多或嵌套过深,读取时超出了限制,请分成几个文件。"]})


def _say(message: object) -> None:
    # lone surrogates do not survive the way back, and no database takes them
    sys.stdout.buffer.write(json.dumps(message, ensure_ascii=False).encode("utf-8", "replace") + b"\n")


if __name__ == "__main__":
    main(sys.argv[1])
