"""One pure file per question kind; `kind_of(code)` gives it. How to add one: CONTRIBUTING.md.

A kind is a module with the names of `contract.Kind`; what it cannot mark by itself it marks as None.
"""

from questions.kinds import case, fill_in, multiple, short_answer, single, true_false
from questions.kinds.contract import EXACT, PARTIAL, BadResponse, Content, Delivered, KeyReading, Kind, Problem

_ALL: tuple[Kind, ...] = (single, multiple, true_false, fill_in, short_answer, case)
KINDS: dict[str, Kind] = {kind.code: kind for kind in _ALL}
MACHINE_MARKED = frozenset(kind.code for kind in _ALL if kind.machine_marked)

__all__ = [
    "EXACT",
    "KINDS",
    "MACHINE_MARKED",
    "PARTIAL",
    "BadResponse",
    "Content",
    "Delivered",
    "KeyReading",
    "Kind",
    "Problem",
    "kind_of",
]


def kind_of(code: str) -> Kind:
    """KeyError for a code that no file implements."""
    return KINDS[code]
