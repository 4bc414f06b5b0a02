"""Reading an upload's texts in a child process with limits; this module is also that child.

It says one JSON line for each text, `[name, text, problem]`, or `{"problem": [code, detail]}`.
"""

import json
import os
import sys

import orjson

from questions.imports.extraction import set_limits
from questions.imports.problems import FileProblem
from questions.imports.sandbox import lines_of_child
from questions.laws.documents import Document, read_documents

_OWN_NAME = "upload"


def read_documents_safely(data: bytes, file_name: str) -> list[Document]:
    """As `documents.read_documents`, but the file is opened by a child that may die of it. Raises FileProblem."""
    # the extension alone matters to the child: no file name on a command line that others can list
    own_name = _OWN_NAME + os.path.splitext(file_name)[1][:10]
    documents = []
    for line in lines_of_child("questions.laws.extraction", data, [own_name]):
        said = orjson.loads(line)
        if isinstance(said, dict):
            raise FileProblem(*said["problem"])
        name, text, problem = said
        documents.append(Document(file_name if name == own_name else name, text, tuple(problem) if problem else None))
    return documents


def main(file_name: str) -> None:
    set_limits()
    try:
        for document in read_documents(sys.stdin.buffer.read(), file_name):
            _say(document)
    except FileProblem as problem:
        _say({"problem": [problem.code, problem.detail]})
    except MemoryError:
        _say({"problem": ["too_large", "文件内容过多,读取时超出了内存限制,请分成几个文件。"]})


def _say(message: object) -> None:
    # lone surrogates do not survive the way back, and no database takes them
    line = json.dumps(message, ensure_ascii=False).encode("utf-8", "replace")
    sys.stdout.buffer.write(line + b"\n")


if __name__ == "__main__":
    main(sys.argv[1])
