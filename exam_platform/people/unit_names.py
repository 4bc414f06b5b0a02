"""Which unit a roster means: by code, by name, or by a path of names. Pure."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from exam_platform.people.bad_values import BadValue

STEP = 4
TOWN = "town"
_SEPARATORS = re.compile(r"\s*[/\\>＞／→|｜]\s*")


class OutsideScope(BadValue):
    """The unit exists, and whoever brings the row has no right there. `path` is for the audit record."""

    def __init__(self, path: str) -> None:
        super().__init__("unit_outside_scope", "该单位不在您的管理范围内。")
        self.path = path


@dataclass(frozen=True, slots=True)
class KnownUnit:
    id: int
    code: str
    name: str
    path: str
    kind: str

    @property
    def parent_path(self) -> str:
        return self.path[:-STEP]


@lru_cache(maxsize=10_000)
def plain_name(text: str) -> str:
    """NFKC without spaces and invisible characters: how names and codes are compared."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(character for character in folded if unicodedata.category(character) not in ("Zs", "Cc", "Cf"))


class UnitNames:
    """All units of the platform, and which of them an importer may write to (`covers` is given a path)."""

    def __init__(self, units: Iterable[KnownUnit], covers: Callable[[str], bool]) -> None:
        self.by_path: dict[str, KnownUnit] = {}
        self.by_id: dict[int, KnownUnit] = {}
        self._by_code: dict[str, KnownUnit] = {}
        self._by_name: defaultdict[str, list[KnownUnit]] = defaultdict(list)
        self._covers = covers
        for unit in units:
            self.by_path[unit.path] = unit
            self.by_id[unit.id] = unit
            self._by_code[plain_name(unit.code)] = unit
            self._by_name[plain_name(unit.name)].append(unit)

    def find(self, text: str, *, code_only: bool = False) -> KnownUnit:
        """The one unit meant that is in the scope. Raises BadValue: unknown, ambiguous, outside the scope."""
        candidates = self._called(text, code_only=code_only)
        if not candidates:
            raise BadValue("unknown_unit", "没有这个单位，请按单位名录填写全称，或填写单位代码。")
        allowed = [unit for unit in candidates if self._covers(unit.path)]
        if not allowed:
            raise OutsideScope(candidates[0].path)
        if len(allowed) > 1:
            raise BadValue("ambiguous_unit", f"有 {len(allowed)} 个单位同名，请改填单位代码。")
        return allowed[0]

    def place(self, unit: KnownUnit, office: str) -> tuple[KnownUnit, str]:
        """The unit of a post and what is left of its 科室: an office that is a unit below `unit` is the unit itself.

        Raises BadValue for a village that its town does not have.
        """
        plain = plain_name(office)
        if not plain:
            return unit, ""
        below = [found for found in self._by_name[plain] if found.parent_path == unit.path]
        if len(below) > 1:
            raise BadValue("ambiguous_unit", f"“{unit.name}”下有 {len(below)} 个单位同名，请在“单位”列填写单位代码。")
        if below:
            return below[0], ""
        if unit.kind == TOWN and plain.endswith("村"):
            raise BadValue("unknown_village", f"“{unit.name}”下没有这个村，请按单位名录填写。")
        return unit, office

    def path_name(self, unit: KnownUnit) -> str:
        """Names from the root down, `经济开发区/疃里镇/高庙村`."""
        steps = range(STEP, len(unit.path) + 1, STEP)
        return "/".join(self.by_path[unit.path[:step]].name for step in steps if unit.path[:step] in self.by_path)

    def _called(self, text: str, *, code_only: bool) -> list[KnownUnit]:
        plain = plain_name(text)
        if plain in self._by_code:
            return [self._by_code[plain]]
        if code_only:
            return []
        if plain in self._by_name:
            return self._by_name[plain]
        names = [plain_name(part) for part in _SEPARATORS.split(text.strip()) if part.strip()]
        if len(names) < 2:
            return []
        return [unit for unit in self._by_name.get(names[-1], []) if self._ends_with(unit, names)]

    def _ends_with(self, unit: KnownUnit, names: list[str]) -> bool:
        """A path name may begin anywhere above the unit, and has no gaps."""
        paths = (unit.path[: len(unit.path) - STEP * above] for above in range(len(names)))
        found = (self.by_path.get(path) for path in paths)
        return all(
            upper is not None and plain_name(upper.name) == name
            for upper, name in zip(found, reversed(names), strict=True)
        )
