"""A question paper's lines, sections and questions as they stand in the file. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from questions.formats.line_marks import Head
from questions.imports.pictures import FilePicture

NO_HEAD = Head(0, "")


class Remark(NamedTuple):
    code: str
    message: str


@dataclass(slots=True)
class Line:
    """`unit` is what people call it, a paragraph or a line; `marked` the spans with a colour or the like; `lost` what
    neither text nor pictures can say for it; `rows` the cells where it is a table."""

    number: int
    text: str = ""
    unit: str = "段"
    marked: Sequence[tuple[int, int]] = ()
    lost: str = ""
    rows: list[list[str]] | None = None
    pictures: Sequence[FilePicture] = ()

    def __bool__(self) -> bool:
        """Whether it says anything."""
        return bool(self.text) or self.rows is not None

    @property
    def shown(self) -> str:
        """How a message names it."""
        text = self.text if self.rows is None else " ".join(cell for row in self.rows for cell in row)
        return f"第 {self.number} {self.unit}“{text[:40]}”" if text else f"第 {self.number} {self.unit}"

    def is_marked(self, start: int, end: int) -> bool:
        return any(first < end and start < last for first, last in self.marked)


@dataclass(slots=True)
class Section:
    """`style` is how its questions are numbered, once that is known; `last` the last number."""

    head: Head = NO_HEAD
    style: str = ""
    last: int = 0


@dataclass(slots=True)
class Asked:
    """A question, or a sub-question of a case. `said`: its lines by column; `given`: its answers from elsewhere."""

    line: Line
    number: int
    section: Section
    said: dict[str, list[str]] = field(default_factory=dict)
    options: list[str] = field(default_factory=list)
    marked: list[str] = field(default_factory=list)
    parts: "list[Asked]" = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    pictures: list[FilePicture] = field(default_factory=list)
    refusals: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)
    # the last number of an enumeration within it
    listed: int = 0

    def text(self, column: str) -> str:
        return "\n".join(self.said.get(column, [])).strip()

    def refuse(self, code: str, line: Line, message: str) -> None:
        self.refusals.append(Remark(code, line.shown + message))

    def warn(self, code: str, message: str) -> None:
        self.warnings.append(Remark(code, message))


def text_lines(text: str) -> list[str]:
    """Without what nobody sees."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u200b", "").replace("\ufeff", "")
    return [line.strip() for line in plain.replace("\0", "\ufffd").split("\n")]
