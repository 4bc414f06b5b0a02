"""What the rows of one roster file say about each other: repeats, contradictions, numbers in common. Pure.

Rows are compared by the ID number, whatever else is wrong with them, so that every row hears all of its errors at once.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from exam_platform.people.names import same_name
from exam_platform.people.roster_rows import Line, ReadRow
from questions.imports.problems import Note, error, note

Header = Callable[[str], str]

_OF_ONE_PERSON = {"sex": "性别", "phone": "手机号", "employee_number": "工号"}


@dataclass(slots=True)
class Repeats:
    """`skipped`: row → the earlier row that it repeats. `notes` by row."""

    skipped: dict[int, int] = field(default_factory=dict)
    notes: defaultdict[int, list[Note]] = field(default_factory=lambda: defaultdict(list))


def compare_rows(rows: Sequence[ReadRow], header: Header) -> Repeats:
    """`header` names a column as the file does."""
    found = Repeats()
    lines = [row.line for row in rows]
    for group in _grouped(lines, lambda line: line.id_number):
        _compare_person(group, found, header)
    for group in _grouped(lines, lambda line: line.employee_number):
        if len({line.id_number for line in group}) > 1:
            _contradict(group, found, header("工号"), "employee_number_twice", "工号相同，人不同，工号不能重复")
    for group in _grouped(lines, lambda line: line.phone):
        for line in group:
            others = sorted({other.row for other in group if other.id_number != line.id_number})
            if others:
                shared = f"与第 {_listed(others)} 行的人手机号相同；几人共用的手机号不能用来登录。"
                found.notes[line.row].append(note(header("手机号"), "shared_phone", shared))
    return found


def _grouped(lines: Iterable[Line], key: Callable[[Line], str]) -> list[list[Line]]:
    groups = defaultdict(list)
    for line in lines:
        if value := key(line):
            groups[value].append(line)
    return [group for group in groups.values() if len(group) > 1]


def _compare_person(group: list[Line], found: Repeats, header: Header) -> None:
    named = [line for line in group if line.name]
    if any(not same_name(one.name, named[0].name) for one in named[1:]):
        return _contradict(
            named, found, header("身份证号"), "one_id_number_two_names", "身份证号相同，姓名不同，无法确定是谁，请核对"
        )
    first_with: dict[tuple[object, ...], Line] = {}
    distinct = []
    for line in named:
        first = first_with.setdefault(line.content(), line)
        if first is line:
            distinct.append(line)
        else:
            found.skipped[line.row] = first.row
    for same_post in _grouped(distinct, lambda line: str(line.unit or "")):
        _contradict(same_post, found, header("单位"), "post_twice", "是同一人在同一单位，但内容不同，请合并为一行")
    for attribute, column in _OF_ONE_PERSON.items():
        values = {value for line in distinct if (value := getattr(line, attribute))}
        if len(values) > 1:
            _contradict(distinct, found, header(column), "person_disagrees", f"是同一人，但{column}不同，请核对")
    return None


def _contradict(group: list[Line], found: Repeats, header: str, code: str, message: str) -> None:
    rows = [line.row for line in group]
    for row in rows:
        others = [other for other in rows if other != row]
        found.notes[row].append(error(header, code, f"与第 {_listed(others)} 行{message}。"))


def _listed(rows: list[int]) -> str:
    shown = "、".join(str(row) for row in rows[:5])
    return shown if len(rows) <= 5 else f"{shown} 等 {len(rows)}"
