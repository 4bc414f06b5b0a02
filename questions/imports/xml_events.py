"""XML, an Office file's part or a document, as a stream of elements that open and close; no document type. Pure."""

import zipfile
import zlib
from collections.abc import Collection, Iterator
from typing import NamedTuple
from xml.parsers import expat

from questions.imports.problems import FileProblem

_CHUNK = 64 * 1024
_MAX_DEPTH = 64
_NONE: dict[str, str] = {}


class Element(NamedTuple):
    """`name` and the attributes' names are without namespace; `text` belongs to the closing event."""

    name: str
    opens: bool
    attributes: dict[str, str]
    text: str = ""


def elements(archive: zipfile.ZipFile, part: str, with_text: Collection[str] = ()) -> Iterator[Element]:
    """Raises FileProblem for a document type, absurd nesting, and what is missing, damaged or no XML."""
    collector = _Collector(with_text)
    try:
        with archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                collector.parser.Parse(chunk, False)
                yield from collector.taken()
        collector.parser.Parse(b"", True)
    except (expat.ExpatError, zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError) as wrong:
        raise damaged() from wrong
    yield from collector.taken()


def document_elements(data: bytes, with_text: Collection[str] = ()) -> Iterator[Element]:
    """As `elements`, of a whole document. Raises FileProblem."""
    collector = _Collector(with_text)
    try:
        for start in range(0, len(data), _CHUNK):
            collector.parser.Parse(data[start : start + _CHUNK], False)
            yield from collector.taken()
        collector.parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError) as wrong:
        # ValueError: an encoding that expat does not know
        raise FileProblem("damaged_file", "文件不是完整的 XML(应为 UTF-8 编码),请重新导出后再上传。") from wrong
    yield from collector.taken()


def damaged() -> FileProblem:
    return FileProblem("damaged_file", "文件已损坏,无法读取,请用 Excel 或 WPS 打开后另存为 xlsx 再上传。")


class _Collector:
    """expat's callbacks, gathered; written for speed, a sheet of 100,000 rows has millions of elements."""

    def __init__(self, with_text: Collection[str]) -> None:
        self.with_text = with_text
        self.events: list[Element] = []
        self.text: list[str] = []
        self.collecting = False
        self.depth = 0
        self.locals: dict[str, str] = {}
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._refuse

    def taken(self) -> list[Element]:
        events, self.events = self.events, []
        return events

    def _local(self, name: str) -> str:
        local = self.locals.get(name)
        if local is None:
            local = self.locals[name] = name.rpartition(" ")[2]
        return local

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise damaged()
        local = self._local(name)
        if local in self.with_text:
            self.collecting, self.text = True, []
        for key in attributes:
            if " " in key:
                attributes = {self._local(key): value for key, value in attributes.items()}
                break
        self.events.append(Element(local, True, attributes))

    def _end(self, name: str) -> None:
        self.depth -= 1
        local = self._local(name)
        if local in self.with_text:
            self.collecting = False
            self.events.append(Element(local, False, _NONE, "".join(self.text)))
        else:
            self.events.append(Element(local, False, _NONE))

    def _characters(self, text: str) -> None:
        if self.collecting:
            self.text.append(text)

    def _refuse(self, *declaration: object) -> None:
        raise FileProblem("document_type", "文件中含有不允许的声明(DTD),已拒绝读取。")
