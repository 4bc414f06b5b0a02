"""Which format a file is in, by its content first and its name second. Pure."""

import re

from questions.formats import gift, json_, moodle_xml, text, word
from questions.formats.blocks import Format
from questions.formats.excel import COLUMNS
from questions.formats.qti import QTI_2P2, QTI_3P0
from questions.formats.qti.writing import MANIFEST
from questions.imports.delimited import decoded, separator_of
from questions.imports.problems import FileProblem
from questions.imports.reading import plain_header

# what is read and written beside tables
FORMATS: dict[str, Format] = {
    "word": word,
    "text": text,
    "json": json_,
    "gift": gift,
    "moodle_xml": moodle_xml,
    "qti22": QTI_2P2,
    "qti30": QTI_3P0,
}
_OLE = b"\xd0\xcf\x11\xe0"
_OLD_WORD = "WordDocument".encode("utf-16-le")
_GIFT = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:::|//|\$CATEGORY:)")
# as a paper has it, and no GIFT
_ANSWER = re.compile(r"^[^\S\n]{0,20}【?[^\s/]{0,4}答案\s?[】:：]", re.MULTILINE)
_SPACE = re.compile(rb"(?:\xef\xbb\xbf)?\s*")
_QTI_ROOT = re.compile(rb"<(?:[\w.-]+:)?(qti-)?(assessment|questestinterop)")


def format_of(data: bytes, file_name: str) -> str:
    """A code of FORMATS, or "" for a table (and for whatever its reader will refuse)."""
    name = file_name.lower()
    if data.startswith((b"PK", _OLE)):
        if MANIFEST.encode() in data and not name.endswith((".xlsx", ".docx")):
            return "qti30"
        return "word" if _is_word(data, name) else ""
    if name.endswith((".csv", ".xlsx")):
        return ""
    start = _SPACE.match(data)
    opening = data[start.end() : start.end() + 1] if start else b""
    if opening == b"{" or name.endswith(".json"):
        return "json"
    if opening == b"<" or name.endswith(".xml"):
        return "qti30" if _is_qti(data) else "moodle_xml"
    if name.endswith(".gift") or _GIFT.match(data):
        return "gift"
    return _format_of_text(data) if name.endswith(".txt") else ""


def _is_qti(data: bytes) -> bool:
    """By the first element; its reader says which versions it takes."""
    first = re.search(rb"<[A-Za-z_]", data)
    return bool(first and _QTI_ROOT.match(data, first.start()))


def _is_word(data: bytes, name: str) -> bool:
    """By an archive's directory, which is never compressed; a workbook may hold a Word file."""
    if b"xl/workbook.xml" in data:
        return False
    return b"word/document.xml" in data or _OLD_WORD in data or name.endswith((".docx", ".doc", ".wps"))


def _format_of_text(data: bytes) -> str:
    try:
        content = decoded(data)
    except FileProblem:
        return "text"
    first = next((line for line in content.splitlines() if line.strip()), "")
    headers = {COLUMNS.by_header.get(plain_header(cell.strip('"'))) for cell in first.split(separator_of(first))} - {
        None
    }
    if len(headers) > 1:
        return ""
    return "gift" if "{" in content and not _ANSWER.search(content) else "text"
