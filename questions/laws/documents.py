"""An uploaded file → the texts in it: Markdown, plain text or .docx, alone or several in a zip. Pure.

What is wrong with one text of an archive is said of that text; what is wrong with the archive refuses it as a whole.
"""

import posixpath
import zipfile
from collections.abc import Iterator
from typing import NamedTuple

from questions.imports.archive import DAMAGED, open_archive
from questions.imports.delimited import decoded
from questions.imports.problems import FileProblem
from questions.imports.word import DOCUMENT, in_own_words, read_paragraphs
from questions.imports.xml_events import damaged

MAX_TEXTS = 500
# The longest statute of the country, 民法典, has some 120,000 characters.
LONGEST_TEXT = 2_000_000
MOST_CHARACTERS = 20_000_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TEXT_SUFFIXES = (".md", ".markdown", ".txt")
_UTF8_NAME = 0x800
_KINDS = "请上传 .md、.txt 或 .docx 文件,或者把几个这样的文件压缩为一个 zip。"


class Document(NamedTuple):
    """`problem` is a code and a sentence, in place of a text."""

    name: str
    text: str = ""
    problem: tuple[str, str] | None = None


def read_documents(data: bytes, file_name: str) -> Iterator[Document]:
    """Raises FileProblem for what is no such file at all, or an archive that is not sane."""
    if not data:
        raise FileProblem("empty_file", "文件是空的。")
    if not data.startswith(b"PK"):
        yield _document(file_name, data)
        return
    with _opened(data) as archive:
        if DOCUMENT in archive.namelist():
            yield _document(file_name, data)
            return
        entries = [entry for entry in archive.infolist() if _is_text(entry)]
        if not entries:
            raise FileProblem("no_texts", f"压缩包里没有文本文件。{_KINDS}")
        if len(entries) > MAX_TEXTS:
            raise FileProblem("too_many_texts", f"压缩包里的文件超过了 {MAX_TEXTS} 个,请分成几个压缩包。")
        characters = 0
        for entry in sorted(entries, key=_entry_name):
            document = _entry(archive, entry)
            characters += len(document.text)
            if characters > MOST_CHARACTERS:
                raise FileProblem("too_large", "压缩包里的文本过多,请分成几个压缩包。")
            yield document


def _entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Document:
    name = _entry_name(entry)
    try:
        data = archive.read(entry)
    except DAMAGED:
        return Document(name, problem=("damaged_file", in_own_words(damaged()).detail))
    return _document(name, data)


def _opened(data: bytes) -> zipfile.ZipFile:
    try:
        return open_archive(data)
    except FileProblem as wrong:
        raise in_own_words(wrong) from wrong


def _document(name: str, data: bytes) -> Document:
    try:
        text = _text(name, data)
    except FileProblem as wrong:
        return Document(name, problem=(wrong.code, in_own_words(wrong).detail))
    if len(text) > LONGEST_TEXT:
        return Document(name, problem=("too_large", f"文本超过了 {LONGEST_TEXT:,} 字,不像一部法律法规。"))
    return Document(name, text.replace("\0", ""))


def _text(name: str, data: bytes) -> str:
    if data.startswith(_OLE):
        raise FileProblem("old_format", "这是旧格式的 Word 文件(.doc、.wps),请另存为 .docx 后再上传。")
    if data.startswith(b"PK"):
        return _word_text(data)
    if not name.lower().endswith(_TEXT_SUFFIXES) or data.startswith(b"%PDF") or b"\0\0\0\0" in data[:1024]:
        raise FileProblem("unknown_format", f"不认识这种文件。{_KINDS}")
    return decoded(data)


def _word_text(data: bytes) -> str:
    """A line for each paragraph, also of tables, with the number that Word shows before it."""
    lines = (" ".join(filter(None, (one.label, one.text))) for one in read_paragraphs(data))
    return "\n".join(lines).replace("\t", "\u3000")


def _is_text(entry: zipfile.ZipInfo) -> bool:
    """Files that are meant: not folders, nor what an operating system adds."""
    base = posixpath.basename(entry.filename)
    return not entry.is_dir() and not base.startswith(".") and not entry.filename.startswith("__MACOSX/")


def _entry_name(entry: zipfile.ZipInfo) -> str:
    """Windows writes Chinese names in GBK without saying so; `zipfile` reads them as code page 437."""
    name = entry.filename
    if not entry.flag_bits & _UTF8_NAME:
        for encoding in ("utf-8", "gb18030"):
            try:
                name = entry.filename.encode("cp437").decode(encoding)
                break
            except UnicodeError:
                continue
    return posixpath.basename(name)
