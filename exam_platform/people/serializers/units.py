from collections.abc import Iterable
from typing import Any

from rest_framework import serializers

from exam_platform.api import StrictQuery, StrictSerializer
from exam_platform.people.access import Scope
from exam_platform.people.models import Unit, upward_from


class UnitSerializer(StrictSerializer):
    """`parent` is null at the top of what the viewer may see."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(Unit.Kind.choices)
    parent = serializers.IntegerField(allow_null=True)  # type: ignore[assignment]  # the metaclass takes fields off the class
    path_name = serializers.CharField()
    depth = serializers.IntegerField()
    children_count = serializers.IntegerField()
    person_count = serializers.IntegerField()


class UnitQuery(StrictQuery):
    """`parent`: an id, or `root` for the top of what the viewer may see; without it all units, in the tree's order."""

    parent = serializers.RegexField(  # type: ignore[assignment]  # the metaclass takes fields off the class
        r"\A(?:root|[0-9]{1,18})\Z", required=False, allow_blank=True
    )
    search = serializers.CharField(max_length=100, required=False, allow_blank=True)


def shape_units(units: Iterable[Unit], scope: Scope) -> list[dict[str, Any]]:
    """Of units with `person_count`. One query for the names above them."""
    units = list(units)
    above = upward_from(units)
    return [_shape(unit, above, scope) for unit in units]


def _shape(unit: Unit, above: dict[str, Unit], scope: Scope) -> dict[str, Any]:
    parent = above.get(unit.parent_path)
    step = Unit.steplen
    names = [above[unit.path[:end]].name for end in range(step, len(unit.path) + 1, step)]
    return {
        "id": unit.pk,
        "code": unit.code,
        "name": unit.name,
        "kind": unit.kind,
        "parent": parent.pk if parent and scope.covers(parent.path) else None,
        "path_name": "/".join(names),
        "depth": unit.depth,
        "children_count": unit.numchild,
        "person_count": unit.person_count,
    }
