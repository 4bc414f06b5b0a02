"""Every column that holds sealed values: how many stand under which key, and sealing them anew (S56)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, F, Func

from .models import Person, RosterImport, RosterImportRow, UnitImport, UnitImportRow
from .sealing import UnknownSealingKey, UnreadableText, WrongSealingKey, seal_bytes, unseal_bytes


class KeyId(Func):
    """The second of the three parts of a sealed value; empty where nothing is sealed."""

    output_field = models.TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> Any:
        rest = "substr(CAST(substr(%(expressions)s, 1, 100) AS TEXT), 8)"
        return self.as_sql(compiler, connection, template=f"substr({rest}, 1, max(instr({rest}, ':') - 1, 0))")

    def as_postgresql(self, compiler: Any, connection: Any, **_: Any) -> Any:
        start = "substring(%(expressions)s from 1 for 100)"
        if self.extra["of_bytes"]:
            start = f"convert_from({start}, 'LATIN1')"
        return self.as_sql(compiler, connection, template=f"split_part({start}, ':', 2)")


@dataclass(frozen=True)
class Column:
    model: type[models.Model]
    field: str
    # Rows in one transaction: files are large, and whoever saves may wait for its locks.
    batch: int = 200

    @property
    def label(self) -> str:
        return f"{self.model._meta.label}.{self.field}"

    def rows(self) -> models.QuerySet[Any]:
        """Those that hold a sealed value, with its key's id as `key_id`."""
        of_bytes = isinstance(self.model._meta.get_field(self.field), models.BinaryField)
        key_id = KeyId(F(self.field), of_bytes=of_bytes)
        return self.model._default_manager.annotate(key_id=key_id).exclude(key_id="")

    def stale(self) -> models.QuerySet[Any]:
        """Under an older key that is at hand."""
        _, *older = settings.FIELD_KEYS
        return self.rows().filter(key_id__in=older)


COLUMNS = (
    Column(Person, "id_number"),
    Column(Person, "phone"),
    Column(UnitImport, "content", batch=1),
    Column(UnitImportRow, "payload"),
    Column(RosterImport, "content", batch=1),
    Column(RosterImportRow, "payload"),
)


def counts_by_key() -> dict[str, dict[str, int]]:
    """`{key id: {column: how many values}}`. One query per column."""
    found: dict[str, dict[str, int]] = {}
    for column in COLUMNS:
        for key_id, count in column.rows().order_by().values_list("key_id").annotate(count=Count("pk")):
            found.setdefault(key_id, {})[column.label] = count
    return found


def unreadable_keys() -> list[str]:
    """Ids of keys that values need and that are not at hand, or do not open what carries their id."""
    wanted = {
        (column, key_id)
        for column in COLUMNS
        for key_id in column.rows().order_by().values_list("key_id", flat=True).distinct()
    }
    return sorted({key_id for column, key_id in wanted if not _opens(column, key_id)})


def _opens(column: Column, key_id: str) -> bool:
    try:
        value = getattr(column.rows().filter(key_id=key_id).only(column.field)[0], column.field)
        # A field of text is unsealed when it is read, bytes are not.
        return not isinstance(value, UnreadableText) and (isinstance(value, str) or bool(unseal_bytes(value)))
    except (UnknownSealingKey, WrongSealingKey):
        return False


def reseal(told: Callable[[int], None]) -> int:
    """Seal anew, under the first key, what stands under older ones; may be stopped and run again. How many values."""
    done = 0
    for column in COLUMNS:
        for count in _reseal_column(column):
            done += count
            told(count)
    return done


def _reseal_column(column: Column) -> Iterator[int]:
    while True:
        with transaction.atomic():
            chosen = column.stale().order_by("pk").values_list("pk", flat=True)[: column.batch]
            locked = column.model._default_manager.select_for_update(no_key=True)
            rows = list(locked.filter(pk__in=list(chosen)).only(column.field))
            for row in rows:
                if not isinstance(value := getattr(row, column.field), str):
                    setattr(row, column.field, seal_bytes(unseal_bytes(value)))
            column.model._default_manager.bulk_update(rows, [column.field])
        if not rows:
            return
        yield len(rows)
