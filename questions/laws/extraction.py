"""Reading an upload's texts in a child process with limits; this module is also that child.

It says `[name, text, problem]` for each text.
"""

import os
import sys

import orjson

from questions.imports.sandbox import lines_of_child, speak
from questions.laws.documents import Document, read_documents

_OWN_NAME = "upload"


def read_documents_safely(data: bytes, file_name: str) -> list[Document]:
    """As `documents.read_documents`, but the file is opened by a child that may die of it. Raises FileProblem."""
    # the extension alone matters to the child: no file name on a command line that others can list
    own_name = _OWN_NAME + os.path.splitext(file_name)[1][:10]
    documents = []
    for line in lines_of_child("questions.laws.extraction", data, [own_name]):
        name, text, problem = orjson.loads(line)
        documents.append(Document(file_name if name == own_name else name, text, tuple(problem) if problem else None))
    return documents


if __name__ == "__main__":
    speak(lambda data: read_documents(data, sys.argv[1]))
