"""The few words in which the statements of this app differ between the two databases."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection
from django.db.models import DateTimeField, Func


@dataclass(frozen=True)
class Dialect:
    # The database's clock as it stands at this statement, not at the transaction's begin.
    now: str
    # `attempt.accepted_until`, so that it can be compared with a time received. SQLite's times are text, and Django
    # leaves the fraction out when it is nought: "12:00:05" would sort before "12:00:05.000".
    accepted_until: str
    # The condition that `attempt.id` is one of a list, given as one parameter.
    one_of: str
    skip_locked: str
    # Until the transaction's end, against whoever locks the row likewise.
    lock: str
    # All rows of a subquery as one JSON text: an array of arrays.
    rows: str


DIALECTS = {
    "postgresql": Dialect(
        now="clock_timestamp()",
        accepted_until="attempt.accepted_until",
        one_of="attempt.id = ANY(%s)",
        skip_locked="FOR UPDATE SKIP LOCKED",
        lock="FOR NO KEY UPDATE",
        rows="CAST(json_agg(json_build_array({})) AS text)",
    ),
    "sqlite": Dialect(
        now="strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now')",
        accepted_until="substr(attempt.accepted_until || '.000000', 1, 26)",
        one_of="attempt.id IN (SELECT value FROM json_each(%s))",
        skip_locked="",
        lock="",
        rows="json_group_array(json_array({}))",
    ),
}


class AcceptedUntil(Func):
    """`Dialect.accepted_until` for querysets: of the attempt that the path leads to."""

    template = "%(expressions)s"
    output_field = DateTimeField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template="substr(%(expressions)s || '.000000', 1, 26)", **more)


def dialect() -> Dialect:
    return DIALECTS[connection.vendor]


# Where SQLite would take PostgreSQL's name for another type.
SQLITE_TYPES = {"timestamptz": "text"}


class Given:
    """A table with this name and these columns, of PostgreSQL's types, whose rows come with the statement."""

    def __init__(self, name: str, /, **columns: str) -> None:
        self._name, self._columns = name, columns

    def __str__(self) -> str:
        """Its place in a FROM."""
        if connection.vendor == "sqlite":
            # Without a type a column has no affinity, and SQLite makes no index of its own to join by it.
            fields = ", ".join(
                f'CAST(value ->> {place} AS {SQLITE_TYPES.get(kind, kind)}) AS "{name}"'
                for place, (name, kind) in enumerate(self._columns.items())
            )
            return f"(SELECT {fields} FROM json_each(%s)) AS {self._name}"
        arrays = ", ".join(f"%s::{kind}[]" for kind in self._columns.values())
        names = ", ".join(f'"{name}"' for name in self._columns)
        return f"unnest({arrays}) AS {self._name} ({names})"

    def parameters(self, rows: Sequence[Sequence[Any]]) -> list[Any]:
        """One, or one for each column."""
        if connection.vendor == "sqlite":
            plain = [*map(tuple, rows)]
            return [orjson.dumps(plain, default=_sqlite_time, option=orjson.OPT_PASSTHROUGH_DATETIME).decode()]
        return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in self._columns]


def _sqlite_time(value: dt.datetime) -> str:
    """As Django writes it."""
    return str(value.astimezone(dt.UTC).replace(tzinfo=None))
