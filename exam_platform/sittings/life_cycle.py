"""An attempt's life, as one table: which act leads from which states to which. Nothing else moves a state.

open → submitted → graded; voided by the officer. An extension reopens what the clock closed; what a candidate or an
officer closed stays closed.
"""

from enum import StrEnum


class State(StrEnum):
    OPEN = "open"
    SUBMITTED = "submitted"
    GRADED = "graded"
    VOIDED = "voided"


class Act(StrEnum):
    SUBMIT = "submit"
    CLOSE = "close"
    COLLECT = "collect"
    GRADE = "grade"
    REGRADE = "regrade"
    REOPEN = "reopen"
    VOID = "void"


TRANSITIONS: dict[Act, tuple[frozenset[State], State]] = {
    Act.SUBMIT: (frozenset({State.OPEN}), State.SUBMITTED),
    Act.CLOSE: (frozenset({State.OPEN}), State.SUBMITTED),
    Act.COLLECT: (frozenset({State.OPEN}), State.SUBMITTED),
    Act.GRADE: (frozenset({State.SUBMITTED}), State.GRADED),
    Act.REGRADE: (frozenset({State.GRADED}), State.GRADED),
    Act.REOPEN: (frozenset({State.SUBMITTED, State.GRADED}), State.OPEN),
    Act.VOID: (frozenset({State.OPEN, State.SUBMITTED, State.GRADED}), State.VOIDED),
}

CLOSED = frozenset({State.SUBMITTED, State.GRADED})


def sources(act: Act) -> list[str]:
    """The states from which `act` may be done, for the condition of its UPDATE."""
    return sorted(TRANSITIONS[act][0])


def target(act: Act) -> str:
    return TRANSITIONS[act][1].value


def is_legal(act: Act, state: str) -> bool:
    return state in TRANSITIONS[act][0]
