"""The pictures of a workbook by the row that they stand in; one that may belong to several is no row's. Pure."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from questions.imports.archive import open_archive
from questions.imports.drawings import Drawing, OfficePictures
from questions.imports.pictures import FilePicture
from questions.imports.relationships import related
from questions.imports.workbook import sheet_list
from questions.imports.xml_events import Element, elements

_ANCHORS = ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor")
_MORE_THAN_A_PICTURE = ("sp", "grpSp", "graphicFrame", "cxnSp", "contentPart")


@dataclass(slots=True)
class Anchored:
    """`first` and `last` are rows as Excel numbers them, 0 where it stands in none; what is no picture is a shape;
    `lost`: why a picture cannot be taken."""

    sheet: str
    first: int = 0
    last: int = 0
    is_picture: bool = True
    lost: str = ""
    pictures: list[FilePicture] = field(default_factory=list)


def sheet_pictures(data: bytes) -> Iterator[Anchored]:
    """Those of the visible sheets, in the order in which the file has them. Raises FileProblem."""
    with open_archive(data) as archive:
        for sheet, path in sheet_list(archive)[0]:
            for part in related(archive, path).values():
                if part.startswith("xl/drawings/") and part.endswith(".xml") and part in archive.namelist():
                    yield from _Reader(archive, part, sheet).anchored()


class _Reader:
    def __init__(self, archive: zipfile.ZipFile, part: str, sheet: str) -> None:
        self.events = elements(archive, part, with_text={"row", "rowOff"})
        self.pictures = OfficePictures(archive, part)
        self.sheet = sheet
        self.found, self.drawing = Anchored(sheet), Drawing()
        # the corner that is being read
        self.corner = ""
        self.offset = 0

    def anchored(self) -> Iterator[Anchored]:
        for event in self.events:
            if event.opens:
                self._opens(event)
            elif event.name in _ANCHORS:
                yield self._settled()
            else:
                self._closes(event)

    def _opens(self, event: Element) -> None:
        if event.name in _ANCHORS:
            self.found, self.drawing, self.offset = Anchored(self.sheet), Drawing(), 0
        elif event.name in ("from", "to"):
            self.corner = event.name
        elif event.name in _MORE_THAN_A_PICTURE:
            self.found.is_picture = False
        elif event.name == "cNvPr":
            self.drawing.alt = event.attributes.get("descr", "")
        else:
            self.drawing.take(event)

    def _closes(self, event: Element) -> None:
        number = int(event.text) if event.text.isdigit() and len(event.text) < 10 else 0
        if event.name == "row" and self.corner == "from":
            self.found.first = self.found.last = number + 1
        elif event.name == "row" and self.corner == "to":
            self.found.last = number + 1
        elif event.name == "rowOff" and self.corner == "to":
            self.offset = number
        elif event.name in ("from", "to"):
            self.corner = ""

    def _settled(self) -> Anchored:
        found = self.found
        if found.last > found.first and not self.offset:
            # it ends with the row before
            found.last -= 1
        if found.is_picture:
            found.pictures = self.pictures.of(self.drawing)
            found.lost = "" if found.pictures else self.drawing.lost
        return found
