"""What every question kind answers, and the shapes it works on. Points are integer hundredths; keys stay behind."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple, NotRequired, Protocol, TypedDict

# How an examination marks what is right in part. Exact: all or nothing. Partial: half of the points for a part of a
# multiple choice without anything wrong. Penalty: each right option earns its share, each wrong one takes one away.
# Where order or pairs are asked for, both of the latter give a share for each neighbour or pair that is right.
EXACT, PARTIAL, PENALTY = "exact", "partial", "penalty"


class Option(TypedDict):
    letter: str
    text: str


class ShownPicture(TypedDict):
    """A picture by its bytes' sha256, in pixels; `alt` says in words what is on it."""

    sha256: str
    width: int
    height: int
    alt: str


class Details(TypedDict, total=False):
    """What a kind asks with beyond stem and options; each kind takes its own and no other, and all take pictures.

    `pictures`: shown under the stem in that order, of a case under its passage. `matches`: the right-hand side of a
    matching, numbered from 1 by place. `any_order`: the blanks of a fill-in may be filled in any order. `parts`: the
    sub-questions of a case.
    """

    pictures: list[ShownPicture]
    matches: list[str]
    any_order: bool
    parts: "list[Part]"


class Content(TypedDict):
    """What a candidate sees of a question; more keys do no harm."""

    stem: str
    options: list[Option]
    details: NotRequired[Details]


class Part(Content):
    """A sub-question of a case, numbered from 1 by place; `share` is its weight among the parts."""

    kind: str
    share: int


class Delivered(TypedDict):
    """The content as the candidate's browser gets it. `blanks` is 0 unless there are blanks to fill.

    `pictures` is there where there are any.
    """

    kind: str
    stem: str
    options: list[Option]
    blanks: int
    matches: list[str]
    parts: "list[Delivered]"
    pictures: NotRequired[list[ShownPicture]]


class Problem(NamedTuple):
    """`field` is `stem`, `key`, `options`, `options/2`, `details/matches/2` or `details/parts/0/stem`."""

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
    def machine_marked(self) -> bool:
        """Of a case: where all its parts are."""

    def read_key(self, text: str, content: Content) -> KeyReading:
        """The key from the text of a file's cell, normalised."""

    def check_content(self, content: Content, key: list[str]) -> list[Problem]:
        """All that keeps the question from being asked; empty when it is sound."""

    def check_response(self, content: Content, answer: Any) -> list[str]:
        """The answer in its normal form, [] for none. Raises BadResponse."""

    def mark(self, content: Content, key: list[str], answer: list[str], points: int, rule: str) -> int | None:
        """0..points for an answer that passed check_response; None when a person has to mark it."""

    def key_in_words(self, content: Content, key: list[str]) -> list[str]:
        """What the key says whatever letters it says it by: equal for two keys that mean the same."""

    def delivered(self, content: Content) -> Delivered: ...
