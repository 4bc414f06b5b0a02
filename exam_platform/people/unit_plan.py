"""A file of units against the tree that the platform has: what is new, what moves, and what cannot be a tree. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from questions.imports.problems import FileProblem

DEEPEST = 12


@dataclass(slots=True)
class UnitLine:
    """A row of the file; `parent` is a code, empty for a root."""

    row: int
    code: str
    name: str
    parent: str
    kind_text: str = ""

    def content(self) -> tuple[str, ...]:
        return (self.code, self.name, self.parent, self.kind_text)


@dataclass(slots=True)
class TreeShape:
    """Who stands below whom once the file is taken over: the platform's units and above them the file's.

    `parents`: code → code of the parent, "" for a root.
    """

    parents: dict[str, str] = field(default_factory=dict)

    def depth(self, code: str) -> int:
        """1 for a root; 0 where the chain upward leads to a unit that nobody knows."""
        depth = 0
        while code:
            if code not in self.parents:
                return 0
            depth += 1
            code = self.parents[code]
        return depth


def joined_tree(known: dict[str, str], lines: Iterable[UnitLine]) -> TreeShape:
    """Raises FileProblem that names a cycle: then nothing in the file says what is above what."""
    shape = TreeShape({**known, **{line.code: line.parent for line in lines}})
    settled: set[str] = set()
    for start in shape.parents:
        trail: list[str] = []
        on_trail: set[str] = set()
        code = start
        while code in shape.parents and code not in settled:
            if code in on_trail:
                cycle = [*trail[trail.index(code) :], code]
                raise FileProblem("unit_cycle", f"单位的上下级成环：{_named(cycle)}。请改正上级单位代码后重新上传。")
            trail.append(code)
            on_trail.add(code)
            code = shape.parents[code]
        settled.update(trail)
    return shape


def _named(cycle: list[str]) -> str:
    if len(cycle) == 2:
        return f"“{cycle[0]}”的上级是它自己"
    shown = cycle if len(cycle) <= 8 else [*cycle[:7], "…", cycle[-1]]
    return " 的上级是 ".join(shown)


def top_down(lines: Iterable[UnitLine]) -> list[UnitLine]:
    """Parents before children, in any order of the file."""
    waiting = {line.code: line for line in lines}
    order: list[UnitLine] = []
    for line in list(waiting.values()):
        chain = []
        current: UnitLine | None = line
        while current is not None and current.code in waiting:
            chain.append(waiting.pop(current.code))
            current = waiting.get(current.parent)
        order += reversed(chain)
    return order
