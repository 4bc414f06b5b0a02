"""The organisation tree: district → department, town → office, village."""

from collections.abc import Iterable

from django.db import models
from treebeard.mp_tree import MP_Node


class Unit(MP_Node):
    """A node of the tree. A scope is a prefix of `path` (four characters a level)."""

    class Kind(models.TextChoices):
        DISTRICT = "district", "区"
        DEPARTMENT = "department", "区直部门"
        AGENCY = "agency", "派驻机构"
        TOWN = "town", "镇"
        VILLAGE = "village", "村"
        OTHER = "other", "其他"

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    # What the unit's own file calls its type, kept as written.
    kind_text = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.OTHER)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    successor = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="predecessors")
    # Of a rehearsal, as its persons and its examination are: `people.access` keeps the two worlds apart.
    is_rehearsal = models.BooleanField(default=False)

    node_order_by: list[str] = []

    class Meta:
        indexes = [models.Index(fields=["name"])]

    def __str__(self) -> str:
        return self.name

    @property
    def parent_path(self) -> str:
        return str(self.path[: -self.steplen])


class VacatedPath(models.Model):
    """Where a unit stood before it moved. What was frozen then, entries and records, keeps the path: nobody else gets
    it, or her administrator would read them as her own (I17). What is below it is vacated too.
    """

    path = models.CharField(max_length=255, unique=True)

    def __str__(self) -> str:
        return self.path


def upward_from(units: Iterable[Unit]) -> dict[str, Unit]:
    """By path: these units and all above them. One query."""
    step = Unit.steplen
    paths = {unit.path[:end] for unit in units for end in range(step, len(unit.path) + 1, step)}
    return {unit.path: unit for unit in Unit.objects.filter(path__in=paths).only("path", "name")}
