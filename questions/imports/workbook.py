"""xlsx read as a stream, straight from its XML: values, formulas, merged areas, hidden rows. Pure.

One reader on purpose: what was checked is what is read. No sheet is ever held as a grid, so that a single cell in the
last corner of a sheet costs nothing, and a document type (entities, external files) ends the reading.
"""

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator

from questions.imports.archive import open_archive
from questions.imports.cell_values import Styles, display_text, read_styles
from questions.imports.grid import UNREADABLE, CellKind, Merge, RawCell, RawRow, Sheet, within_limits
from questions.imports.problems import FileProblem
from questions.imports.xml_events import Element, damaged, elements

MAX_SHEETS = 20
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def read_workbook(data: bytes, max_rows: int) -> Iterator[Sheet]:
    """The visible sheets, each to be read before the next. Raises FileProblem."""
    with open_archive(data) as archive:
        names = set(archive.namelist())
        if "xl/workbook.xml" not in names:
            raise FileProblem("unknown_format", "这不是 xlsx 文件,请用 Excel 或 WPS 另存为 xlsx 后再上传。")
        if "xl/vbaProject.bin" in names:
            raise FileProblem("macros", "文件带有宏,不能上传,请另存为不带宏的 xlsx。")
        yield from _sheets(archive, names, max_rows)


def _sheets(archive: zipfile.ZipFile, names: set[str], max_rows: int) -> Iterator[Sheet]:
    shared = _shared_strings(archive) if "xl/sharedStrings.xml" in names else []
    found, date1904 = sheet_list(archive)
    styles = read_styles(archive, date1904=date1904)
    for name, path in found[:MAX_SHEETS]:
        if path not in names:
            continue
        sheet = Sheet(name=name, rows=())
        sheet.rows = within_limits(sheet, _SheetReader(archive, path, shared, styles, sheet.merges).rows(), max_rows)
        if any(entry.startswith("xl/externalLinks/") for entry in names):
            sheet.notes.append("文件引用了其他文件的内容,引用已忽略。")
        if any(entry.startswith("xl/embeddings/") for entry in names):
            sheet.notes.append("文件嵌入了其他文档,嵌入内容已忽略。")
        yield sheet


def sheet_list(archive: zipfile.ZipFile) -> tuple[list[tuple[str, str]], bool]:
    """Names and paths of the visible worksheets, and whether dates count from 1904."""
    targets = {}
    for event in elements(archive, "xl/_rels/workbook.xml.rels"):
        if event.opens and event.name == "Relationship" and event.attributes.get("Type", "").endswith("/worksheet"):
            target = event.attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath("xl/" + target)
            targets[event.attributes.get("Id", "")] = path
    found, date1904 = [], False
    for event in elements(archive, "xl/workbook.xml"):
        if not event.opens:
            continue
        if event.name == "workbookPr":
            date1904 = event.attributes.get("date1904") in ("1", "true")
        if event.name == "sheet" and event.attributes.get("state", "visible") == "visible":
            sheet_path = targets.get(event.attributes.get("id", ""))
            if sheet_path:
                found.append((event.attributes.get("name", ""), sheet_path))
    return found, date1904


def _shared_strings(archive: zipfile.ZipFile) -> list[str]:
    strings: list[str] = []
    parts: list[str] = []
    phonetic = False
    for event in elements(archive, "xl/sharedStrings.xml", with_text={"t"}):
        if event.name == "rPh":
            phonetic = event.opens
        elif event.opens and event.name == "si":
            parts = []
        elif not event.opens and event.name == "t" and not phonetic:
            parts.append(event.text)
        elif not event.opens and event.name == "si":
            strings.append(_unescaped("".join(parts)))
    return strings


def _unescaped(text: str) -> str:
    """`_x000D_` and the like as their characters; what no database takes becomes UNREADABLE."""
    if "_x" not in text:
        return text
    plain = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text).replace("\0", UNREADABLE)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def column_number(letters: str) -> int:
    """A → 0, Z → 25, AA → 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


class _SheetReader:
    """The rows of one sheet's XML, in order; merged areas are appended to `merges` on the way."""

    def __init__(
        self, archive: zipfile.ZipFile, path: str, shared: list[str], styles: Styles, merges: list[Merge]
    ) -> None:
        self.archive, self.path, self.shared, self.styles, self.merges = archive, path, shared, styles, merges
        self.row = RawRow(0, [])
        self.column = -1
        self.cell: dict[str, str] = {}
        self.value = ""
        self.parts: list[str] = []
        self.formula = self.phonetic = False

    def rows(self) -> Iterator[RawRow]:
        for event in elements(self.archive, self.path, with_text={"v", "t"}):
            if event.opens:
                self._open(event)
            elif event.name == "row":
                yield self.row
            else:
                self._close(event)

    def _open(self, event: Element) -> None:
        attributes = event.attributes
        if event.name == "row":
            number = attributes.get("r", "")
            hidden = attributes.get("hidden") in ("1", "true")
            self.row = RawRow(int(number) if number.isdigit() else self.row.number + 1, [], hidden)
            self.column = -1
        elif event.name == "c":
            reference = _REFERENCE.fullmatch(attributes.get("r", ""))
            self.column = column_number(reference[1]) if reference else self.column + 1
            self.cell, self.value, self.parts, self.formula = attributes, "", [], False
        elif event.name == "f":
            self.formula = True
        elif event.name == "rPh":
            self.phonetic = True
        elif event.name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def _close(self, event: Element) -> None:
        if event.name == "v":
            self.value = event.text
        elif event.name == "t" and not self.phonetic:
            self.parts.append(event.text)
        elif event.name == "rPh":
            self.phonetic = False
        elif event.name == "c":
            kind, text = self._typed()
            if text.strip() or kind == "formula":
                self.row.cells.append(RawCell(self.column, kind, text))

    def _typed(self) -> tuple[CellKind, str]:
        stored_as = self.cell.get("t", "n")
        if self.formula:
            return "formula", self.value
        if stored_as == "inlineStr":
            return "text", _unescaped("".join(self.parts))
        if not self.value:
            return "text", ""
        if stored_as == "n":
            return display_text(self.value, self.cell.get("s", ""), self.styles)
        texts: dict[str, tuple[CellKind, Callable[[], str]]] = {
            "s": ("text", self._shared_text),
            "b": ("boolean", lambda: "TRUE" if self.value == "1" else "FALSE"),
            "d": ("date", lambda: self.value),
            "e": ("error", lambda: self.value),
        }
        kind, text = texts.get(stored_as, ("text", lambda: _unescaped(self.value)))
        return kind, text()

    def _shared_text(self) -> str:
        index = int(self.value) if self.value.isdigit() else -1
        if not 0 <= index < len(self.shared):
            raise damaged()
        return self.shared[index]

    def _merge(self, reference: str) -> None:
        first_corner, _, last_corner = reference.partition(":")
        first, last = _REFERENCE.fullmatch(first_corner), _REFERENCE.fullmatch(last_corner)
        if first and last:
            self.merges.append(Merge(int(first[2]), column_number(first[1]), int(last[2]), column_number(last[1])))
