"""What can be wrong with a file as a whole, and what is said of one of its rows. Pure."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

Level = Literal["error", "warning", "note"]


class FileProblem(Exception):
    """The whole file is refused; `detail` is Chinese and says what to do about it."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Note:
    """`column` is the header as it stands in the file, or None for the row as a whole."""

    column: str | None
    level: Level
    code: str
    message: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def error(column: str | None, code: str, message: str) -> Note:
    return Note(column, "error", code, message)


def warning(column: str | None, code: str, message: str) -> Note:
    return Note(column, "warning", code, message)


def note(column: str | None, code: str, message: str) -> Note:
    return Note(column, "note", code, message)
