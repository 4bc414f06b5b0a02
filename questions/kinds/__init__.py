"""One pure file per question kind; `kind_of(code)` gives it. How to add one: CONTRIBUTING.md.

A kind is a module with the names of `contract.Kind`; what it cannot mark by itself it marks as None.
"""

from questions.kinds import case
from questions.kinds.contract import (
    EXACT,
    PARTIAL,
    PENALTY,
    BadResponse,
    Content,
    Delivered,
    Details,
    KeyReading,
    Kind,
    Problem,
    ShownPicture,
)

KINDS: dict[str, Kind] = {**case.PART_KINDS, case.code: case}
MACHINE_MARKED = frozenset(kind.code for kind in KINDS.values() if kind.machine_marked)

__all__ = [
    "EXACT",
    "KINDS",
    "MACHINE_MARKED",
    "PARTIAL",
    "PENALTY",
    "BadResponse",
    "Content",
    "Delivered",
    "Details",
    "KeyReading",
    "Kind",
    "Problem",
    "ShownPicture",
    "is_machine_marked",
    "kind_of",
    "normal_key",
]


def kind_of(code: str) -> Kind:
    """KeyError for a code that no file implements."""
    return KINDS[code]


def is_machine_marked(code: str, content: Content) -> bool:
    """Whether no person is needed to mark this question. A case without sub-questions is one text."""
    if code != case.code:
        return code in MACHINE_MARKED
    parts = case.parts_of(content)
    return bool(parts) and all(part["kind"] in MACHINE_MARKED for part in parts)


def normal_key(code: str, content: Content, key: list[str]) -> list[str]:
    """The key as its kind writes an answer: letters and pairs in their order, say. What is no answer stays as it is."""
    try:
        return kind_of(code).check_response(content, key)
    except BadResponse:
        return key
