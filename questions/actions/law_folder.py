"""A folder of statutes on the operator's machine, imported without a preview: what is sound goes in."""

from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import transaction

from questions.actions.law_import import LawImporter, statute_of, store_texts, texts_table
from questions.imports.importer import Judged
from questions.imports.problems import FileProblem
from questions.laws.documents import Document, read_documents

SUFFIXES = (".md", ".markdown", ".txt", ".docx")


def texts_in(folder: Path) -> list[Path]:
    """The files that may be statutes, also those in folders below."""
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())


def import_folder(files: list[Path], *, on_read: Callable[[], None]) -> list[Judged]:
    """What is said of each file, in their order; all that is accepted is stored in one transaction."""
    with transaction.atomic():
        judged = list(LawImporter().judge(None, texts_table(_documents(files, on_read))))
        accepted = [statute_of(one.payload) for one in judged if one.verdict == "accept"]
        if accepted:
            store_texts(accepted, by=None, subject="law_folder")
    return judged


def _documents(files: list[Path], on_read: Callable[[], None]) -> Iterator[Document]:
    for path in files:
        try:
            (document,) = read_documents(path.read_bytes(), path.name)
        except FileProblem as problem:
            document = Document(path.name, problem=(problem.code, problem.detail))
        except ValueError:
            document = Document(path.name, problem=("several_texts", "文件是含有几个文本的压缩包。"))
        on_read()
        yield document
