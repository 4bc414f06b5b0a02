"""What every question kind answers, and the shapes it works on. Points are integer hundredths; keys stay behind."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol, TypedDict

# multiple choice: full points for exactly the right set, or half of them for a part of it without anything wrong
EXACT, PARTIAL = "exact", "partial"


class Option(TypedDict):
    letter: str
    text: str


class Content(TypedDict):
    """What a candidate sees of a question; more keys do no harm."""

    stem: str
    options: list[Option]


class Delivered(TypedDict):
    """The content as the candidate's browser gets it. `blanks` is 0 unless there are blanks to fill."""

    kind: str
    stem: str
    options: list[Option]
    blanks: int


class Problem(NamedTuple):
    """`field` is `stem`, `key`, `options` or `options/2`."""

    field: str
    code: str
    message: str


@dataclass(slots=True)
class KeyReading:
    """A key as a file has it, read: `remark` says how it was understood when that is not how it was written."""

    key: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    remark: str = ""


class BadResponse(ValueError):
    """An answer of a shape that the question does not take; `code` as the API names it."""

    def __init__(self, code: str = "bad_option") -> None:
        super().__init__(code)
        self.code = code


class Kind(Protocol):
    """Implemented by modules, one file each."""

    @property
    def code(self) -> str: ...

    @property
    def label(self) -> str: ...

    @property
    def has_options(self) -> bool: ...

    @property
    def machine_marked(self) -> bool: ...

    def read_key(self, text: str, content: Content) -> KeyReading:
        """The key from the text of a file's cell, normalised."""

    def check_content(self, content: Content, key: list[str]) -> list[Problem]:
        """All that keeps the question from being asked; empty when it is sound."""

    def check_response(self, content: Content, answer: Any) -> list[str]:
        """The answer in its normal form, [] for none. Raises BadResponse."""

    def mark(self, content: Content, key: list[str], answer: list[str], points: int, rule: str) -> int | None:
        """0..points for an answer that passed check_response; None when a person has to mark it."""

    def delivered(self, content: Content) -> Delivered: ...
