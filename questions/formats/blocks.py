"""What the formats that are no table share: questions as blocks, problems by field, what an export leaves out. Pure.

A format has the names of `Format`: a module, for QTI a class.
"""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple, Protocol

from questions.drafts import Draft, advice, check_draft
from questions.formats.excel import FIELD_COLUMNS
from questions.formats.pictures import unread
from questions.imports.pictures import FilePicture
from questions.imports.problems import FileProblem, Note, error, note, warning
from questions.kinds import Problem
from questions.kinds.contract import Option
from questions.kinds.wording import LETTERS
from questions.pictures import ReadPicture

MAX_BLOCKS = 20_000
DEFAULTS = Draft(kind="", stem="")
NO_PICTURES: Mapping[str, bytes] = MappingProxyType({})


@dataclass(slots=True)
class Block:
    """A question of a file: `number` is its place as the format counts; `draft` is None when a note is an error.

    `brought` are the draft's pictures in its order as the file has them, `pictures` the same once they are read
    (`picture_reading`).
    """

    number: int
    draft: Draft | None
    notes: list[Note] = field(default_factory=list)
    summary: str = ""
    brought: Sequence[FilePicture] = ()
    pictures: list[ReadPicture] = field(default_factory=list)


class Unreadable(Exception):
    """Nothing can be made of one question of a file."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code, self.message = code, message


class Left(NamedTuple):
    """What an export could not hold of the draft at `place` (from 0); `whole`: the question is not in the file."""

    place: int
    whole: bool
    what: str


class Written(NamedTuple):
    content: bytes
    left: list[Left]


class Format(Protocol):
    """`PLACE` says to whoever reads a preview what its numbers count."""

    @property
    def MEDIA_TYPE(self) -> str: ...

    @property
    def EXTENSION(self) -> str: ...

    @property
    def PLACE(self) -> str: ...

    @property
    def HOLDS_PICTURES(self) -> bool: ...

    def read(self, data: bytes) -> list[Block]:
        """Raises FileProblem for what is no such file at all."""

    def write(self, drafts: Sequence[Draft], pictures: Mapping[str, bytes] = NO_PICTURES) -> Written:
        """`pictures`: the bytes of all that the drafts show, by sha256."""


def block(
    number: int,
    draft: Draft,
    problems: Sequence[Problem] = (),
    remarks: Sequence[str] = (),
    pictures: Sequence[FilePicture] = (),
) -> Block:
    """A draft that was read, checked; `problems` are what its reader found, which come first and stand for the rest."""
    summary = draft.stem.strip()[:200]
    shown, said = unread(pictures)
    if shown:
        draft.details = {**draft.details, "pictures": shown}
    found = list(problems) or check_draft(draft)
    if found:
        return Block(number, None, [error(column_of(one.field), one.code, one.message) for one in found], summary)
    draft = draft.normalised()
    notes = [warning(column_of(one.field), one.code, one.message) for one in advice(draft)]
    notes += [note(None, "read_as", remark) for remark in remarks]
    return Block(number, draft, notes + said, summary, tuple(pictures))


def refused(number: int, code: str, message: str, summary: str = "") -> Block:
    return Block(number, None, [error(None, code, message)], summary[:200])


def column_of(name: str) -> str | None:
    """The field of a problem as people call it: as the columns of a table are called."""
    if name.startswith("options/"):
        place = int(name.removeprefix("options/"))
        return f"选项{LETTERS[min(place, len(LETTERS) - 1)]}"
    if name.startswith("details/pictures"):
        return None
    return FIELD_COLUMNS.get(name.partition("/")[0])


def options_of(texts: Sequence[str]) -> list[Option]:
    """More than there are letters for are kept for the check to refuse."""
    return [{"letter": (LETTERS + "?" * len(texts))[place], "text": text} for place, text in enumerate(texts)]


def check_count(count: int) -> None:
    if not count:
        raise FileProblem("no_questions", "文件里没有试题。")
    if count > MAX_BLOCKS:
        raise FileProblem("too_many_rows", f"文件超过了 {MAX_BLOCKS:,} 道试题,请分成几个文件。")


def present_in(draft: Draft | None) -> frozenset[str]:
    """The fields, as people call them, in which a draft says something."""
    if draft is None:
        return frozenset()
    said = (name for name in FIELD_COLUMNS if getattr(draft, name) != getattr(DEFAULTS, name))
    return frozenset(FIELD_COLUMNS[name] for name in said)


def unheld(draft: Draft, held: Sequence[str]) -> Iterator[str]:
    """The fields, as people call them, that say something and are not among those that the format holds."""
    for each in dataclasses.fields(draft):
        if each.name not in held and getattr(draft, each.name) != getattr(DEFAULTS, each.name):
            yield FIELD_COLUMNS.get(each.name, each.name)
