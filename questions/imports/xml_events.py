"""A part of an Office file as a stream of opening and closing elements, refusing a document type. Pure."""

import zipfile
from collections.abc import Collection, Iterator
from typing import NamedTuple
from xml.parsers import expat

from questions.imports.problems import FileProblem

_CHUNK = 64 * 1024
_MAX_DEPTH = 64


class Element(NamedTuple):
    """`name` and the attributes' names are without namespace; `text` belongs to the closing event."""

    name: str
    opens: bool
    attributes: dict[str, str]
    text: str = ""


def elements(archive: zipfile.ZipFile, part: str, with_text: Collection[str] = ()) -> Iterator[Element]:
    """Raises FileProblem for a document type or absurd nesting, expat.ExpatError for what is no XML."""
    collector = _Collector(with_text)
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            collector.parser.Parse(chunk, False)
            yield from collector.taken()
    collector.parser.Parse(b"", True)
    yield from collector.taken()


class _Collector:
    def __init__(self, with_text: Collection[str]) -> None:
        self.with_text = with_text
        self.events: list[Element] = []
        self.text: list[str] = []
        self.collecting = False
        self.depth = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._refuse

    def taken(self) -> list[Element]:
        events, self.events = self.events, []
        return events

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise FileProblem("damaged_file", "文件结构不正常,无法读取,请另存为 xlsx 后再上传。")
        local = name.rpartition(" ")[2]
        if local in self.with_text:
            self.collecting, self.text = True, []
        plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        self.events.append(Element(local, True, plain))

    def _end(self, name: str) -> None:
        self.depth -= 1
        local = name.rpartition(" ")[2]
        text = ""
        if local in self.with_text:
            text, self.collecting = "".join(self.text), False
        self.events.append(Element(local, False, {}, text))

    def _characters(self, text: str) -> None:
        if self.collecting:
            self.text.append(text)

    def _refuse(self, *declaration: object) -> None:
        raise FileProblem("document_type", "文件中含有不允许的声明(DTD),已拒绝读取。")
