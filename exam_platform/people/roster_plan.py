"""What a line of a roster would change: compared with the person and the posts that the platform has. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from exam_platform.people import phones
from exam_platform.people.names import same_name
from exam_platform.people.roster_rows import SEX_LABELS, Line
from questions.imports.problems import Note, error, note, warning

Kind = Literal["person", "post", "request", "change", "same", "requested"]

# field of a line → column; those of the person, and those of the post
PERSON_COLUMNS = {"sex": "性别", "phone": "手机号", "employee_number": "工号"}
POST_COLUMNS = {
    "office": "科室",
    "title": "职务",
    "rank": "职级",
    "categories": "人员类别",
    "is_leading": "是否领导干部",
    "office_phone": "办公电话",
    "valid_from": "任职日期",
    "remark": "备注",
}


@dataclass(frozen=True, slots=True)
class KnownPost:
    id: int
    values: dict[str, Any]


@dataclass(slots=True)
class KnownPerson:
    """`posts` by unit id; `requested`: units for which a request of hers waits. `visible`: the importer may see her."""

    id: int
    name: str
    values: dict[str, str]
    is_active: bool
    visible: bool
    has_main_post: bool
    posts: dict[int, KnownPost] = field(default_factory=dict)
    requested: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Plan:
    """`person`: no such person yet; `post`: she gets another post; `request`: another unit has to agree to that first;
    `change`: values to write; `same`, `requested`: nothing to do. One with an error among its notes is not to be
    carried out.
    """

    kind: Kind
    person: dict[str, Any] = field(default_factory=dict)
    post: dict[str, Any] = field(default_factory=dict)
    shown: dict[str, tuple[str, str]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)


class Planner:
    """`holders`: employee number → id of the person who has it; `labels`: category → its label."""

    def __init__(self, *, holders: dict[str, int], labels: dict[str, str], header: Callable[[str], str]) -> None:
        self.holders = holders
        self.labels = labels
        self.header = header

    def plan(self, line: Line, known: KnownPerson | None) -> Plan:
        if known is None:
            return Plan("person", notes=self._number_taken(line, None))
        if not same_name(line.name, known.name):
            return Plan("same", notes=[self._other_name(known)])
        post = known.posts.get(line.unit)
        if not known.visible:
            return self._request(line, known)
        plan = Plan("change" if post else "post", notes=self._number_taken(line, known))
        if not known.is_active:
            plan.notes.append(warning(None, "disabled", "此人的账号已停用，导入不会恢复。"))
        plan.person = self._differences(line, known.values, PERSON_COLUMNS, plan.shown)
        if post:
            plan.post = self._differences(line, post.values, POST_COLUMNS, plan.shown)
            if not plan.shown:
                plan.kind = "same"
        return plan

    def _request(self, line: Line, known: KnownPerson) -> Plan:
        if line.unit in known.requested:
            return Plan("requested")
        told = note(
            None,
            "known_elsewhere",
            "此人已在其他单位登记；确认导入后将提出任职申请，经其所在单位或区级管理员同意后生效。",
        )
        return Plan("request", notes=[told])

    def _other_name(self, known: KnownPerson) -> Note:
        registered = f"为“{known.name}”" if known.visible else "在另一姓名下"
        return error(self.header("身份证号"), "other_name", f"该号码已登记{registered}，与本行姓名不同，请核对。")

    def _number_taken(self, line: Line, known: KnownPerson | None) -> list[Note]:
        holder = self.holders.get(line.employee_number)
        if holder is None or (known and holder == known.id):
            return []
        return [error(self.header("工号"), "employee_number_taken", "该工号已登记在别人名下，请核对。")]

    def _differences(
        self, line: Line, values: dict[str, Any], columns: dict[str, str], shown: dict[str, tuple[str, str]]
    ) -> dict[str, Any]:
        """Values that the file states and that differ: a blank cell changes nothing."""
        changes = {}
        for name, column in columns.items():
            new, old = getattr(line, name), values[name]
            if new in ("", None, ()) or new == old:
                continue
            changes[name] = new
            shown[self.header(column)] = (self._as_shown(name, old), self._as_shown(name, new))
        return changes

    def _as_shown(self, name: str, value: Any) -> str:
        if name == "categories":
            return "、".join(self.labels[category] for category in value)
        if name == "is_leading":
            return "是" if value else "否"
        if name == "phone":
            return phones.masked(value)
        return SEX_LABELS[value] if name == "sex" else str(value)
