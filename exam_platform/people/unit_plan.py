"""A file of units against the tree that the platform has: what is new, what changes, what cannot be a tree. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from questions.imports.problems import FileProblem, Note, error, warning

DEEPEST = 12


@dataclass(slots=True)
class UnitLine:
    """A row of the file; `parent` is a code, empty for a root or where the file does not say."""

    row: int
    code: str
    name: str
    parent: str
    kind_text: str = ""

    def content(self) -> tuple[str, ...]:
        return (self.code, self.name, self.parent, self.kind_text)


@dataclass(frozen=True, slots=True)
class RegisteredUnit:
    """A unit of the platform; `in_scope`: the importer may write to it and below it."""

    code: str
    name: str
    parent: str
    kind_text: str
    path: str
    in_scope: bool


@dataclass(slots=True)
class UnitVerdict:
    """`changes`: column → old and new, of a registered unit; `outside`: path of one without a right to it."""

    line: UnitLine
    notes: list[Note]
    is_new: bool = False
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)
    repeats: int = 0
    outside: str = ""

    @property
    def is_bad(self) -> bool:
        return any(said.level == "error" for said in self.notes)


def judge_units(
    read: Sequence[tuple[UnitLine, list[Note]]],
    registered: dict[str, RegisteredUnit],
    *,
    roots_allowed: bool,
    header: Callable[[str], str],
) -> list[UnitVerdict]:
    """A verdict for each line, in the order of the file. Raises FileProblem that names a cycle."""
    verdicts = [UnitVerdict(line, list(notes)) for line, notes in read]
    _compare_repeats(verdicts, header)
    usable = {v.line.code: v for v in verdicts if v.line.code and not v.is_bad and not v.repeats}
    for code, verdict in usable.items():
        known = registered.get(code)
        if known and not verdict.line.parent:
            verdict.line.parent = known.parent
    parents = joined_tree(
        {code: unit.parent for code, unit in registered.items()}, (verdict.line for verdict in usable.values())
    )
    for line in top_down(verdict.line for verdict in usable.values()):
        verdict = usable[line.code]
        _judge_place(verdict, usable, registered, parents, roots_allowed, header)
        _judge_change(verdict, registered, header)
    _refuse_deep_moves(usable, registered, parents, header)
    _warn_of_namesakes(usable, registered, header)
    return verdicts


def _compare_repeats(verdicts: Sequence[UnitVerdict], header: Callable[[str], str]) -> None:
    by_code: defaultdict[str, list[UnitVerdict]] = defaultdict(list)
    for verdict in verdicts:
        if verdict.line.code:
            by_code[verdict.line.code].append(verdict)
    for group in by_code.values():
        for verdict in group[1:]:
            if verdict.line.content() == group[0].line.content():
                verdict.repeats = group[0].line.row
        if any(verdict.line.content() != group[0].line.content() for verdict in group[1:]):
            for verdict in group:
                others = "、".join(str(other.line.row) for other in group if other is not verdict)
                verdict.notes.append(
                    error(header("单位代码"), "code_twice", f"与第 {others} 行代码相同，内容不同，请核对。")
                )


def _judge_place(
    verdict: UnitVerdict,
    usable: dict[str, UnitVerdict],
    registered: dict[str, RegisteredUnit],
    parents: dict[str, str],
    roots_allowed: bool,
    header: Callable[[str], str],
) -> None:
    """Whether the unit may stand where the line puts it; its parent in the file has been judged before."""
    line, known = verdict.line, registered.get(verdict.line.code)
    if known and not known.in_scope:
        verdict.outside = known.path
        verdict.notes.append(error(header("单位代码"), "unit_outside_scope", "该单位不在您的管理范围内。"))
        return
    if known and line.parent == known.parent:
        return
    column = header("上级单位代码")
    above, above_in_file = registered.get(line.parent), usable.get(line.parent)
    if not line.parent:
        if not roots_allowed:
            verdict.notes.append(error(column, "required", "必须填写上级单位代码，且须在您的管理范围内。"))
    elif above_in_file and above_in_file.is_bad:
        verdict.notes.append(
            error(column, "parent_refused", f"上级单位所在的第 {above_in_file.line.row} 行有误，请先改正。")
        )
    elif not above and not above_in_file:
        verdict.notes.append(error(column, "unknown_parent", "没有这个上级单位，请核对代码，或在文件中补上该单位。"))
    elif above and not above.in_scope:
        verdict.outside = above.path
        verdict.notes.append(error(column, "unit_outside_scope", "上级单位不在您的管理范围内。"))
    elif _depth(line.code, parents) > DEEPEST:
        verdict.notes.append(error(column, "too_deep", f"单位层级不能超过 {DEEPEST} 级。"))


def _depth(code: str, parents: dict[str, str]) -> int:
    depth = 0
    while code:
        depth, code = depth + 1, parents.get(code, "")
    return depth


def _refuse_deep_moves(
    usable: dict[str, UnitVerdict],
    registered: dict[str, RegisteredUnit],
    parents: dict[str, str],
    header: Callable[[str], str],
) -> None:
    """A unit takes along what stands below it."""
    for code in registered.keys() - usable.keys():
        if _depth(code, parents) <= DEEPEST:
            continue
        moved = code
        while moved and (moved not in usable or not usable[moved].changes):
            moved = parents.get(moved, "")
        if moved and not usable[moved].is_bad:
            below = f"移动后其下属单位会超过 {DEEPEST} 级。"
            usable[moved].notes.append(error(header("上级单位代码"), "too_deep", below))


def _judge_change(verdict: UnitVerdict, registered: dict[str, RegisteredUnit], header: Callable[[str], str]) -> None:
    line, known = verdict.line, registered.get(verdict.line.code)
    if known is None:
        verdict.is_new = True
        return
    pairs = {
        "单位名称": (known.name, line.name),
        "上级单位代码": (known.parent, line.parent),
        "单位类型": (known.kind_text, line.kind_text),
    }
    verdict.changes = {header(column): (old, new) for column, (old, new) in pairs.items() if new and old != new}


def _warn_of_namesakes(
    usable: dict[str, UnitVerdict], registered: dict[str, RegisteredUnit], header: Callable[[str], str]
) -> None:
    """Two units of one name below one parent: rosters can then name them by code alone."""
    names = {code: (unit.parent, unit.name) for code, unit in registered.items()}
    names |= {code: (verdict.line.parent, verdict.line.name) for code, verdict in usable.items()}
    bearers: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for code, place_and_name in names.items():
        bearers[place_and_name].append(code)
    for code, verdict in usable.items():
        if len(bearers[names[code]]) > 1:
            verdict.notes.append(
                warning(header("单位名称"), "namesake", "同一上级下有同名单位，人员名册中须用单位代码区分。")
            )


def joined_tree(registered: dict[str, str], lines: Iterable[UnitLine]) -> dict[str, str]:
    """Code → code of the parent once the file is taken over. Raises FileProblem that names a cycle."""
    parents = {**registered, **{line.code: line.parent for line in lines}}
    settled: set[str] = set()
    for start in parents:
        trail: dict[str, None] = {}
        code = start
        while code in parents and code not in settled:
            if code in trail:
                way = list(trail)
                raise FileProblem(
                    "unit_cycle", f"单位的上下级成环：{_named(way[way.index(code) :])}。请改正上级单位代码后重新上传。"
                )
            trail[code] = None
            code = parents[code]
        settled.update(trail)
    return parents


def _named(cycle: list[str]) -> str:
    if len(cycle) == 1:
        return f"{cycle[0]} 的上级是它自己"
    shown = cycle if len(cycle) <= 8 else [*cycle[:7], "…"]
    return " 的上级是 ".join([*shown, cycle[0]])


def top_down(lines: Iterable[UnitLine]) -> list[UnitLine]:
    """Parents before children, in any order of the file. There must be no cycle."""
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
