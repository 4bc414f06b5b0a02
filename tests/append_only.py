"""Letting the test runner empty, between transactional tests, the tables that refuse it; nothing else does this."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection

TABLES = ("audit_auditrecord", "audit_auditseal")


def sqlite_triggers() -> list[tuple[str, str]]:
    """All of these tables, and whatever else refuses to be emptied: on SQLite a flush deletes row by row."""
    tables = ", ".join(f"'{table}'" for table in TABLES)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master"
            f" WHERE type = 'trigger' AND (tbl_name IN ({tables}) OR name LIKE '%_no_delete')"
        )
        return list(cursor.fetchall())


def unprotected(statements: Sequence[str]) -> Iterator[str]:
    """The statements of a flush, with the triggers away while they run; all of it is one transaction."""
    if connection.vendor == "postgresql":
        yield from (f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in TABLES)
        yield from statements
        yield from (f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in TABLES)
    else:
        triggers = sqlite_triggers()
        yield from (f"DROP TRIGGER {name}" for name, _ in triggers)
        yield from statements
        yield from (definition for _, definition in triggers)


def allow_flush() -> None:
    """Wrap the flush of the connection that the tests use."""
    operations: Any = connection.ops
    flush = operations.execute_sql_flush
    operations.execute_sql_flush = lambda statements: flush(list(unprotected(statements)))
